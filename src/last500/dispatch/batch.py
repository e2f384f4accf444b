"""All that is open at once: who goes where, so that the whole costs least. Pure.

An `Opening` is whatever still wants people: a request, a place of a project or of an activity. A
plan gives each the people whose trouble is least for all together (`flow`), one connected part of
the graph after another. It is exact and shows it by a certificate, or else it says `provisional`:
only where the time ran out, and then only for the parts that were not reached.

Nothing is decided here. What was offered or accepted is no opening any more, and is taken off what
its people have left (`Helper.extra`); a plan is a proposal to somebody who presses the button.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal

from last500.dispatch.flow import Flow
from last500.dispatch.weights import DEFAULT, Weights

LARGE = 3000  # openings of one part from which on the extra `fast` is worth its start
CANDIDATES = 40  # looked at for one opening
# What the second, third … empty place of a team costs, in hundredths of the first: small teams
# are filled before large ones are complete.
EACH_EMPTY = (100, 80, 65)
Solver = Literal["auto", "own", "ortools"]
Tick = Callable[[], float]


@dataclass(frozen=True)
class Opening:
    """`lost` is what each place left empty costs, the least first; as long as places are empty.
    `fits` maps whoever may be asked for it to what that costs."""

    key: str
    lost: tuple[int, ...]
    fits: Mapping[Any, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Helper:
    """`extra` is what each more matter costs on top, rising; as long as they may take any."""

    key: Hashable
    extra: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """`given` maps each opening to its people. `bound`: no plan can cost less; the plan is proven
    where it equals `cost`. `empty` is how many places stay empty."""

    given: Mapping[str, tuple[Hashable, ...]]
    cost: int
    bound: int
    empty: int
    provisional: bool = False

    @property
    def proven(self) -> bool:
        return not self.provisional and self.cost == self.bound


def lost_of(wanted: int, first: int) -> tuple[int, ...]:
    """What each of so many empty places costs, where leaving the first empty costs `first`."""
    steps = (EACH_EMPTY[min(n, len(EACH_EMPTY) - 1)] for n in range(wanted))
    return tuple(sorted(first * step // 100 for step in steps))


def empty_costs(weights: Weights, *, late: bool, soon: bool, waited: float) -> int:
    """What an empty place costs: more the longer it waits, so that nothing waits for ever.

    `waited` is the part of its time that has gone, from 0 to 1.
    """
    if late:
        return weights.empty_late
    if soon:
        return weights.empty_soon
    grown = weights.empty_later * (100 + int(100 * min(1.0, max(0.0, waited)))) // 100
    return min(grown, weights.empty_soon)


def sticking(opening: Opening, planned: Iterable[Hashable], weights: Weights = DEFAULT) -> Opening:
    """The same opening; who was already planned for it, though nobody was told, is kept unless
    another is better by more than `keep_plan`."""
    kept = set(planned)
    fits = {
        who: cost - (weights.keep_plan if who in kept else 0) for who, cost in opening.fits.items()
    }
    return replace(opening, fits=fits)


def nearest(opening: Opening, most: int | None = None) -> Opening:
    """At most so many candidates, the least troubled; ties as by lot, the same every time."""
    most = CANDIDATES if most is None else most
    if len(opening.fits) <= most:
        return opening
    ranked = sorted(opening.fits.items(), key=lambda item: (item[1], lot(opening.key, item[0])))
    return replace(opening, fits=dict(ranked[:most]))


def lot(key: str, who: Hashable) -> str:
    return sha256(f"{key}:{who}".encode()).hexdigest()


def components(openings: Sequence[Opening], helpers: Sequence[Helper]) -> list[list[Opening]]:
    """The openings by connected part: two hang together where somebody could go to either.

    In an order that does not depend on how they came, or two who are alike would change places.
    """
    can = {one.key for one in helpers if one.extra}
    part_of: dict[Hashable, int] = {}
    boss: list[int] = []  # of a part: one that it was found to be the same as
    begun: list[tuple[int, Opening]] = []

    def root(number: int) -> int:
        while boss[number] != number:
            boss[number] = number = boss[boss[number]]
        return number

    for opening in sorted(openings, key=lambda one: one.key):
        able = [who for who in opening.fits if who in can]
        known = {root(number) for number in set(map(part_of.get, able)) if number is not None}
        here = min(known, default=len(boss))
        if not known:
            boss.append(here)
        for number in known:
            boss[number] = here
        part_of.update(dict.fromkeys(able, here))
        begun.append((here, opening))
    found: dict[int, list[Opening]] = {}
    for number, opening in begun:
        found.setdefault(root(number), []).append(opening)
    return list(found.values())


def solve(
    openings: Sequence[Opening],
    helpers: Sequence[Helper],
    solver: Solver = "auto",
    *,
    limit_seconds: float | None = None,
    tick: Tick | None = None,
) -> Plan:
    """The cheapest plan. `tick` tells seconds, and is asked only where there is a limit.

    "auto" takes the extra `fast` for parts of 3,000 openings or more, where it is installed.
    Raises ImportError where "ortools" is asked for and is not there.
    """
    stop = tick() + limit_seconds if tick and limit_seconds is not None else None
    by_key = {one.key: one for one in helpers}
    found = Plan({}, 0, 0, 0)
    for some in components(openings, helpers):
        found = _joined(found, _solved(some, by_key, solver, lambda: _over(stop, tick)))
    return found


def _over(stop: float | None, tick: Tick | None) -> bool:
    return stop is not None and tick is not None and tick() >= stop


def _joined(one: Plan, other: Plan) -> Plan:
    return Plan(
        {**one.given, **other.given},
        one.cost + other.cost,
        one.bound + other.bound,
        one.empty + other.empty,
        one.provisional or other.provisional,
    )


def _solved(
    some: list[Opening],
    helpers: Mapping[Hashable, Helper],
    solver: Solver,
    over: Callable[[], bool],
) -> Plan:
    large = solver == "ortools" or (solver == "auto" and len(some) >= LARGE)
    if large and not over():
        try:
            from last500.dispatch import large as fast

            return fast.solved(some, helpers)
        except ImportError:
            if solver == "ortools":
                raise
    batch = Batch(helpers.values(), some)
    for number, opening in enumerate(some):
        if over():
            return batch.finished_greedily(some[number:])
        batch.add(opening)
    return batch.plan()


class Batch:
    """A plan that stays the cheapest while openings come and go; people as given at first.

    Only those who fit one of `openings` are taken into it.
    """

    def __init__(self, helpers: Iterable[Helper], openings: Iterable[Opening] = ()) -> None:
        self.flow = Flow()
        self.openings: dict[str, Opening] = {}
        self._request: dict[str, int] = {}
        self._member: dict[Hashable, int] = {}
        self._who: list[Hashable] = []
        self._extra: dict[Hashable, tuple[int, ...]] = {}
        known = {one.key: one for one in helpers}
        wanted = {who for opening in openings for who in opening.fits} if openings else set(known)
        for who in sorted(wanted & known.keys(), key=str):
            self._member[who] = self.flow.add_member(known[who].extra)
            self._who.append(who)
            self._extra[who] = known[who].extra

    def add(self, opening: Opening) -> None:
        edges = sorted(
            (self._member[who], c) for who, c in opening.fits.items() if who in self._member
        )
        self._request[opening.key] = self.flow.add_request(opening.lost, edges)
        self.openings[opening.key] = opening

    def drop(self, key: str) -> None:
        self.flow.drop_request(self._request.pop(key))
        del self.openings[key]

    def pin(self, key: str, people: Iterable[Hashable]) -> None:
        """It is offered to these, or they have accepted: no plan moves it any more, and each has
        one matter more on hand."""
        self.drop(key)
        for who in people:
            self.set_extra(who, self._extra[who][1:])

    def set_extra(self, who: Hashable, extra: tuple[int, ...]) -> None:
        self._extra[who] = extra
        self.flow.set_extra(self._member[who], extra)

    def instead(self, key: str, leaves: Hashable, comes: Hashable) -> Plan:
        """The cheapest plan of all in which `comes` goes to this one and `leaves` does not; this
        plan stays as cheap as it was. Raises KeyError where `comes` does not fit."""
        opening, extra = self.openings[key], self._extra[comes]
        others = {who: c for who, c in opening.fits.items() if who not in (leaves, comes)}
        self.drop(key)
        self.set_extra(comes, extra[1:])
        self.add(replace(opening, lost=opening.lost[:-1], fits=others))
        rest = self.plan()
        self.drop(key)
        self.set_extra(comes, extra)
        self.add(opening)
        more = opening.fits[comes] + extra[0]
        given = {**rest.given, key: (comes, *rest.given[key])}
        return Plan(given, rest.cost + more, rest.bound + more, rest.empty)

    def given(self, key: str) -> tuple[Hashable, ...]:
        return tuple(self._who[m] for m in self.flow.given(self._request[key]))

    def plan(self) -> Plan:
        """Raises ArithmeticError where the certificate does not hold: a plan that is not proven
        is never shown as one."""
        proof = self.flow.certificate()
        if not proof.holds:
            raise ArithmeticError(f"no cheapest plan: {proof}")
        given = {key: self.given(key) for key in self.openings}
        empty = sum(len(one.lost) - len(given[key]) for key, one in self.openings.items())
        return Plan(given, proof.cost, proof.bound, empty)

    def finished_greedily(self, rest: Sequence[Opening]) -> Plan:
        """The plan so far, and for the rest whoever is nearest and has room: provisional."""
        plan = self.plan()
        load = dict.fromkeys(self._extra, 0)
        for people in plan.given.values():
            for who in people:
                load[who] += 1
        return _joined(plan, greedy(rest, self._extra, load))


def greedy(
    openings: Sequence[Opening],
    extra: Mapping[Hashable, Sequence[int]],
    load: dict[Hashable, int],
) -> Plan:
    """Whatever would lose most first, each the least troubled who has room; its load counts."""
    given: dict[str, tuple[Hashable, ...]] = {}
    cost = empty = 0
    for opening in sorted(openings, key=lambda one: (-max(one.lost, default=0), one.key)):
        chosen: list[Hashable] = []
        open_places = list(opening.lost)
        while open_places:
            found = [
                (c + extra[who][load[who]], lot(opening.key, who), who)
                for who, c in opening.fits.items()
                if who not in chosen and load.get(who, 0) < len(extra.get(who, ()))
            ]
            best = min(found, default=None, key=lambda one: one[:2])
            if best is None or best[0] >= open_places[-1]:
                break
            cost += best[0]
            load[best[2]] += 1
            chosen.append(best[2])
            open_places.pop()
        cost += sum(open_places)
        empty += len(open_places)
        given[opening.key] = tuple(chosen)
    return Plan(given, cost, 0, empty, provisional=True)
