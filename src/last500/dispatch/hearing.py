"""Whoever wished to hear and was not asked for thirty days is asked for one small thing that fits.

An ordinary invitation like any other: it can be declined, and it is the one of these thirty days.
What counts is whether somebody was asked; nothing is known of when they were last here.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.dispatch import idleness
from last500.dispatch.matching import lot
from last500.dispatch.models import Asking
from last500.dispatch.queries import BestHelper, best_helpers
from last500.people.models import Person
from last500.places.rules import official_path
from last500.reportin.models import ReportIn
from last500.service_requests import actions as requests
from last500.service_requests.models import Invitation, ServiceRequest
from last500.service_requests.rules import State

PEOPLE, REQUESTS = 500, 60  # looked at in one run
HOURS = range(9, 20)  # of the residents' day: letters keep each one's own quiet hours besides


@dataclass(frozen=True)
class _Pair:
    request: ServiceRequest
    helper: BestHelper


def unasked(limit: int = PEOPLE) -> list[UUID]:
    """Who wished it, does not rest and was asked for nothing in thirty days; one statement."""
    edge, today = clock.now() - idleness.UNASKED, clock.today()
    lately = Invitation.objects.filter(helper=OuterRef("person"), asked_at__gt=edge)
    rows = ReportIn.objects.filter(
        state="confirmed", wish_to_hear=True, decided_at__lte=edge, person__restricted_at=None
    )
    rows = rows.filter(Q(paused_until=None) | Q(paused_until__lte=today)).exclude(Exists(lately))
    return list(rows.order_by("decided_at", "pk").values_list("person", flat=True)[:limit])


def open_with_room(limit: int = REQUESTS) -> list[ServiceRequest]:
    """Open offers that want more people than they have and are asking; the soonest due first.
    What is asked for in waves has its own order."""
    asked = Invitation.objects.filter(request=OuterRef("pk"), answer=Invitation.Answer.ASKED)
    counted = asked.order_by().values("request").annotate(n=Count("pk")).values("n")
    rows = ServiceRequest.objects.filter(state=State.OFFERED, suspected_emergency="")
    in_waves = Asking.objects.running().filter(request=OuterRef("pk"))
    rows = (
        rows.exclude(open_to="")
        .exclude(Exists(in_waves))
        .annotate(waits=Coalesce(Subquery(counted), 0))
    )
    rows = rows.filter(wanted__gt=F("taken") + F("waits"))
    above = "place__parent__parent__parent"
    return list(rows.select_related(above, "building", "contact").order_by("due_at", "pk")[:limit])


def ask_the_unasked(limit: int = 100) -> int:
    """The worker's verb, in the hours of the day. Two workers at once, or one that is run again,
    ask nobody twice: each person's row is held while it is looked at once more."""
    if clock.local(clock.now()).hour not in HOURS:
        return 0
    people = unasked()
    asked = 0
    for pair in _pairs(people) if people else ():
        if asked == limit:
            break
        try:
            _ask(pair)
        except Refused:  # full, paused or asked meanwhile
            continue
        asked += 1
    return asked


def _pairs(people: list[UUID]) -> list[_Pair]:
    """One thing for each person, the one that troubles them least; for each request as many
    people as it still wants."""
    found = [
        _Pair(request, helper)
        for request in open_with_room()
        for helper in best_helpers(request, len(people), among=people)
        if _is_open_to(request, helper)
    ]
    found.sort(key=lambda p: (p.helper.cost, lot(p.request.number, p.helper.person.pk)))
    room = {p.request.pk: _room(p.request) for p in found}
    chosen: dict[UUID, _Pair] = {}
    for pair in found:
        key = pair.helper.person.pk
        if key not in chosen and room[pair.request.pk] > 0:
            chosen[key] = pair
            room[pair.request.pk] -= 1
    return list(chosen.values())


def _room(request: ServiceRequest) -> int:
    return request.wanted - request.taken - int(vars(request)["waits"])


def _is_open_to(request: ServiceRequest, helper: BestHelper) -> bool:
    """An offer reaches as far as its desk has opened it, and no further by this way either."""
    if helper.place.pk == request.place_id:
        return True
    if request.open_to not in {"community", "street"}:
        return False
    own = official_path(helper.place.path, request.open_to)
    return own is not None and own == official_path(request.place.path, request.open_to)


@transaction.atomic
def _ask(pair: _Pair) -> None:
    person: Person = pair.helper.person
    mine = ReportIn.objects.filter(person=person, state="confirmed", wish_to_hear=True)
    if not mine.update(wish_to_hear=True) or _was_asked(person):
        raise Conflict("asked meanwhile")
    reasons = ["unasked", *(code for code in pair.helper.reasons if code != "not_asked")]
    requests.ask_besides(pair.request, person, reasons=reasons)


def _was_asked(person: Person) -> bool:
    """Looked at anew once the row is held: of two workers the second finds the first's."""
    edge = clock.now() - idleness.UNASKED
    return Invitation.objects.filter(helper=person, asked_at__gt=edge).exists()
