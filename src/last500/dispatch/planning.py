"""A proposal for all open requests and free places of a desk at once, and what another choice would
cost the whole.

Nothing is sent and nothing is kept by it: a person reads it, changes what they like, and presses.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from last500.base.actor import Actor
from last500.dispatch import batch
from last500.dispatch.batch import Batch, Opening, Plan
from last500.dispatch.edges import Area, area_of
from last500.dispatch.matching import Proposal
from last500.dispatch.placing import with_places, without_collisions
from last500.dispatch.wanted import Wanted
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import State

OPEN_MOST = 40  # looked at in one go: as many as somebody can look through
LIMIT_SECONDS = 2.0
TRIED, OTHERS = 3, 2  # of those not chosen, and how many of them are shown


@dataclass(frozen=True)
class Other:
    """Somebody else for one opening. `loss` is what the whole plan would cost more at the least,
    in tenths of a minute; `left` are openings that would then have nobody fitting, `elsewhere`
    the one for which they stand in the plan. Never shown as a number (dispatch.explaining)."""

    row: ReportIn
    proposal: Proposal
    instead_of: UUID
    loss: int
    left: tuple[str, ...]
    elsewhere: str


@dataclass(frozen=True, kw_only=True)
class Given:
    """Whom the plan gives something. `crowded`: there are people who fit, and yet none for this."""

    chosen: tuple[tuple[ReportIn, Proposal], ...]
    others: tuple[Other, ...]
    empty: int
    crowded: bool


@dataclass(frozen=True, kw_only=True)
class Planned(Given):
    request: ServiceRequest


@dataclass(frozen=True, kw_only=True)
class PlannedPlace(Given):
    wanted: Wanted


@dataclass(frozen=True)
class Proposed:
    """`waited` is of how many places as many were told just now as may be told at once."""

    lines: tuple[Planned, ...]
    places: tuple[PlannedPlace, ...]
    provisional: bool
    waited: int = 0


def open_at(actor: Actor, desk: Place) -> list[ServiceRequest]:
    """What lies on this desk and still wants somebody, the soonest due first; one statement."""
    rows = ServiceRequest.objects.visible_to(actor).at_desk(desk.pk)
    rows = rows.filter(state__in=[State.VERIFIED, State.OFFERED], suspected_emergency="")
    above = "place__parent__parent__parent"
    rows = rows.select_related(above, "contact", "building", "desk").defer("text", "comment")
    return list(rows.order_by("due_at", "pk")[:OPEN_MOST])


def proposed_for(
    requests: Sequence[ServiceRequest],
    planned: Mapping[str, Collection[UUID]] | None = None,
    wanted: Sequence[Wanted] = (),
) -> Proposed:
    """The cheapest plan for all of them together; eight statements, and with free places (`wanted`)
    one for who was told of them, one for guardians and one of each source. `planned` is one that
    was shown a moment ago: it is not changed for a little."""
    area = with_places(area_of(requests, planned, wanted), wanted, planned)
    plan = _solved(area)
    while fewer := without_collisions(area, plan):
        area, plan = fewer, _solved(fewer)
    others = _Others(area, plan) if plan.proven else None
    given = {one.key: _given(area, plan, others, one) for one in area.openings}
    lines = [
        Planned(request=one, **given[number])
        for number, one in area.requests.items()
        if number in given
    ]
    places = [
        PlannedPlace(wanted=one, **given[code])
        for code, one in area.wanted.items()
        if code in given
    ]
    waited = len(area.wanted) - len(places)
    return Proposed(tuple(lines), tuple(places), plan.provisional, waited)


def _solved(area: Area) -> Plan:
    return batch.solve(
        area.openings, area.helpers, limit_seconds=LIMIT_SECONDS, tick=time.monotonic
    )


def _given(area: Area, plan: Plan, others: "_Others | None", opening: Opening) -> dict[str, Any]:
    """The fields of `Given`."""
    key = opening.key
    given: tuple[UUID, ...] = plan.given[key]  # type: ignore[assignment]
    proposals = area.proposals[key]
    chosen = sorted(given, key=lambda who: (proposals[who].cost, batch.lot(key, who)))
    return {
        "chosen": tuple((area.rows[who], proposals[who]) for who in chosen),
        "others": others.of(key, chosen) if others else (),
        "empty": len(opening.lost) - len(given),
        "crowded": not given and bool(proposals),
    }


class _Others:
    """What the whole costs when somebody else is chosen, found out exactly: the plan is made anew
    with that one in their place."""

    def __init__(self, area: Area, plan: Plan) -> None:
        self.area, self.plan = area, plan
        self.room = {one.key: one.extra for one in area.helpers}
        self.batch = Batch(area.helpers, area.openings)
        self.openings = {one.key: one for one in area.openings}
        for opening in area.openings:
            self.batch.add(opening)
        self.where = {who: key for key, people in plan.given.items() for who in people}

    def of(self, key: str, chosen: Sequence[UUID]) -> tuple[Other, ...]:
        """The two for whom the whole loses least, of the three who would be next by themselves."""
        if not chosen:
            return ()
        fits = self.openings[key].fits
        able = [who for who in fits if who not in chosen and self.room.get(who)]
        able.sort(key=lambda who: (fits[who] + self.room[who][0], batch.lot(key, who)))
        found = [self._other(key, chosen[-1], who) for who in able[:TRIED]]
        found.sort(key=lambda one: (one.loss, batch.lot(key, one.row.person_id)))
        return tuple(found[:OTHERS])

    def _other(self, key: str, leaves: UUID, comes: UUID) -> Other:
        plan = self.batch.instead(key, leaves, comes)
        left = [
            number
            for number, people in self.plan.given.items()
            if number != key and len(plan.given[number]) < len(people)
        ]
        elsewhere = self.where.get(comes, "")
        return Other(
            row=self.area.rows[comes],
            proposal=self.area.proposals[key][comes],
            instead_of=leaves,
            loss=plan.cost - self.plan.cost,
            left=tuple(left),
            elsewhere="" if elsewhere in (key, *left) else elsewhere,
        )
