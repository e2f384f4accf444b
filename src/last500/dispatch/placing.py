"""Free places as openings of a plan, beside the requests: who may be told, by the same rules.

The hard rules, the numbers and the reasons are those of requests (`matching`, `hindrances`); what
differs is where the facts come from. Whoever is told owes no answer, so that only what people have
taken is counted as on their hands.
"""

from bisect import insort
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from uuid import UUID

from last500.base import clock
from last500.dispatch import batch, matching
from last500.dispatch import wanted as places
from last500.dispatch.batch import Helper, Opening, Plan
from last500.dispatch.edges import Area, edge_cost, helper_of
from last500.dispatch.known import Known
from last500.dispatch.models import WantedNote
from last500.dispatch.queries import Wish
from last500.dispatch.wanted import Wanted
from last500.people.models import Guardian
from last500.reportin.models import ReportIn
from last500.reportin.queries import proofs_of
from last500.reportin.rules import REACH_LEVEL, Age, Reach, goes_to, is_paused
from last500.reportin.skills import usable
from last500.reportin.week import is_away
from last500.service_requests.fitting import level_between
from last500.service_requests.rules import LEVELS, HelperFacts, Level, NeedFacts, hindrances


@dataclass(frozen=True)
class Before:
    """What was before: who was told of each place or of one that collides with it, how many of it
    just now; how many places each person has taken; who has a guardian, so is under 14."""

    told: Mapping[str, set[UUID]]
    lately: Mapping[str, int]
    taken: Mapping[UUID, int]
    guarded: Collection[UUID]

    @classmethod
    def of(cls, wanted: Sequence[Wanted], people: Collection[UUID]) -> "Before":
        """Two statements, those of the sources, and one more where any place asks for an age."""
        by_code = {one.code: one for one in wanted}
        told: dict[str, set[UUID]] = {code: set() for code in by_code}
        lately = dict.fromkeys(told, 0)
        edge = clock.now() - places.WAITED_FOR
        rows = WantedNote.objects.filter(key__in=[one.key for one in wanted])
        for kind, key, who, told_at in rows.values_list("kind", "key", "person", "told_at"):
            lately[code := f"{kind}-{key}"] += told_at > edge
            for one in wanted:
                if one.collides(by_code[code]):
                    told[one.code].add(who)
        guarded: set[UUID] = set()
        if any(one.least_age for one in wanted):
            rows_of_guardians = Guardian.objects.filter(person__in=people)
            guarded.update(rows_of_guardians.values_list("person", flat=True))
        return cls(told, lately, places.taken_by(people), guarded)


def with_places(
    area: Area,
    wanted: Sequence[Wanted],
    planned: Mapping[str, Collection[UUID]] | None = None,
) -> Area:
    """The same area with these free places among its openings: one flow gives nobody more than
    they have room for, of both together. `area` was read with the same `wanted`."""
    known = area.known
    if known is None or not wanted:
        return area
    before = Before.of(wanted, known.rows.keys())
    spots = {one.code: _Spot(one, known, before) for one in wanted}
    found = {code: spot.proposals() for code, spot in spots.items()}
    openings = [
        batch.sticking(spot.opening(found[code]), (planned or {}).get(code, ()), spot.how.weights)
        for code, spot in spots.items()
        if spot.empty
    ]
    return replace(
        area,
        openings=[*area.openings, *openings],
        helpers=_helpers(area, known, before, {who for one in openings for who in one.fits}),
        proposals={**area.proposals, **found},
        wanted={one.code: one for one in wanted},
    )


def _helpers(area: Area, known: Known, before: Before, people: Collection[UUID]) -> list[Helper]:
    """Whoever fits a free place has as much less room, for requests too, as they have taken
    places: what is in their hands is in their hands."""
    there = {one.key: one for one in area.helpers}
    how = known.weighings[_first_path(area, known)]
    for who in people:
        helper = there.get(who) or helper_of(known.rows[who], known, how)
        there[who] = replace(helper, extra=helper.extra[before.taken.get(who, 0) :])
    return list(there.values())


def _first_path(area: Area, known: Known) -> str:
    """By whose numbers loads are weighed: the desk's, as for the requests alone."""
    request = next(iter(area.requests.values()), None)
    return request.desk.path if request else min(known.weighings, key=len)


def without_collisions(area: Area, plan: Plan) -> Area | None:
    """The same area, where somebody stands in two places that collide without them in the one that
    costs them more; None where nobody does.

    Solved anew as long as there are any (each time fewer could go to fewer), the plan is the
    cheapest but for the ways that were closed on the way: to close them all at the best price is
    a hard problem.
    """
    closed = set(_collisions(area, plan))
    if not closed:
        return None
    openings = [
        replace(one, fits={w: c for w, c in one.fits.items() if (one.key, w) not in closed})
        for one in area.openings
    ]
    return replace(area, openings=openings)


