"""All open requests of an area and whoever could go to each, from the database, for one plan.

The number of statements is the same however many there are. The same rules and the same numbers as
for one request alone (`queries.best_helpers`); a test holds the two side by side.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from last500.base import clock
from last500.dispatch import batch, matching
from last500.dispatch.batch import Helper, Opening
from last500.dispatch.known import Known
from last500.dispatch.queries import Wish, need_for, same_building
from last500.dispatch.wanted import Wanted
from last500.dispatch.weights import Weighing
from last500.reportin.models import ReportIn
from last500.service_requests.fitting import facts_for
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import HelperFacts, hindrances

SOON = timedelta(days=2)


@dataclass(frozen=True)
class Area:
    """`proposals` are of each request (by number) those who may be asked, with reasons and parts;
    `rows` the report-ins by person. `openings` and `helpers` are what `batch.solve` takes.
    `known` is empty where nothing was asked for; `wanted` are free places, by key of the opening
    (dispatch.placing)."""

    requests: Mapping[str, ServiceRequest]
    openings: list[Opening]
    helpers: list[Helper]
    proposals: Mapping[str, Mapping[UUID, matching.Proposal]]
    rows: Mapping[UUID, ReportIn]
    known: Known | None = None
    wanted: Mapping[str, Wanted] = field(default_factory=dict)


def area_of(
    requests: Sequence[ServiceRequest],
    planned: Mapping[str, Collection[UUID]] | None = None,
    wanted: Sequence[Wanted] = (),
) -> Area:
    """What these requests still want and who fits. Eight statements, whatever their number.

    The requests come with contact, building and the places above (`place__parent__parent__parent`).
    `planned` is a plan that was looked at and told to nobody: it is kept where little is lost.
    With `wanted` the tables are read for these free places as well (`dispatch.placing`).
    """
    if not requests and not wanted:
        return Area({}, [], [], {}, {})
    known = Known.of(requests, wanted)
    asks = {one.number: _Ask(one, known) for one in requests}
    fits = {number: ask.fits() for number, ask in asks.items()}
    openings = [asks[number].opening(found) for number, found in fits.items()]
    openings = [
        batch.sticking(one, (planned or {}).get(one.key, ()), asks[one.key].how.weights)
        for one in openings
        if one.lost
    ]
    people = {who for one in openings for who in one.fits}
    how = known.weighings[(requests[0].desk if requests else wanted[0].place).path]
    return Area(
        requests={one.number: one for one in requests},
        openings=openings,
        helpers=[helper_of(row, known, how) for who, row in known.rows.items() if who in people],
        proposals={number: Proposals(ask, fits[number]) for number, ask in asks.items()},
        rows=known.rows,
        known=known,
    )


class Proposals(Mapping[UUID, matching.Proposal]):
    """Of one request those who fit it; what is told of somebody is made when it is asked for."""

    def __init__(self, ask: "_Ask", fits: Mapping[UUID, int]) -> None:
        self._ask, self._fits = ask, fits

    def __len__(self) -> int:
        return len(self._fits)

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._fits)

    def __getitem__(self, who: UUID) -> matching.Proposal:
        found = self._ask.proposal(self._ask.known.rows[who]) if who in self._fits else None
        if found is None:
            raise KeyError(who)
        return found


def edge_cost(proposal: matching.Proposal) -> int:
    """Of the pair: what somebody has on hand is told of the person (`helper_of`)."""
    return proposal.cost - proposal.parts.get("on_hand", 0)


def helper_of(row: ReportIn, known: Known, how: Weighing) -> Helper:
    """What each more matter costs them, as far as they have said that they would go; what they
    are asked for just now is counted as if they had said yes."""
    said = vars(row)
    now = said["open_now"] + known.awaited[row.person_id]
    room = row.most_open - now
    if row.most_month is not None:
        room = min(room, row.most_month - said["this_month"] - known.awaited[row.person_id])
    plain = how.by_distance or row.by_distance
    steps = (0 if plain else how.weights.on_hand(now + more) for more in range(max(0, room)))
    return Helper(row.person_id, tuple(steps))


class _Ask:
    """One request with those who may be asked for it."""

    def __init__(self, request: ServiceRequest, known: Known) -> None:
        self.request, self.known = request, known
        self.need, self.wish = need_for(request), Wish.of(request)
        self.how = known.weighings[request.place.path]
        self.crowd = known.crowd(request.place)

    @cached_property
    def _read(self) -> Callable[[ReportIn], HelperFacts]:
        return facts_for(self.request, self.known.levels, clock.today())

    @cached_property
    def _apart(self) -> tuple[set[str], set[UUID]]:
        return self.known.apart(self.request)

    def facts(self, row: ReportIn) -> HelperFacts:
        indexes, people = self._apart
        vars(row)["avoided"] = row.person.phone_index in indexes or row.person_id in people
        return self._read(row)

    def fits(self) -> dict[UUID, int]:
        """Those who may be asked with what that costs; of many at least the forty whose trouble is
        least, those who are level with the last of them by lot."""
        if self.need.hard.suspected_emergency:
            return {}
        crowd, alone = self.crowd, self._by_themselves()
        taken = self.known.asked[self.request.pk] | self.known.holding[self.request.pk]
        found = self._looked_at(who for who in crowd.people(alone) if who not in taken)
        missing = batch.CANDIDATES
        for cost, bits in crowd.in_order(self, crowd.bits_of(taken) | alone):
            people = crowd.first_by_lot(bits, self.request.number, missing)
            found |= dict.fromkeys(people, cost)
            missing -= len(people)
            if missing <= 0:
                break
        return found

    def _looked_at(self, people: Iterable[UUID]) -> dict[UUID, int]:
        """One by one."""
        judged = ((who, self.proposal(self.known.rows[who])) for who in people)
        return {who: edge_cost(one) for who, one in judged if one is not None}

    def _by_themselves(self) -> int:
        """Those with whom something hangs on the two of them."""
        request, (indexes, people) = self.request, self._apart
        came = self.known.came.get(request.pk, ())
        own = request.contact.phone_index
        return self.crowd.bits_of([*people, *came, request.requester_id], [*indexes, own])

    def proposal(self, row: ReportIn) -> matching.Proposal | None:
        """None where the rules do not let them be asked."""
        facts = self.facts(row)
        if hindrances(facts, self.need.hard):
            return None
        return matching.proposal_of(
            self._candidate(row, facts),
            self.need,
            self.how.weights,
            by_distance=self.how.by_distance,
        )

    def parts(self, row: ReportIn) -> Mapping[str, int]:
        return matching.parts(
            self._candidate(row, self.facts(row)),
            self.need,
            self.how.weights,
            by_distance=self.how.by_distance,
        )

    def _candidate(self, row: ReportIn, facts: HelperFacts) -> matching.Candidate:
        return matching.Candidate(
            facts=facts,
            same_building=same_building(row.building, self.request.building),
            free=self.wish.soonest(row),
            asked_lately=vars(row)["asked_lately"],
            came_forward=row.person_id in self.known.came.get(self.request.pk, ()),
            by_distance=row.by_distance,
        )

    def opening(self, fits: Mapping[UUID, int]) -> Opening:
        request, now = self.request, clock.now()
        waits = len(self.known.waiting[request.pk])
        empty = max(0, request.wanted - request.taken - waits)
        due = request.due_at or now
        life = (due - request.placed_at).total_seconds()
        first = batch.empty_costs(
            self.how.weights,
            late=due < now,
            soon=due - now <= SOON or self._wished_soon(),
            waited=(now - request.placed_at).total_seconds() / life if life > 0 else 1,
        )
        return batch.nearest(Opening(request.number, batch.lost_of(empty, first), fits))

    def _wished_soon(self) -> bool:
        return self.wish.day is not None and self.wish.day <= clock.today() + SOON
