"""A version from its draft to its last day: what a desk does, and what the day itself does."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.base.scope import everything
from last500.covenants import rules
from last500.covenants.models import Article, Version
from last500.covenants.rules import Action, State, Text
from last500.notify.actions import to_people, write
from last500.organisations.actions import require
from last500.organisations.queries import calendar, desk_for, desk_holders, desk_with_holders
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.proof.actions import record
from last500.resolutions.models import Resolution
from last500.resolutions.rules import Holds
from last500.topics.actions.step import public_text

MOVED_ON = N_("有人刚处理过这一版公约，请看看现在的情况。")


def held(version: Version) -> Version:
    rows = Version.objects.select_for_update(of=("self",))
    return rows.select_related("compound__parent").get(pk=version.pk)


def must_handle(actor: Actor, place: Place) -> None:
    require(actor, Permission.TOPIC_HANDLE, place)


def _advance(version: Version, action: Action, **values: Any) -> Version:
    """On condition that nobody has meanwhile. Raises Conflict."""
    old = State(version.state)
    new = rules.state_after(action, old)
    start_ = sorted(rules.STEPS[action].start)
    rows = Version.objects.filter(pk=version.pk, state=old).filter(state__in=start_)
    if not rows.update(state=new, **values):
        raise Conflict(_(MOVED_ON))
    version.state = new
    for name, value in values.items():
        setattr(version, name, value)
    return version


@transaction.atomic
def start(actor: Actor, compound: Place) -> Version:
    """A draft of the next version, from the words of the one that stands. Raises Forbidden,
    Refused, Conflict where one is being worked on."""
    must_handle(actor, compound)
    if compound.level != "compound" or compound.closed_on:
        raise Refused(_("公约是一个小区的。"))
    Place.objects.select_for_update().get(pk=compound.pk)
    rows = Version.objects.filter(compound=compound)
    former = rows.filter(state__in=[State.ADOPTED, State.IN_FORCE]).order_by("-number").first()
    last = rows.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            version = Version.objects.create(
                compound=compound, number=last + 1, former=former, desk=compound,
                made_by_id=actor.person, made_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("已经有一版在写了。")) from None
    if former is not None:
        Article.objects.bulk_create(
            Article(version=version, number=one.number, words=one.words, follows=one.number)
            for one in former.articles.order_by("number")
        )
    return version


@transaction.atomic
def rewrite(actor: Actor, version: Version, texts: Sequence[Text]) -> Version:
    """The articles of a draft, anew. Raises Forbidden, Refused, Conflict."""
    version = held(version)
    must_handle(actor, version.compound)
    if version.state != State.DRAFT:
        raise Conflict(_(MOVED_ON))
    if not 1 <= len(texts) <= rules.ARTICLES_MOST:
        raise Refused(_("请写 1 到 %(most)d 条。") % {"most": rules.ARTICLES_MOST})
    followed = [one.follows for one in texts if one.follows is not None]
    if len(followed) != len(set(followed)):
        raise Refused(_("原来的一条只能接着写成一条。"))
    version.articles.all().delete()
    Article.objects.bulk_create(
        Article(version=version, number=number, words=_article(number, one), follows=one.follows)
        for number, one in enumerate(texts, 1)
    )
    return version


def _article(number: int, text: Text) -> str:
    said = public_text(text.words, rules.TEXT_MOST, f"words_{number}")
    if not said:
        raise Refused(_("请写这一条说什么。"), f"words_{number}")
    if rules.sets_fine(said):
        words = _("公约不能罚款、处罚（只有法律能），请改成大家做得到的话。")
        raise Refused(words, f"words_{number}")
    return said


@transaction.atomic
def open_for_remarks(actor: Actor, version: Version, *, days: int) -> Version:
    """It hangs at the gate; for so many days neighbours may remark. Raises Forbidden, Refused."""
    version = held(version)
    must_handle(actor, version.compound)
    if not version.articles.exists():
        raise Refused(_("先写几条，再给大家看。"), "days")
    if not rules.DAYS_LEAST <= days <= rules.DAYS_MOST:
        words = _("请写 %(least)d 到 %(most)d 天，让大家来得及看。")
        raise Refused(words % {"least": rules.DAYS_LEAST, "most": rules.DAYS_MOST}, "days")
    now = clock.now()
    closes_at = now + timedelta(days=days)
    due_at = calendar().add_working_days(closes_at, rules.DECIDE_DAYS)
    desk = desk_with_holders(version.compound)[0].pk
    times = {"opened_at": now, "closes_at": closes_at, "due_at": due_at, "desk_id": desk}
    _advance(version, Action.OPEN, **times)
    _write_down(version, "covenant open for remarks")
    return version


@transaction.atomic
def rework(actor: Actor, version: Version) -> Version:
    """Remarks lead to other words: a draft again, which is opened again before it is decided."""
    version = held(version)
    must_handle(actor, version.compound)
    return _advance(version, Action.REWORK, due_at=None, opened_at=None, closes_at=None)


@transaction.atomic
def drop(actor: Actor, version: Version) -> Version:
    version = held(version)
    must_handle(actor, version.compound)
    return _advance(version, Action.DROP, due_at=None)


@transaction.atomic
def adopt(actor: Actor, version: Version, *, resolution: Resolution, in_force_on: date) -> Version:
    """By a resolution of this compound that holds; in force from that day.

    Raises Forbidden, Refused, Conflict.
    """
    version = held(version)
    must_handle(actor, version.compound)
    if version.state != State.OPEN:
        raise Conflict(_(MOVED_ON))
    here = resolution.compound_id == version.compound_id and resolution.version == 1
    if not here or resolution.agreement.holds != Holds.HOLDS:
        raise Refused(_("请选这个小区有效的决定。"), "resolution")
    decided_from = clock.start_of(resolution.decided_on)
    if not rules.may_adopt(version.closes_at, decided_from, resolution.by):
        words = _("公约要在听完意见以后，由大家商定或者表决，不能由值守定。")
        raise Refused(words, "resolution")
    if not rules.day_fits(resolution.decided_on, in_force_on):
        raise Refused(_("开始用的日子在决定以后、一年以内。"), "in_force_on")
    try:
        with transaction.atomic():
            values = {"resolution": resolution, "in_force_on": in_force_on, "due_at": None}
            _advance(version, Action.ADOPT, **values)
    except IntegrityError:
        raise Refused(_("这个决定已经用在另一版公约上了。"), "resolution") from None
    _write_down(version, "covenant adopted")
    return begin(version) if in_force_on <= clock.today() else version


@transaction.atomic
def begin(version: Version) -> Version:
    """Its day has come: it is in force, and the one before is replaced. Raises Conflict."""
    version = held(version)
    if version.in_force_on is None or version.in_force_on > clock.today():
        raise Conflict(_(MOVED_ON))
    before = Version.objects.filter(compound=version.compound, state=State.IN_FORCE)
    before.update(state=State.REPLACED, replaced_on=version.in_force_on)
    _advance(version, Action.BEGIN)
    _write_down(version, "covenant in force")
    return version


def begin_due(limit: int = 100) -> int:
    """Versions whose day has come; the older number first. Returns how many began."""
    rows = Version.objects.filter(state=State.ADOPTED, in_force_on__lte=clock.today())
    done = 0
    for version in rows.order_by("in_force_on", "number")[:limit]:
        try:
            begin(version)
        except Conflict:
            continue
        done += 1
    return done


def escalate_overdue(limit: int = 100) -> int:
    """Open, and nothing was decided in time: the desk above hears of it."""
    done, now = 0, clock.now()
    with everything("deadlines of covenants"):
        late = Version.objects.filter(state=State.OPEN, due_at__lt=now)
        late = late.filter(desk__level__in=["compound", "community"])
        for version in late.select_related("compound__parent").order_by("due_at")[:limit]:
            done += _up(version)
    return done


@transaction.atomic
def _up(version: Version) -> int:
    above = desk_for(version.compound, above=version.desk_id)
    due_at = calendar().add_working_days(clock.now(), rules.ABOVE_DAYS)
    rows = Version.objects.filter(pk=version.pk, state=State.OPEN, due_at=version.due_at)
    if above.pk == version.desk_id or not rows.update(desk=above, due_at=due_at):
        return 0
    link, place = f"/covenants/{version.pk}/", version.compound.name
    write(to_people("covenant_late", desk_holders(above.pk), link=link, place=place))
    return 1


def words_hash(version: Version) -> str:
    """SHA-256 over the numbered articles: whoever holds the printed sheet can count it again."""
    lines = [f"{one.number}. {one.words}" for one in version.articles.order_by("number")]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _write_down(version: Version, kind: str) -> None:
    body: dict[str, Any] = {
        "covenant": str(version.pk),
        "place": version.compound_id,
        "number": version.number,
        "words": words_hash(version),
    }
    if version.resolution_id:
        assert version.in_force_on is not None  # covenant_that_stands_was_decided
        body |= {
            "resolution": str(version.resolution_id),
            "in_force_on": version.in_force_on.isoformat(),
        }
    record(f"covenants:{version.compound_id}", kind, body)