def _collisions(area: Area, plan: Plan) -> Iterator[tuple[str, Hashable]]:
    costs = {one.key: one.fits for one in area.openings}
    for one, other in combinations([w for code, w in area.wanted.items() if code in costs], 2):
        if not one.collides(other):
            continue
        for who in set(plan.given[one.code]) & set(plan.given[other.code]):
            yield max(
                ((key, who) for key in (one.code, other.code)),
                key=lambda pair: (costs[pair[0]][pair[1]], batch.lot(*pair)),
            )


class _Spot:
    """One free place with those who may be told of it."""

    def __init__(self, wanted: Wanted, known: Known, before: Before) -> None:
        self.wanted, self.known, self.before = wanted, known, before
        self.how = known.weighings[wanted.place.path]
        self.empty = min(wanted.free, places.AT_ONCE) - before.lately[wanted.code]
        self.empty = max(0, self.empty)
        self.today, day = clock.today(), wanted.day
        part = matching.part_of(wanted.minute) if wanted.dated else ""
        self.wish = Wish(day, part, self.today + clock.DAY)
        self.need = matching.Need(
            key=wanted.code,
            hard=NeedFacts(places.SWITCH, False, next(iter(sorted(wanted.needs)), None)),
            skills=wanted.skills,
            wished=wanted.dated,
        )
        self.shunned = _shunned(known, wanted.met)
        self.levels: dict[str, str] = {}  # from the places where people live

    def proposals(self) -> dict[UUID, matching.Proposal]:
        """Those who may be told, or the forty whose trouble is least where there are more: whoever
        cannot be among them by walk and asks alone is not looked at closely."""
        if not self.empty:
            return {}
        found: dict[UUID, matching.Proposal] = {}
        costs: list[int] = []
        for least, _number, row in sorted(self._bounds()):
            if len(costs) >= batch.CANDIDATES and least > costs[batch.CANDIDATES - 1]:
                break
            proposal = self._proposal(row)
            if proposal is not None:
                found[row.person_id] = proposal
                insort(costs, edge_cost(proposal))
        return found

    def _bounds(self) -> Iterator[tuple[int, int, ReportIn]]:
        weights, plain = self.how.weights, self.how.by_distance
        gone = self.wanted.out | self.before.told[self.wanted.code]
        for number, row in enumerate(self.known.rows.values()):
            if row.person_id in gone or row.person.phone_index in self.shunned:
                continue
            least = weights.walk(self._level(row), same_building=False)
            if not plain and not row.by_distance:
                asked = vars(row)["asked_lately"]
                least += weights.each_ask * asked if asked else -weights.sooner_not_asked
            yield least, number, row

    def _level(self, row: ReportIn) -> str:
        path = row.place.path
        if path not in self.levels:
            between = level_between(path, self.wanted.place.path, self.known.levels)
            self.levels[path] = between if between in LEVELS else Level.STREET
        return self.levels[path]

    def _proposal(self, row: ReportIn) -> matching.Proposal | None:
        proofs = proofs_of(row)
        facts = self._facts(row, proofs)
        if self.wanted.needs - proofs or hindrances(facts, self.need.hard):
            return None
        candidate = matching.Candidate(
            facts=facts,
            free=self.wish.soonest(row),
            asked_lately=vars(row)["asked_lately"],
            by_distance=row.by_distance,
        )
        return matching.proposal_of(
            candidate, self.need, self.how.weights, by_distance=self.how.by_distance
        )

    def _facts(self, row: ReportIn, proofs: frozenset[str]) -> HelperFacts:
        wanted = self.wanted
        day, said = wanted.day, vars(row)
        unwanted = {places.SWITCH} if places.is_unwanted(wanted, row.unwanted) else ()
        age = Age.CHILD if row.person_id in self.before.guarded else row.age
        return HelperFacts(
            person=row.person_id,
            confirmed=True,
            paused=is_paused(row.paused_until, self.today),
            reach=REACH_LEVEL.get(Reach(row.reach), Level.COMPOUND),
            level_between=self._level(row),
            skills=usable(row.skills, proofs),
            unwanted=frozenset(unwanted),
            open_now=said["open_now"] + self.before.taken.get(row.person_id, 0),
            most_open=row.most_open,
            avoids=row.person.phone_index in self.shunned,
            is_requester=False,
            proofs=proofs,
            chosen=goes_to(row.reach, row.nearby, wanted.place.pk),
            this_month=said["this_month"],
            most_month=row.most_month,
            away=day is not None and is_away(row.other_days, day),
            too_young=places.too_young(wanted, age, self.wish.part),
        )

    def opening(self, proposals: Mapping[UUID, matching.Proposal]) -> Opening:
        first = places.empty_cost(self.wanted, self.how.weights, clock.now())
        fits = {who: edge_cost(one) for who, one in proposals.items()}
        return batch.nearest(Opening(self.wanted.code, batch.lost_of(self.empty, first), fits))


def _shunned(known: Known, met: Collection[str]) -> set[str]:
    """Who is not to meet one of these, by the word of either."""
    words = (known.avoided, known.kept_apart)
    return {other for said in words for one in met for other in said.get(one, ())}
