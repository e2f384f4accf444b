"""Which community could invite help from which neighbours: a transport problem, exactly. Pure.

From figures that are shown (`supply.Map`) to proposals between desks: hours that one place has to
spare of those who said they would go further, and hours that another is short of. Nobody is moved,
and nobody's hours are promised: a proposal says where it is worth asking.

What it costs, in order. A block of four hours that stays missing in the first half of a gap; one
in the second half; then how far the help comes. The losses are so far apart that no saving of the
way outweighs a missing block, and nobody's second half comes before anybody's first.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from last500.dispatch.flow import Certificate, Flow
from last500.dispatch.supply import CLASSES, meet, share

BLOCK = 4  # hours: half a day, as units offer their people
THIN = 8  # hours of four weeks below which a pair of desks is not worth their talking
FIRST_HALF, SECOND_HALF = 10_000_000, 10_000


class Scope(StrEnum):
    """How far the help would come."""

    STREET = "street"
    DISTRICT = "district"
    CITY = "city"


# What a block costs by its way: beyond the street everybody has to be asked anew.
COSTS: Mapping[Scope, int] = {Scope.STREET: 10, Scope.DISTRICT: 30, Scope.CITY: 90}
REACHES: tuple[Scope, ...] = tuple(Scope)


@dataclass(frozen=True)
class Spot:
    """A place in the tree: itself, its street and its district."""

    key: int
    street: int
    district: int

    def scope_to(self, other: "Spot") -> Scope:
        if self.street == other.street:
            return Scope.STREET
        return Scope.DISTRICT if self.district == other.district else Scope.CITY


@dataclass(frozen=True)
class Side:
    """A place with hours by time of the week: what it has to spare, or what it is short of."""

    spot: Spot
    hours: Mapping[str, int]


@dataclass(frozen=True)
class Proposal:
    """`to` could ask the desk of `of` whether neighbours there would like to help."""

    to: int
    of: int
    hours: int
    scope: Scope


@dataclass(frozen=True)
class Plan:
    """`spare` and `gaps`: what every place has left, and what it still is short of, afterwards."""

    proposals: tuple[Proposal, ...]
    spare: tuple[Side, ...]
    gaps: tuple[Side, ...]
    certificate: Certificate


def lendable(spare: Mapping[str, int], willing: int) -> dict[str, int]:
    """Spare hours by time, bounded by those of people who would go further than their own place."""
    times = [one for one in CLASSES if spare.get(one)]
    total = sum(spare[one] for one in times)
    parts = share(min(total, willing), [spare[one] for one in times])
    return {one: part for one, part in zip(times, parts, strict=True) if part}


def plan(
    givers: Sequence[Side],
    takers: Sequence[Side],
    reach: Scope = Scope.DISTRICT,
    *,
    block: int = BLOCK,
) -> Plan:
    """The cheapest way to close the gaps. A pair that would be thin is left out, of each place the
    thinnest first, and the rest is solved again: the remaining pairs are few and worth their while.
    """
    worth = [side for side in givers if sum(side.hours.values()) >= THIN]
    barred: set[tuple[int, int]] = set()
    while True:
        moves, certificate = solve(worth, takers, reach, barred, block=block)
        pairs = Counter[tuple[int, int]]()
        for (to, _asked, of, _given), blocks in moves.items():
            pairs[to, of] += blocks
        thin = _thinnest(pairs, block)
        if not thin:
            break
        barred |= thin
    spots = {side.spot.key: side.spot for side in (*givers, *takers)}
    proposals = tuple(
        Proposal(to, of, blocks * block, spots[of].scope_to(spots[to]))
        for (to, of), blocks in sorted(pairs.items())
    )
    given, closed = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for (to, asked_at, of, given_at), blocks in moves.items():
        given[of, given_at] += blocks * block
        closed[to, asked_at] += blocks * block
    return Plan(proposals, _without(givers, given), _without(takers, closed), certificate)


def _without(sides: Iterable[Side], gone: Mapping[tuple[int, str], int]) -> tuple[Side, ...]:
    return tuple(
        Side(
            side.spot,
            {at: max(0, h - gone.get((side.spot.key, at), 0)) for at, h in side.hours.items()},
        )
        for side in sides
    )


def between_streets(plans: Iterable[Plan]) -> Plan:
    """What is left of each street when it has looked to itself: its desk is asked as one.

    In blocks of which one is worth its while: nothing is thin, and it is solved once.
    """
    streets: dict[int, tuple[Spot, Counter[str]]] = {}
    gaps: list[Side] = []
    for made in plans:
        gaps += made.gaps
        for side in made.spare:
            spot = Spot(side.spot.street, side.spot.street, side.spot.district)
            streets.setdefault(spot.key, (spot, Counter()))[1].update(side.hours)
    return plan([Side(spot, dict(hours)) for spot, hours in streets.values()], gaps, block=THIN)


def _thinnest(pairs: Mapping[tuple[int, int], int], block: int) -> set[tuple[int, int]]:
    worst: dict[int, tuple[int, int]] = {}
    for (to, of), blocks in sorted(pairs.items()):
        if blocks * block < THIN and (to not in worst or blocks < worst[to][0]):
            worst[to] = (blocks, of)
    return {(to, of) for to, (_blocks, of) in worst.items()}


def _blocks_missing(hours: int, block: int) -> int:
    """A gap is told in whole blocks, to the nearest; spare time only in full ones."""
    return (hours + block // 2) // block


Move = tuple[int, str, int, str]  # a place in need and its time, a place to ask and its time


def solve(
    givers: Sequence[Side],
    takers: Sequence[Side],
    reach: Scope,
    barred: Collection[tuple[int, int]] = (),
    *,
    block: int = BLOCK,
) -> tuple[Counter[Move], Certificate]:
    """Blocks of the cheapest plan; `barred` are pairs (place in need, place to ask)."""
    flow = Flow()
    members = {
        flow.add_member([0] * (hours // block)): (giver.spot, at)
        for giver in givers
        for at, hours in giver.hours.items()
        if hours >= block
    }
    asked: dict[int, tuple[int, str]] = {}
    for taker in takers:
        for at, hours in taker.hours.items():
            edges = _ways(taker.spot, at, members, reach, barred)
            for lost in _losses(_blocks_missing(hours, block)):
                asked[flow.add_request([lost], edges)] = (taker.spot.key, at)
    moves = Counter[Move]()
    for request, (key, at) in asked.items():
        for member in flow.given(request):
            moves[key, at, members[member][0].key, members[member][1]] += 1
    return moves, flow.certificate()


def _ways(
    spot: Spot,
    at: str,
    members: Mapping[int, tuple[Spot, str]],
    reach: Scope,
    barred: Collection[tuple[int, int]],
) -> list[tuple[int, int]]:
    return [
        (member, COSTS[giver.scope_to(spot)])
        for member, (giver, time) in members.items()
        if meet(time, at) and _may_ask(spot, giver, reach, barred)
    ]


def _may_ask(spot: Spot, giver: Spot, reach: Scope, barred: Collection[tuple[int, int]]) -> bool:
    """Not itself, nor its own street as a whole, nor anybody further away than `reach`."""
    if (spot.key, giver.key) in barred:
        return False
    near = REACHES.index(giver.scope_to(spot)) <= REACHES.index(reach)
    return near and giver.key not in {spot.key, spot.street}


def _losses(blocks: int) -> list[int]:
    first = (blocks + 1) // 2
    return [FIRST_HALF] * first + [SECOND_HALF] * (blocks - first)


def by_taker(proposals: Iterable[Proposal]) -> dict[int, list[Proposal]]:
    """The nearest first, then where most is to spare."""
    found: dict[int, list[Proposal]] = defaultdict(list)
    for one in proposals:
        found[one.to].append(one)
    for own in found.values():
        own.sort(key=lambda p: (COSTS[p.scope], -p.hours, p.of))
    return dict(found)
