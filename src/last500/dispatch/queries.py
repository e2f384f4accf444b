"""Whom to ask: facts of helpers from the database, order and reasons from matching."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from last500.base import clock
from last500.complaints.models import Complaint
from last500.complaints.rules import OPEN as OPEN_COMPLAINTS
from last500.complaints.rules import About
from last500.dispatch import matching
from last500.dispatch.weighing import weighing_on, with_weighing
from last500.dispatch.weights import Weighing
from last500.people.models import Person
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.reportin.rules import PARTS
from last500.service_requests.categories import BY_CODE
from last500.service_requests.fitting import LOOKED_AT, candidate_rows, facts_for, need_of
from last500.service_requests.models import Acceptance, CanHelp, Invitation, ServiceRequest


@dataclass(frozen=True)
class BestHelper:
    """A proposal with the person it is about; `reasons` are codes (dispatch.words)."""

    person: Person
    building: Place | None
    place: Place
    reasons: tuple[str, ...]
    asked_lately: int
    cost: int
    parts: Mapping[str, int]


@dataclass(frozen=True)
class Wish:
    """When somebody would like it, and when a helper could come soonest."""

    day: date | None
    part: str
    tomorrow: date

    @classmethod
    def of(cls, request: ServiceRequest) -> "Wish":
        return cls(_wished_day(request), request.wished_part, clock.today() + clock.DAY)

    def soonest(self, row: ReportIn) -> matching.Slot | None:
        if row.differing:
            return matching.soonest_on(
                row.windows, row.other_days, first=self.tomorrow, wished=self.day, part=self.part
            )
        return self.in_week(row.free)

    def in_week(self, free: Iterable[Sequence[int]]) -> matching.Slot | None:
        """For somebody whose every week has these free times."""
        return matching.soonest(
            free,
            weekday=self.day.weekday() if self.day else None,
            part=self.part,
            tomorrow=self.tomorrow.weekday(),
        )


def best_helpers(
    request: ServiceRequest, n: int = 3, *, among: Collection[UUID] | None = None
) -> list[BestHelper]:
    """The `n` helpers to propose for a request; who was asked for it already is left out. With
    `among` only these people are looked at.

    One statement, whatever the number of helpers, when the request came with its places above
    (`place__parent__parent__parent`), else at most three more. At most 2,000 are looked at, those
    of the request's own compound first.
    """
    need = need_for(request)
    if need.hard.suspected_emergency:
        return []
    above = places_above(request.place)
    top = above[-1]
    levels = {place.pk: place.level for place in above} | {request.place_id: "compound"}
    rows = _rows(request, top)
    rows = (rows if among is None else rows.filter(person__in=among))[:LOOKED_AT]
    found = {row.person_id: row for row in rows}
    facts, wish = facts_for(request, levels, clock.today()), Wish.of(request)
    candidates = [
        matching.Candidate(
            facts=facts(row),
            same_building=same_building(row.building, request.building),
            free=wish.soonest(row),
            asked_lately=row.asked_lately,  # type: ignore[attr-defined]
            came_forward=row.came_forward,  # type: ignore[attr-defined]
            by_distance=row.by_distance,
        )
        for row in found.values()
    ]
    how = weighing_on(next(iter(found.values()))) if found else Weighing()
    chosen = matching.propose(candidates, need, n, how.weights, by_distance=how.by_distance)
    return [_helper(found, proposal) for proposal in chosen]


def _helper(found: dict, proposal: matching.Proposal) -> BestHelper:
    row = found[proposal.person]
    return BestHelper(
        person=row.person,
        building=row.building,
        place=row.place,
        reasons=proposal.reasons,
        asked_lately=row.asked_lately,
        cost=proposal.cost,
        parts=proposal.parts,
    )


def need_for(request: ServiceRequest) -> matching.Need:
    category = BY_CODE.get(request.category)
    return matching.Need(
        key=request.number,
        hard=need_of(request),
        skills=category.skills if category else (),
        wished=_wished_day(request) is not None or request.wished_part in PARTS,
    )


def _wished_day(request: ServiceRequest) -> date | None:
    """The wished day, while it is still to come."""
    on = request.wished_on
    return on if on and on >= clock.today() else None


def places_above(place: Place) -> list[Place]:
    """The place and those above it as far as the street: helpers are looked for no further."""
    found = [place]
    while found[-1].level != "street" and found[-1].parent is not None:
        if found[-1].parent.level in {"county", "city"}:
            break
        found.append(found[-1].parent)
    return found


def _rows(request: ServiceRequest, top: Place) -> QuerySet[ReportIn]:
    asked = Invitation.objects.filter(request=request).values("helper")
    holding = Acceptance.objects.filter(request=request, ended_at=None).values("helper")
    rows = with_weighing(candidate_rows(request, top), request.place.path)
    rows = rows.exclude(person__in=asked).exclude(person__in=holding)
    rows = rows.exclude(person__in=complained_of([request]).values("helper"))
    rows = with_asks(rows).annotate(
        came_forward=Exists(CanHelp.objects.filter(request=request, helper=OuterRef("person"))),
    )
    return rows.order_by(Case(When(place=request.place_id, then=0), default=1), "pk")


def complained_of(requests: Iterable[ServiceRequest]) -> QuerySet[Acceptance]:
    """Who came to one of these residents for something about which a complaint is open: not sent
    to the same door again while it is. It is told to nobody; they are missing like whoever else is
    not to meet the resident."""
    indexes = {one.contact.phone_index for one in requests} - {""}
    about = Complaint.objects.filter(about=About.REQUEST, state__in=sorted(OPEN_COMPLAINTS))
    rows = Acceptance.objects.filter(request__in=about.values("request"))
    return rows.filter(request__contact__phone_index__in=indexes)


def with_asks(rows: QuerySet[ReportIn]) -> QuerySet[ReportIn]:
    """How often each was asked lately; without the columns that no choice is made by."""
    lately = Invitation.objects.filter(
        helper=OuterRef("person"),
        asked_at__gte=clock.now() - matching.ASKED_LATELY_DAYS * clock.DAY,
    )
    counted = lately.order_by().values("helper").annotate(n=Count("pk")).values("n")
    rows = rows.annotate(asked_lately=Coalesce(Subquery(counted), 0))
    return rows.defer(
        "kind",
        "unit",
        "other_skills",
        "asked_at",
        "decided_at",
        "ended_at",
        "slip",
        "moved_from",
        "person__made_at",
        "person__closed_at",
        "person__name",
        "person__phone",
        "person__email",
        "person__totp_key",
    )


def same_building(one: Place | None, other: Place | None) -> bool:
    """Whether two doors share a building; of an entrance, the building it belongs to counts."""
    if one is None or other is None:
        return False
    return building_path(one) == building_path(other)


def building_path(place: Place) -> str:
    return place.path[:-6] if place.level == "entrance" else place.path
