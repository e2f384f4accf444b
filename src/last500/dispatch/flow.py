"""The cheapest way to give people to requests, exactly: a min-cost flow with convex costs. Pure.

Every request asks for some people and says what it loses for each that it does not get; every
member says what the first, second … matter of theirs costs; every pair has a cost of its own. All
costs are integers (tenths of a minute in `matching.py`). The plan in hand is always the cheapest
there is, whatever is added or taken away: each change is one shortest path in the residual graph
with the prices of the last plan kept (successive shortest paths with potentials: Edmonds and Karp,
J. ACM 1972; Tomizawa, Networks 1971), and `certificate` shows it without trusting how it was made.

Prices. `price(member)` is what one more matter of theirs would save elsewhere; the reduced cost of
a pair says by how much at least the whole plan gets dearer if that pair is chosen. Both are read
off the potentials `y` of the nodes, with 0 at the sink: for every arc of the residual graph from u
to v of cost c, c + y[u] - y[v] is 0 or more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

SINK = 0  # nodes: a request r is r + 1, a member m is -1 - m
NEVER = 1 << 62
Leaves = Callable[[int], int]


@dataclass(frozen=True)
class Certificate:
    """`cost` of the plan, `bound` below which no plan can be. Exact when the two are one."""

    cost: int
    bound: int
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults and self.cost == self.bound


class Flow:
    """Requests and members by the numbers that `add_…` returns; numbers are not used again."""

    def __init__(self) -> None:
        self._lost: list[list[int]] = []  # of a request: what the 1st, 2nd … place left empty costs
        self._edges: list[dict[int, int]] = []  # of a request: member → cost
        self._given: list[set[int]] = []  # of a request: its members
        self._asked: list[int] = []  # of a request: places asked for up to now
        self._extra: list[list[int]] = []  # of a member: what the 1st, 2nd … matter costs
        self._fits: list[set[int]] = []  # of a member: requests that could have them
        self._has: list[set[int]] = []  # of a member: requests that have them
        self._load: list[int] = []  # of a member: units that go on to the sink
        self._y: dict[int, int] = {SINK: 0}

    # ---- what changes ---------------------------------------------------------------------------

    def add_member(self, extra: Sequence[int], edges: Sequence[tuple[int, int]] = ()) -> int:
        """A member who takes at most `len(extra)` matters; `edges` are (request, cost).

        Raises ValueError where a later matter would cost less than an earlier one.
        """
        _must_rise(extra)
        member = len(self._extra)
        self._extra.append(list(extra))
        self._fits.append(set())
        self._has.append(set())
        self._load.append(0)
        self._y[-1 - member] = 0
        self._invite(member, edges)
        return member

    def add_request(self, lost: Sequence[int], edges: Sequence[tuple[int, int]]) -> int:
        """A request for `len(lost)` people; `lost` is what each empty place costs, the least first.

        Raises ValueError where a second empty place would cost less than the first.
        """
        _must_rise(lost)
        request = len(self._lost)
        self._lost.append(list(lost))
        self._edges.append(dict(edges))
        self._given.append(set())
        self._asked.append(0)
        y = self._y
        y[request + 1] = max(
            [-one for one in lost[:1]] + [y[-1 - member] - cost for member, cost in edges],
            default=0,
        )
        for member, _cost in edges:
            self._fits[member].add(request)
        for _place in lost:
            self._send(request + 1)
        return request

    def drop_request(self, request: int) -> None:
        """It is over, or offered and no longer for us to decide; whom it had is free for others."""
        freed = self._given[request]
        for member in self._edges[request]:
            self._fits[member].discard(request)
            self._has[member].discard(request)
        self._lost[request], self._edges[request] = [], {}
        self._given[request], self._asked[request] = set(), 0
        del self._y[request + 1]
        for member in freed:
            self._fetch(member)

    def drop_member(self, member: int) -> None:
        """They go; whoever had them is given the next best."""
        left = self._has[member]
        for request in self._fits[member]:
            del self._edges[request][member]
        for request in left:
            self._given[request].discard(member)
            self._asked[request] -= 1
        self._extra[member], self._load[member] = [], 0
        self._fits[member], self._has[member] = set(), set()
        for request in left:
            self._send(request + 1)

    def set_extra(self, member: int, extra: Sequence[int]) -> None:
        """Their matters cost something else now, or they take fewer or more of them."""
        edges = [(request, self._edges[request][member]) for request in self._fits[member]]
        _must_rise(extra)
        self.drop_member(member)
        self._extra[member] = list(extra)
        self._invite(member, edges)

    def _invite(self, member: int, edges: Sequence[tuple[int, int]]) -> None:
        """A member who is new: every unit that is worth its cost is fetched from where it helps."""
        y, node, extra = self._y, -1 - member, self._extra[member]
        for request, cost in edges:
            self._edges[request][member] = cost
            self._fits[member].add(request)
        y[node] = min(
            [-one for one in extra[:1]] + [cost + y[r + 1] for r, cost in edges], default=0
        )
        while self._load[member] < len(extra) and extra[self._load[member]] + y[node] < 0:
            self._load[member] += 1
            self._fetch(member)

    # ---- what stands ----------------------------------------------------------------------------

    def given(self, request: int) -> list[int]:
        return sorted(self._given[request])

    def price(self, member: int) -> int:
        """What one more matter of theirs would save the whole plan."""
        return -self._y[-1 - member]

    def certificate(self) -> Certificate:
        """Cost and bound of the plan as it stands, worked out anew from nothing but its rows."""
        cost, faults = 0, []
        for request, edges in enumerate(self._edges):
            given, lost = self._given[request], self._lost[request]
            if self._asked[request] != len(lost) or len(given) > len(lost):
                faults.append(f"request {request} asks for other than its places")
            cost += sum(edges[m] for m in given) + sum(lost[: len(lost) - len(given)])
        for member, extra in enumerate(self._extra):
            load = len(self._has[member])
            if load != self._load[member] or load > len(extra):
                faults.append(f"member {member} has other than their load")
            cost += sum(extra[:load])
        return Certificate(cost, self._bound(), tuple(faults))

    def _bound(self) -> int:
        """Below which no plan can be, by the prices alone; plain loops, for a page asks a hundred
        times."""
        y, bound = self._y, 0
        for request, edges in enumerate(self._edges):
            node, lost = y.get(request + 1, 0), self._lost[request]
            bound += _below_nothing(lost, node) - len(lost) * node
            for member, cost in edges.items():
                reduced = cost + node - y[-1 - member]
                if reduced < 0:
                    bound += reduced
        return bound + sum(
            _below_nothing(extra, y[-1 - member]) for member, extra in enumerate(self._extra)
        )

    # ---- one shortest path ----------------------------------------------------------------------

    def _send(self, start: int) -> None:
        """One unit from a request to the sink, the cheapest way there is."""
        end, before = self._shortest(start, self._onward, self._out_of, 1)
        self._asked[start - 1] += 1
        if end < 0:
            self._load[-1 - end] += 1
        while end != start:
            self._turn(before[end], end)
            end = before[end]

    def _fetch(self, member: int) -> None:
        """One unit from the sink to a member from whom one goes on without having come."""
        end, after = self._shortest(-1 - member, self._inward, self._back_to, -1)
        if end < 0:
            self._load[-1 - end] -= 1
        while end != -1 - member:
            self._turn(end, after[end])
            end = after[end]

    def _shortest(
        self, start: int, around: "Around", leaves: Leaves, sign: int
    ) -> tuple[int, dict[int, int]]:
        """Dijkstra from here until nothing nearer can lead to the sink; prices are moved so that
        the way found costs nothing. Against the arcs with sign -1. The last node before the sink,
        and from where each was reached."""
        y, best = self._y, NEVER
        search = _Search({start: 0}, {}, [(0, start)])
        distance, heap = search.distance, search.heap
        settled: list[tuple[int, int]] = []
        end = start
        while heap and heap[0][0] < best:
            so_far, node = heappop(heap)
            if so_far > distance[node]:
                continue
            settled.append((node, so_far))
            leaving = so_far + leaves(node)
            if leaving < best:
                end, best = node, leaving
            around(node, so_far + sign * y[node], best, search)
        for node, so_far in settled:
            if so_far < best:
                y[node] += sign * (so_far - best)
        return end, search.trail

    def _turn(self, source: int, target: int) -> None:
        """A unit along an arc: given where it leads to a member, taken back where it leads away."""
        if target < 0:
            self._given[source - 1].add(-1 - target)
            self._has[-1 - target].add(source - 1)
        else:
            self._given[target - 1].discard(-1 - source)
            self._has[-1 - source].discard(target - 1)

    # ---- the residual graph ---------------------------------------------------------------------

    def _empty(self, request: int) -> int:
        return self._asked[request] - len(self._given[request])

    def _out_of(self, node: int) -> int:
        """Reduced cost of the arc from here to the sink; NEVER where there is none."""
        if node < 0:
            used, costs = self._load[-1 - node], self._extra[-1 - node]
        else:
            used, costs = self._empty(node - 1), self._lost[node - 1]
        return costs[used] + self._y[node] if used < len(costs) else NEVER

    def _back_to(self, node: int) -> int:
        """Reduced cost of the arc from the sink to here; NEVER where there is none."""
        if node < 0:
            used, costs = self._load[-1 - node], self._extra[-1 - node]
        else:
            used, costs = self._empty(node - 1), self._lost[node - 1]
        return -costs[used - 1] - self._y[node] if used else NEVER

    def _onward(self, node: int, base: int, best: int, search: "_Search") -> None:
        """To whom a request could go instead; from a member back to the requests that have them."""
        y, edges = self._y, self._edges
        if node < 0:
            member = -1 - node
            for request in self._has[member]:
                there = base - edges[request][member] - y[request + 1]
                if there < best:
                    search.reach(request + 1, there, node)
        else:
            given, near = self._given[node - 1], search.distance.get
            for member, cost in edges[node - 1].items():
                there = base + cost - y[-1 - member]
                if there < best and there < near(-1 - member, NEVER) and member not in given:
                    search.reach(-1 - member, there, node)

    def _inward(self, node: int, base: int, best: int, search: "_Search") -> None:
        """Who would rather have this member; of a request, those who would be free for others."""
        y, edges = self._y, self._edges
        if node < 0:
            member, near = -1 - node, search.distance.get
            has = self._has[member]
            for request in self._fits[member]:
                there = base + edges[request][member] + y[request + 1]
                if there < best and there < near(request + 1, NEVER) and request not in has:
                    search.reach(request + 1, there, node)
        else:
            own = edges[node - 1]
            for member in self._given[node - 1]:
                there = base - own[member] + y[-1 - member]
                if there < best:
                    search.reach(-1 - member, there, node)


@dataclass(slots=True)
class _Search:
    distance: dict[int, int]
    trail: dict[int, int]
    heap: list[tuple[int, int]]

    def reach(self, node: int, there: int, source: int) -> None:
        if there < self.distance.get(node, NEVER):
            self.distance[node], self.trail[node] = there, source
            heappush(self.heap, (there, node))


Around = Callable[[int, int, int, _Search], None]


def _below_nothing(costs: Sequence[int], price: int) -> int:
    """The sum of what stays below nothing when the price is added."""
    found = 0
    for one in costs:
        if one + price < 0:
            found += one + price
    return found


def _must_rise(costs: Sequence[int]) -> None:
    if any(later < earlier for earlier, later in pairwise(costs)):
        raise ValueError("a later one costs less than an earlier one")
