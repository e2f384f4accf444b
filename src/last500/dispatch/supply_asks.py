"""What a desk may do about a gap: open its own offers further, or ask another desk. Never more.

Nobody is sent anywhere. An offer that is open further is seen by those who said they would come so
far; a desk that is asked may invite its neighbours, say not now, or say nothing at all.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.dispatch.models import HelpAsk, SupplySheet
from last500.dispatch.models.supply import Answer
from last500.dispatch.supply import GROUP_BY_CODE
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.queries import desk_holders
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch
from last500.service_requests import actions as requests
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import Level, State

# A desk asks another for one kind of help at most once in four weeks; then the ask is forgotten.
ASK_AGAIN = timedelta(days=28)
MOST_AT_ONCE = 50  # offers that one press opens further
NARROWER = (Level.COMPOUND, Level.COMMUNITY)


# ---- open one's own offers further ---------------------------------------------------------------


def could_be_opened(actor: Actor, place: Place) -> QuerySet[ServiceRequest]:
    """Offers of the branch that are open to neighbours, want more of them, and could be open one
    level further. What was offered to named helpers only stays between them and the desk."""
    if not actor.may(Permission.REQUEST_HANDLE, place.path):
        return ServiceRequest.objects.none()
    rows = ServiceRequest.objects.visible_to(actor).filter(
        place__path__range=branch(place.path), state=State.OFFERED, suspected_emergency=""
    )
    return rows.filter(open_to__in=NARROWER, level__in=NARROWER, taken__lt=F("wanted"))


def open_further(actor: Actor, place: Place, group: str) -> int:
    """Open all waiting offers of one kind one level further; how many. Each is a step of its own:
    one that has moved on meanwhile is left as it is."""
    require(actor, Permission.REQUEST_HANDLE, place)
    kinds = GROUP_BY_CODE[group].categories if group in GROUP_BY_CODE else ()
    rows = could_be_opened(actor, place).filter(category__in=kinds)
    opened = 0
    for one in rows.select_related("place", "desk", "contact").order_by("due_at")[:MOST_AT_ONCE]:
        try:
            requests.widen(actor, one)
        except (Refused, Forbidden):
            continue
        opened += 1
    return opened


# ---- ask another desk ----------------------------------------------------------------------------


@transaction.atomic
def ask(actor: Actor, place: Place, asked: int, group: str) -> HelpAsk:
    """Ask the desk that has hours to spare whether its neighbours might like to help.

    Only what the supply map proposes. Raises Conflict where it is not proposed any more or was
    asked within four weeks, Refused where nobody is at that desk.
    """
    require(actor, Permission.REQUEST_HANDLE, place)
    hours = _proposed(place, asked, group)
    people = desk_holders(asked)
    if not people:
        raise Refused(_("那边现在没有人值守，请直接打个电话。"))
    known = HelpAsk.objects.filter(place=place, asked=asked, group=group)
    fresh = {"asked_at": clock.now(), "answer": Answer.NONE, "hours": hours}
    if not known.filter(asked_at__lte=clock.now() - ASK_AGAIN).update(**fresh):
        try:
            with transaction.atomic():
                HelpAsk.objects.create(place=place, asked_id=asked, group=group, **fresh)
        except IntegrityError:
            raise Conflict(_("四周里已经问过了，等等看。")) from None
    said = {"place": place.name, "help": GROUP_BY_CODE[group].name}
    post("help_asked", people, link=f"/supply/{asked}/", **said)
    return known.get()


def _proposed(place: Place, asked: int, group: str) -> int:
    sheet = SupplySheet.objects.filter(place=place).first()
    for to, of, kind, hours, _scope in sheet.proposals if sheet else ():
        if (to, of, kind) == (place.pk, asked, group):
            return int(hours)
    raise Conflict(_("情况变了，现在不用问这一处。"))


@transaction.atomic
def answer(actor: Actor, one: HelpAsk, *, willing: bool) -> None:
    """The desk that was asked says so, once; saying nothing is as good as not now."""
    require(actor, Permission.REQUEST_HANDLE, one.asked)
    said = Answer.WILLING if willing else Answer.NOT_NOW
    if not HelpAsk.objects.filter(pk=one.pk, answer=Answer.NONE).update(answer=said):
        raise Conflict(_("这一处已经有人回过了。"))
    words = {"place": one.asked.name, "help": GROUP_BY_CODE[one.group].name}
    kind = "help_willing" if willing else "help_not_now"
    post(kind, desk_holders(one.place_id), link=f"/supply/{one.place_id}/", **words)


def forget_asks() -> int:
    """The worker's verb: after four weeks nobody keeps which desk was asked and what it said."""
    return HelpAsk.objects.filter(asked_at__lte=clock.now() - ASK_AGAIN).delete()[0]
