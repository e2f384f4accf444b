"""All open requests of an area and whoever could go to each, from the database, for one plan.

The number of statements is the same however many there are. The same rules and the same numbers as
for one request alone (`queries.best_helpers`); a test holds the two side by side.
"""

from bisect import insort
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from last500.base import clock
from last500.dispatch import batch, matching
from last500.dispatch.batch import Helper, Opening
from last500.dispatch.known import Known, Near
from last500.dispatch.queries import Wish, building_path, need_for, same_building
from last500.dispatch.wanted import Wanted
from last500.dispatch.weights import Weighing
from last500.reportin.models import ReportIn
from last500.reportin.rules import goes_to
from last500.service_requests.fitting import facts_for
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import LEVELS, Level, hindrances

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
    proposals = {number: ask.proposals() for number, ask in asks.items()}
    openings = [asks[number].opening(found) for number, found in proposals.items()]
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
        proposals=proposals,
        rows=known.rows,
        known=known,
    )


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
        self.facts = facts_for(request, known.levels, clock.today())
        self.index = request.contact.phone_index or "-"
        self.building = building_path(request.building) if request.building else None

    def proposals(self) -> dict[UUID, matching.Proposal]:
        """Those who may be asked, or the forty whose trouble is least where there are more.

        Whoever cannot be among them by walk, skill and asks alone is not looked at closely.
        """
        if self.need.hard.suspected_emergency:
            return {}
        found: dict[UUID, matching.Proposal] = {}
        costs: list[int] = []
        for least, _place, near in sorted(self._bounds()):
            if len(costs) >= batch.CANDIDATES and least > costs[batch.CANDIDATES - 1]:
                break
            proposal = self._proposal(near.row)
            if proposal is not None:
                found[near.row.person_id] = proposal
                insort(costs, edge_cost(proposal))
        return found

    def _bounds(self) -> Iterator[tuple[int, int, Near]]:
        """What each costs at the least, before anything is opened or counted for this request."""
        taken = self.known.asked[self.request.pk] | self.known.holding[self.request.pk]
        weights, skills = self.how.weights, frozenset(self.need.skills)
        adjacent = matching.adjacent_to(skills)
        for place, near in enumerate(self.known.near.values()):
            if near.row.person_id in taken or not self._reaches(near):
                continue
            walk = weights.walk_building
            if self.building is None or near.building != self.building:
                walk = weights.walk(self._level(near), same_building=False)
            if near.row.by_distance or self.how.by_distance:
                yield walk, place, near
                continue
            gap = 0
            if skills.isdisjoint(near.skills) and self.need.hard.qualification not in near.proofs:
                far = adjacent.isdisjoint(near.skills)
                gap = weights.skill_none if far else weights.skill_adjacent
            asks = weights.each_ask * near.asked if near.asked else -weights.sooner_not_asked
            came = (self.request.pk, near.row.person_id) in self.known.came
            least = walk + (gap if skills else 0) + asks
            yield least - (weights.sooner_came_forward if came else 0), place, near

    def _level(self, near: Near) -> str:
        between = self.known.level_between(near.row.place, self.request.place)
        return between if between in LEVELS else Level.STREET

    def _reaches(self, near: Near) -> bool:
        """What most fail at."""
        if near.row.place_id == self.request.place_id:
            return True
        within = LEVELS.index(Level(self._level(near))) <= near.reach
        return within or goes_to(near.row.reach, near.row.nearby, self.request.place_id)

    def _proposal(self, row: ReportIn) -> matching.Proposal | None:
        vars(row)["avoided"] = self.known.apart(self.request, self.index, row)
        facts = self.facts(row)
        if hindrances(facts, self.need.hard):
            return None
        candidate = matching.Candidate(
            facts=facts,
            same_building=same_building(row.building, self.request.building),
            free=self.wish.soonest(row),
            asked_lately=vars(row)["asked_lately"],
            came_forward=(self.request.pk, row.person_id) in self.known.came,
            by_distance=row.by_distance,
        )
        return matching.proposal_of(
            candidate, self.need, self.how.weights, by_distance=self.how.by_distance
        )

    def opening(self, proposals: Mapping[UUID, matching.Proposal]) -> Opening:
        request, now = self.request, clock.now()
        waits = len(self.known.waiting[request.pk])
        empty = max(0, request.wanted - request.taken - waits)
        fits = {who: edge_cost(one) for who, one in proposals.items()}
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
