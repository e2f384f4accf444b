"""A community's own numbers: people counted, money planned and spent.

Spending is only ever added (a guard of the database holds it), and written to the log: what a
community says of public money stays as it was said.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.lists import rules
from last500.lists.actions.step import public_line
from last500.lists.models import BudgetLine, PeopleCount, Spending
from last500.lists.models.profile import COUNTED_WORDS
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.proof.actions import record
from last500.proof.rules import Plain

COUNT_MOST = 10_000_000


@transaction.atomic
def set_count(
    actor: Actor, community: Place, *, what: str, number: int, on: date, source: str
) -> PeopleCount:
    """Say how many there are, on which day and by what list; the same day again corrects it."""
    require(actor, Permission.PROFILE_EDIT, community)
    source = public_line(source, 40, "source")
    if what not in COUNTED_WORDS:
        raise Refused(_("请选数的是什么。"), "what")
    if not source:
        raise Refused(_("请写数字从哪里来，比如“社区台账”。"), "source")
    if not 0 <= number <= COUNT_MOST:
        raise Refused(_("这个数字不像，请再看看。"), "number")
    if on > clock.today():
        raise Refused(_("请选今天或以前的日子。"), "on")
    row, _made = PeopleCount.objects.update_or_create(
        community=community,
        what=what,
        on=on,
        defaults={"number": number, "source": source, "entered_at": clock.now()},
    )
    return row


@transaction.atomic
def add_budget_line(
    actor: Actor, community: Place, *, year: int, title: str, planned_fen: int, source: str = ""
) -> BudgetLine:
    """Plan money of a year for one purpose, in fen. The same name again changes the plan."""
    require(actor, Permission.PROFILE_EDIT, community)
    title = public_line(title, 40, "title")
    if not title:
        raise Refused(_("请写这笔钱做什么用。"), "title")
    if not 0 < planned_fen <= rules.FEN_MOST:
        raise Refused(_("请写计划多少钱。"), "planned")
    if abs(year - clock.today().year) > 5:
        raise Refused(_("请写近几年的年份。"), "year")
    row, _made = BudgetLine.objects.update_or_create(
        community=community,
        year=year,
        title=title,
        defaults={
            "planned_fen": planned_fen,
            "source": public_line(source, 40, "source"),
            "made_at": clock.now(),
        },
    )
    _log(actor, "planned", row, planned_fen)
    return row


@transaction.atomic
def spend(actor: Actor, line: BudgetLine, *, on: date, fen: int, words: str) -> Spending:
    """Write down money that was spent, in fen. More than was planned is written down as well."""
    require(actor, Permission.PROFILE_EDIT, line.community)
    words = public_line(words, 60, "words")
    if not words:
        raise Refused(_("请写花在什么上。"), "words")
    if not 0 < fen <= rules.FEN_MOST:
        raise Refused(_("请写花了多少钱，比如 128.50。"), "amount")
    if on > clock.today():
        raise Refused(_("请选今天或以前的日子。"), "on")
    row = Spending.objects.create(line=line, on=on, fen=fen, words=words, entered_at=clock.now())
    _log(actor, "spent", line, fen, row)
    return row


@transaction.atomic
def take_back(actor: Actor, entry: Spending) -> Spending:
    """A wrong entry is never changed: a second one takes it back, once. Raises Conflict."""
    require(actor, Permission.PROFILE_EDIT, entry.line.community)
    if entry.fen < 0:
        raise Conflict(_("这一笔本身就是冲销。"))
    try:
        with transaction.atomic():
            row = Spending.objects.create(
                line=entry.line,
                on=clock.today(),
                fen=-entry.fen,
                words=entry.words,
                reverses=entry,
                entered_at=clock.now(),
            )
    except IntegrityError:
        raise Conflict(_("这一笔已经冲销过了。")) from None
    _log(actor, "taken back", entry.line, row.fen, row)
    return row


def _log(
    actor: Actor, what: str, line: BudgetLine, fen: int, entry: Spending | None = None
) -> None:
    body: dict[str, Plain] = {
        "line": str(line.pk),
        "place": line.community_id,
        "year": line.year,
        "fen": fen,
    }
    if entry is not None:
        body["entry"] = str(entry.pk)
    record("funds", what, body, personal={"by": str(actor.person or "")})
