"""All open requests of an area and whoever could go to each, from the database, for one plan.

The number of statements is the same however many there are. The same rules and the same numbers as
for one request alone (`queries.best_helpers`); a test holds the two side by side.
"""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from last500.base import clock
from last500.dispatch import batch, matching
from last500.dispatch.batch import Helper, Opening
from last500.dispatch.queries import (
    LOOKED_AT,
    Wish,
    building_path,
    complained_of,
    need_for,
    places_above,
    same_building,
    with_asks,
)
from last500.dispatch.weighing import weighing_in
from last500.dispatch.weights import Weighing
from last500.places.models import Place
from last500.places.rules import branch
from last500.reportin.models import Avoidance, ReportIn
from last500.reportin.queries import proofs_of
from last500.reportin.rules import REACH_LEVEL, Reach, goes_to
from last500.reportin.skills import usable
from last500.service_requests.fitting import facts_for, helper_rows, level_between
from last500.service_requests.models import (
    Acceptance,
    CanHelp,
    Invitation,
    KeptApart,
    ServiceRequest,
)
from last500.service_requests.rules import LEVELS, Level, hindrances

SOON = timedelta(days=2)


@dataclass(frozen=True)
class Area:
    """`proposals` are of each request (by number) those who may be asked, with reasons and parts;
    `rows` the report-ins by person. `openings` and `helpers` are what `batch.solve` takes."""

    requests: Mapping[str, ServiceRequest]
    openings: list[Opening]
    helpers: list[Helper]
    proposals: Mapping[str, Mapping[UUID, matching.Proposal]]
    rows: Mapping[UUID, ReportIn]


def area_of(
    requests: Sequence[ServiceRequest], planned: Mapping[str, Collection[UUID]] | None = None
) -> Area:
    """What these requests still want and who fits. Eight statements, whatever their number.

    The requests come with contact, building and the places above (`place__parent__parent__parent`).
    `planned` is a plan that was looked at and told to nobody: it is kept where little is lost.
    """
    if not requests:
        return Area({}, [], [], {}, {})
    known = _Known.of(requests)
    asks = {one.number: _Ask(one, known) for one in requests}
    proposals = {number: ask.proposals() for number, ask in asks.items()}
    openings = [asks[number].opening(found) for number, found in proposals.items()]
    openings = [
        batch.sticking(one, (planned or {}).get(one.key, ()), asks[one.key].how.weights)
        for one in openings
        if one.lost
    ]
    people = {who for one in openings for who in one.fits}
    how = known.weighings[requests[0].desk.path]
    return Area(
        requests={one.number: one for one in requests},
        openings=openings,
        helpers=[_helper(row, known, how) for who, row in known.rows.items() if who in people],
        proposals=proposals,
        rows=known.rows,
    )


def edge_cost(proposal: matching.Proposal) -> int:
    """Of the pair: what somebody has on hand is told of the person (`_helper`)."""
    return proposal.cost - proposal.parts.get("on_hand", 0)


def _helper(row: ReportIn, known: "_Known", how: Weighing) -> Helper:
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

    def __init__(self, request: ServiceRequest, known: "_Known") -> None:
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

    def _bounds(self) -> Iterator[tuple[int, int, "_Near"]]:
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

    def _level(self, near: "_Near") -> str:
        between = self.known.level_between(near.row.place, self.request.place)
        return between if between in LEVELS else Level.STREET

    def _reaches(self, near: "_Near") -> bool:
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


Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class _Near:
    """A helper with what is looked at first, opened once for all requests."""

    row: ReportIn
    skills: frozenset[str]
    proofs: frozenset[str]
    asked: int
    reach: int
    building: str | None

    @classmethod
    def of(cls, row: ReportIn) -> "_Near":
        proofs = proofs_of(row)
        reach = REACH_LEVEL.get(Reach(row.reach), Level.COMPOUND)
        return cls(
            row=row,
            skills=usable(row.skills, proofs),
            proofs=proofs,
            asked=vars(row)["asked_lately"],
            reach=LEVELS.index(Level(reach)),
            building=building_path(row.building) if row.building else None,
        )


