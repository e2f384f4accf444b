"""Large parts of a plan by OR-Tools' `SimpleMinCostFlow` (the extra `fast`), checked by ourselves.

It says what the cheapest plan is and not why: prices are worked out here from the plan alone
(Bellman, Q. Appl. Math. 1958, on the residual graph), and the same certificate as of our own solver
is made of them. Whoever has not installed the extra gets an ImportError, and our own solver.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.graph.python import min_cost_flow

if TYPE_CHECKING:
    from last500.dispatch.batch import Helper, Opening, Plan

ROUNDS = 1000  # no way in a graph of ours is longer


def solved(openings: "Sequence[Opening]", helpers: "Mapping[Hashable, Helper]") -> "Plan":
    """The cheapest plan of one part. Raises ArithmeticError where its certificate fails."""
    from last500.dispatch.batch import Plan

    people: list[Hashable] = []
    costs: list[int] = []
    for opening in openings:
        people += opening.fits
        costs += opening.fits.values()
    index = {who: number for number, who in enumerate(dict.fromkeys(people))}
    of = np.repeat(np.arange(len(openings)), [len(one.fits) for one in openings])
    whom = np.fromiter(map(index.__getitem__, people), np.int64, len(people))
    graph = Graph(
        np.column_stack([of, whom, np.array(costs, dtype=np.int64)]),
        [opening.lost for opening in openings],
        [helpers[who].extra if who in helpers else () for who in index],
    )
    chosen, cost = graph.cheapest()
    bound = graph.bound()
    if bound != cost:
        raise ArithmeticError(f"no cheapest plan: {cost} is more than {bound}")
    given = {opening.key: list[Hashable]() for opening in openings}
    for place in np.flatnonzero(chosen).tolist():
        given[openings[of[place]].key].append(people[place])
    empty = sum(len(one.lost) - len(given[one.key]) for one in openings)
    return Plan({key: tuple(some) for key, some in given.items()}, cost, bound, empty)


class Graph:
    """Openings, people, and the sink as one list of arcs: edges first, then places left empty,
    then matters of people. `edges` has a row (opening, person, cost) for each."""

    def __init__(
        self,
        edges: Any,
        lost: Sequence[Sequence[int]],
        extra: Sequence[Sequence[int]],
    ) -> None:
        openings, people = len(lost), len(extra)
        self.edges, self.openings, self.nodes = edges, openings, openings + people + 1
        sink = self.nodes - 1
        empty_of = np.repeat(np.arange(openings), [len(one) for one in lost])
        more_of = np.repeat(np.arange(people), [len(one) for one in extra]) + openings
        self.wanted = np.bincount(empty_of, minlength=openings)
        self.tail = np.concatenate([edges[:, 0], empty_of, more_of])
        ends = np.full(len(empty_of) + len(more_of), sink, dtype=np.int64)
        self.head = np.concatenate([edges[:, 1] + openings, ends])
        self.cost = np.concatenate([edges[:, 2], _flat(lost), _flat(extra)])

    def cheapest(self) -> tuple[Any, int]:
        """Which edges are taken (a mask), and what the whole costs."""
        solver = min_cost_flow.SimpleMinCostFlow()
        one = np.ones(len(self.tail), dtype=np.int64)
        arcs = solver.add_arcs_with_capacity_and_unit_cost(self.tail, self.head, one, self.cost)
        nodes = np.arange(self.nodes)
        supplies = np.zeros(self.nodes, dtype=np.int64)
        supplies[: self.openings], supplies[-1] = self.wanted, -self.wanted.sum()
        solver.set_nodes_supplies(nodes, supplies)
        if solver.solve() != solver.OPTIMAL:
            raise ArithmeticError("a plan in which places stay empty is always possible")
        self.flow = solver.flows(arcs)
        return self.flow[: len(self.edges)] > 0, int(solver.optimal_cost())

    def bound(self) -> int:
        """What no plan can cost less than, by prices that fit the flow; below the cost of a plan
        where that is not the cheapest."""
        used = self.flow > 0
        tail = np.where(used, self.head, self.tail)
        head = np.where(used, self.tail, self.head)
        cost = np.where(used, -self.cost, self.cost)
        order = np.argsort(head, kind="stable")
        tail, head, cost = tail[order], head[order], cost[order]
        first = np.flatnonzero(np.r_[True, head[1:] != head[:-1]])
        y = np.zeros(self.nodes, dtype=np.int64)
        for _round in range(ROUNDS):
            best = np.minimum.reduceat(y[tail] + cost, first)
            lower = best < y[head[first]]
            if not lower.any():
                break
            y[head[first][lower]] = best[lower]
        reduced = self.cost + y[self.tail] - y[self.head]
        supply = -(self.wanted * (y[: self.openings] - y[-1])).sum()
        return int(supply + np.minimum(reduced, 0).sum())


def _flat(costs: Sequence[Sequence[int]]) -> Any:
    return np.array([one for some in costs for one in some], dtype=np.int64)