@dataclass(frozen=True)
class _Known:
    """What the tables say of these requests and of the helpers around them."""

    rows: Mapping[UUID, ReportIn]
    near: Mapping[UUID, _Near]
    levels: dict[int, str]
    weighings: Mapping[str, Weighing]
    asked: Mapping[UUID, set[UUID]]
    waiting: Mapping[UUID, set[UUID]]
    awaited: Counter[UUID]
    holding: Mapping[UUID, set[UUID]]
    team: Mapping[UUID, set[str]]
    came: set[Pair]
    # Of indexes of telephones: who is not to meet whom, and for which request.
    avoided: set[frozenset[str]]
    kept_apart: set[frozenset[str]]
    of_request: set[tuple[UUID, str]]
    complained: set[tuple[str, UUID]]
    between: dict[tuple[int, int], str]

    @classmethod
    def of(cls, requests: Sequence[ServiceRequest]) -> "_Known":
        above = [place for one in requests for place in places_above(one.place)]
        rows = {row.person_id: row for row in _rows(requests)}
        keys = [one.pk for one in requests]
        asked, waiting, awaited = _asked(keys, rows)
        holding, team = _holding(keys)
        indexes = {one.contact.phone_index or "-" for one in requests}
        kept_apart, of_request = _kept_apart(keys, indexes)
        avoided = _avoided(indexes.union(*team.values()))
        complained = complained_of(requests)
        return cls(
            rows=rows,
            near={who: _Near.of(row) for who, row in rows.items()},
            levels={place.pk: place.level for place in above},
            weighings=weighing_in({p.path for one in requests for p in (one.place, one.desk)}),
            asked=asked,
            waiting=waiting,
            awaited=awaited,
            holding=holding,
            team=team,
            came=set(CanHelp.objects.filter(request__in=keys).values_list("request", "helper")),
            avoided=avoided,
            kept_apart=kept_apart,
            of_request=of_request,
            complained=set(complained.values_list("request__contact__phone_index", "helper")),
            between={},
        )

    def level_between(self, one: Place, other: Place) -> str:
        key = (one.pk, other.pk)
        if key not in self.between:
            self.between[key] = level_between(one.path, other.path, self.levels)
        return self.between[key]

    def apart(self, request: ServiceRequest, index: str, row: ReportIn) -> bool:
        """Whether these two are not to meet, by the word of either, or a complaint is open."""
        theirs = row.person.phone_index
        pair = frozenset((index, theirs))
        return (
            pair in self.avoided
            or pair in self.kept_apart
            or (request.pk, theirs) in self.of_request
            or (index, row.person_id) in self.complained
            or any(frozenset((one, theirs)) in self.avoided for one in self.team[request.pk])
        )


def _rows(requests: Sequence[ServiceRequest]) -> QuerySet[ReportIn]:
    """Helpers as far as the streets of these requests, those of the very compounds first."""
    near = Q(pk=None)
    for top in {places_above(one.place)[-1].path for one in requests}:
        near |= Q(place__path__range=branch(top))
    own = {one.place_id for one in requests}
    rows = with_asks(helper_rows().filter(near))
    return rows.order_by(Case(When(place__in=own, then=0), default=1), "pk")[:LOOKED_AT]


def _asked(
    keys: Sequence[UUID], people: Iterable[UUID]
) -> tuple[Mapping[UUID, set[UUID]], Mapping[UUID, set[UUID]], Counter[UUID]]:
    """Who was asked for each, whose answer is awaited, and how many answers each person owes."""
    waiting = Q(answer=Invitation.Answer.ASKED)
    rows = Invitation.objects.filter(Q(request__in=keys) | (waiting & Q(helper__in=list(people))))
    asked: Mapping[UUID, set[UUID]] = defaultdict(set)
    open_asks: Mapping[UUID, set[UUID]] = defaultdict(set)
    owed: Counter[UUID] = Counter()
    for request, helper, answer in rows.values_list("request", "helper", "answer"):
        asked[request].add(helper)
        if answer == Invitation.Answer.ASKED:
            open_asks[request].add(helper)
            owed[helper] += 1
    return asked, open_asks, owed


def _holding(keys: Sequence[UUID]) -> tuple[Mapping[UUID, set[UUID]], Mapping[UUID, set[str]]]:
    holding: Mapping[UUID, set[UUID]] = defaultdict(set)
    team: Mapping[UUID, set[str]] = defaultdict(set)
    rows = Acceptance.objects.filter(request__in=keys, ended_at=None)
    for request, helper, index in rows.values_list("request", "helper", "helper__phone_index"):
        holding[request].add(helper)
        team[request].add(index)
    return holding, team


def _avoided(indexes: Collection[str]) -> set[frozenset[str]]:
    rows = Avoidance.objects.filter(Q(by_index__in=indexes) | Q(phone_index__in=indexes))
    pairs = rows.values_list("by_index", "phone_index")
    return {frozenset(pair) for pair in pairs}


def _kept_apart(
    keys: Sequence[UUID], indexes: Collection[str]
) -> tuple[set[frozenset[str]], set[tuple[UUID, str]]]:
    near = Q(request__in=keys) | Q(by_index__in=indexes) | Q(phone_index__in=indexes)
    rows = KeptApart.objects.filter(near).values_list("request", "by_index", "phone_index")
    pairs, wanted = set(), set(keys)
    of_request = set()
    for request, by_index, phone_index in rows:
        if by_index:
            pairs.add(frozenset((by_index, phone_index)))
        if request in wanted:
            of_request.add((request, phone_index))
    return pairs, of_request
