"""What it costs to plan all that is open at once, exactly.

    python -m benchmarks.dispatch [SIZES …] [--scipy]      # 1000 10000 100000

An instance has as many requests as members and twenty candidates for each: streets of nine
communities of four compounds, members spread unevenly (lognormal, sigma 1), requests less so
(0.5); half the candidates from the own compound, 35 % from the community, 15 % from the street.
Costs are like those of dispatch.weights (walk, gap in skill, asks), the capacity is 1, 2 or 3
(40/40/20 %), an empty place costs 120, 240 or 480 minutes. All solvers get the same arrays, each
in a process of its own; what is timed begins with the arrays in memory, and with the certificate it
ends. `rss` holds the interpreter and its libraries as well.
"""

import json
import multiprocessing
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

SIZES = (1_000, 10_000, 100_000)
CANDIDATES, PER_STREET, COMMUNITIES, COMPOUNDS = 20, 1600, 9, 4
EXTRA = (0, 150, 400)
SEED = 7
Row = dict[str, Any]
Answer = tuple[int, int]  # what the plan costs, and how many places stay empty


class Instance:
    """`edges` rows (request, member, cost), sorted by request; `street` of each request."""

    def __init__(self, size: int, seed: int = SEED) -> None:
        chance = np.random.default_rng(seed)
        streets = max(1, size // PER_STREET)
        communities = streets * COMMUNITIES
        home = _spread(chance, communities, size, 1.0) * COMPOUNDS + chance.integers(
            0, COMPOUNDS, size
        )
        at = _spread(chance, communities, size, 0.5) * COMPOUNDS + chance.integers(
            0, COMPOUNDS, size
        )
        self.street = at // (COMPOUNDS * COMMUNITIES)
        order = np.argsort(home, kind="stable")
        home = home[order]
        edges = []
        for share, width, walk in (
            (10, 1, 60),
            (7, COMPOUNDS, 150),
            (3, COMPOUNDS * COMMUNITIES, 300),
        ):
            first = np.searchsorted(home, at // width * width)
            last = np.searchsorted(home, at // width * width + width)
            who = first[:, None] + (chance.random((size, share)) * (last - first)[:, None]).astype(
                np.int64
            )
            there = np.broadcast_to((last > first)[:, None], who.shape)
            of = np.broadcast_to(np.arange(size)[:, None], who.shape)
            edges.append(np.stack([of[there], who[there], np.full(there.sum(), walk)], axis=1))
        found = np.concatenate(edges)
        found = found[np.unique(found[:, 0] * size + found[:, 1], return_index=True)[1]]
        asked = chance.integers(0, 11, size)
        cost = found[:, 2] + chance.choice([0, 50, 100], len(found), p=[0.4, 0.2, 0.4])
        cost += 30 * asked[found[:, 1]] + chance.integers(0, 20, len(found))
        self.edges = np.stack([found[:, 0], found[:, 1], cost], axis=1)
        self.lost = chance.choice([1200, 2400, 4800], size, p=[0.7, 0.2, 0.1])
        self.room = chance.choice([1, 2, 3], size, p=[0.4, 0.4, 0.2])
        self.size = size

    def parts(self) -> list["Part"]:
        """By street: the instance falls apart there, since nobody crosses one."""
        order = np.argsort(self.street, kind="stable")
        bounds = np.flatnonzero(np.diff(self.street[order])) + 1
        street_of_edge = self.street[self.edges[:, 0]]
        by_street = np.argsort(street_of_edge, kind="stable")
        edges = self.edges[by_street]
        cuts = np.flatnonzero(np.diff(street_of_edge[by_street])) + 1
        found = dict(zip(np.unique(street_of_edge), np.split(edges, cuts), strict=True))
        none = np.empty((0, 3), dtype=np.int64)
        return [
            Part(self, requests, found.get(self.street[requests[0]], none))
            for requests in np.split(order, bounds)
        ]

    def whole(self) -> "Part":
        return Part(self, np.arange(self.size), self.edges)


class Part:
    def __init__(self, instance: Instance, requests: Any, edges: Any) -> None:
        self.lost = instance.lost[requests]
        members, whom = np.unique(edges[:, 1], return_inverse=True)
        of = np.searchsorted(requests, edges[:, 0])
        self.edges = np.stack([of, whom, edges[:, 2]], axis=1)
        self.room = instance.room[members]


def _spread(chance: Any, places: int, many: int, sigma: float) -> Any:
    weight = chance.lognormal(0, sigma, places)
    return chance.choice(places, many, p=weight / weight.sum())


# ---- the solvers ---------------------------------------------------------------------------------


def own(part: Part) -> Answer:
    flow = own_flow(part)
    proof = flow.certificate()
    assert proof.holds
    return proof.cost, sum(1 for r in range(len(part.lost)) if not flow._given[r])


def own_flow(part: Part) -> Any:
    from last500.dispatch.flow import Flow

    flow = Flow()
    for room in part.room.tolist():
        flow.add_member(EXTRA[:room])
    for lost, edges in zip(part.lost.tolist(), fits_of(part), strict=True):
        flow.add_request([lost], edges)
    return flow


def fits_of(part: Part) -> list[list[tuple[int, int]]]:
    cuts = np.searchsorted(part.edges[:, 0], np.arange(1, len(part.lost)))
    return [list(map(tuple, some[:, 1:].tolist())) for some in np.split(part.edges, cuts)]


def ortools(part: Part) -> Answer:
    from last500.dispatch.large import Graph

    graph = Graph(
        part.edges, [(one,) for one in part.lost.tolist()], [EXTRA[:n] for n in part.room.tolist()]
    )
    chosen, cost = graph.cheapest()
    assert graph.bound() == cost
    return cost, len(part.lost) - int(chosen.sum())


def scipy(part: Part) -> Answer:
    """A column for each matter of a member, and one for each request to stay empty in."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    first = np.concatenate([[0], np.cumsum(part.room)])
    copies = part.room[part.edges[:, 1]]
    rows = np.repeat(part.edges[:, 0], copies)
    step = np.arange(len(rows)) - np.repeat(np.cumsum(copies) - copies, copies)
    columns = np.repeat(first[part.edges[:, 1]], copies) + step
    costs = np.repeat(part.edges[:, 2], copies) + np.array(EXTRA)[step]
    alone, count = np.arange(len(part.lost)), len(part.lost)
    table = csr_matrix(
        (
            np.concatenate([costs, part.lost]).astype(float),
            (np.concatenate([rows, alone]), np.concatenate([columns, first[-1] + alone])),
        ),
        shape=(count, int(first[-1]) + count),
    )
    row, column = min_weight_full_bipartite_matching(table)
    return int(table[row, column].sum()), int((column >= first[-1]).sum())


def greedy(part: Part) -> Answer:
    from last500.dispatch import batch

    openings = [
        batch.Opening(str(number), (lost,), dict(fits))
        for number, (lost, fits) in enumerate(zip(part.lost.tolist(), fits_of(part), strict=True))
    ]
    extra = {who: EXTRA[:room] for who, room in enumerate(part.room.tolist())}
    plan = batch.greedy(openings, extra, dict.fromkeys(extra, 0))
    return plan.cost, plan.empty


SOLVERS: dict[str, Callable[[Part], Answer]] = {
    "own": own,
    "ortools": ortools,
    "scipy": scipy,
    "greedy": greedy,
}
RUNS = (
    ("own", "whole"),
    ("own", "street"),
    ("ortools", "whole"),
    ("ortools", "street"),
    ("ortools", "threads"),
    ("ortools", "processes"),
    ("scipy", "whole"),
    ("greedy", "whole"),
)


def run(solver: str, how: str, size: int) -> Row:
    instance, solve = Instance(size), SOLVERS[solver]
    parts = [instance.whole()] if how == "whole" else instance.parts()
    if solver == "ortools":
        ortools(Instance(100).whole())  # the library is loaded before the clock runs
    wall, cpu = time.perf_counter(), _cpu()
    if how == "threads":
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(solve, parts))
    elif how == "processes":
        found = by_two_processes(solve, parts)
    else:
        found = [solve(part) for part in parts]
    return {
        "solver": f"{solver}, {how}",
        "size": size,
        "edges": len(instance.edges),
        "parts": len(parts),
        "wall": time.perf_counter() - wall,
        "cpu": _cpu() - cpu,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "cost": sum(cost for cost, _empty in found),
        "empty": sum(empty for _cost, empty in found),
    }


def _cpu() -> float:
    """Seconds of the processor, those of ended children with them."""
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def by_two_processes(solve: Callable[[Part], Answer], parts: list[Part]) -> list[Answer]:
    """The parts dealt out to two, the largest first; they are forked, so nothing is copied."""
    dealt = sorted(parts, key=lambda part: -len(part.edges))
    with multiprocessing.get_context("fork").Pool(2, _given, (solve, dealt)) as pool:
        return pool.map(_solved, range(len(dealt)), chunksize=1)


def _given(solve: Callable[[Part], Answer], parts: list[Part]) -> None:
    GIVEN[:] = [lambda number: solve(parts[number])]


def _solved(number: int) -> Answer:
    return GIVEN[0](number)


GIVEN: list[Callable[[int], Answer]] = []


def changes(size: int) -> Row:
    """A plan that stands by our own solver: 1 % of the requests change; then one at a time. CPU
    time; of the largest size that of one street, the largest."""
    chance = random.Random(SEED)
    part = max(Instance(size).parts(), key=lambda one: len(one.lost)) if size > 10_000 else None
    part = part or Instance(size).whole()
    fits, lost = fits_of(part), part.lost.tolist()
    flow = own_flow(part)
    numbers = list(range(len(lost)))
    changed = chance.sample(numbers, max(1, len(lost) // 100))
    begun = time.process_time()
    for one in changed:
        flow.drop_request(numbers[one])
    for one in changed:
        numbers[one] = flow.add_request([lost[one]], fits[one])
    hundredth = time.process_time() - begun
    assert flow.certificate().holds
    each = []
    for one in chance.choices(range(len(lost)), k=1000):
        begun = time.process_time()
        flow.drop_request(numbers[one])
        numbers[one] = flow.add_request([lost[one]], fits[one])
        each.append((time.process_time() - begun) * 1000)
    assert flow.certificate().holds
    each.sort()
    return {"size": len(lost), "hundredth": hundredth, "p50": each[500], "p99": each[990]}


def in_its_own_process(*arguments: object) -> Row:
    command = [sys.executable, "-m", "benchmarks.dispatch", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def show(size: int, with_scipy: bool) -> None:
    rows = [
        in_its_own_process("run", solver, how, size)
        for solver, how in RUNS
        if solver != "scipy" or size <= 10_000 or with_scipy
    ]
    best = min(row["cost"] for row in rows)
    print(f"\n{size:,} requests, {rows[0]['edges']:,} edges, {rows[1]['parts']} streets")
    print(f"{'solver':20} {'wall s':>8} {'cpu s':>8} {'rss MB':>7} {'gap':>8} {'empty':>6}")
    for row in rows:
        gap = row["cost"] / best - 1
        print(
            f"{row['solver']:20} {row['wall']:8.3f} {row['cpu']:8.3f} {row['rss']:7}"
            f" {gap:8.2%} {row['empty']:6}",
            flush=True,
        )
    found = in_its_own_process("changes", size)
    print(
        f"our own, {found['size']:,} requests standing: 1 % changed in {found['hundredth']:.4f} s;"
        f" one changed in {found['p50']:.3f} ms (half), {found['p99']:.3f} ms (99 of 100)",
        flush=True,
    )


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["run"]:
        print(json.dumps(run(arguments[1], arguments[2], int(arguments[3]))))
    elif arguments[:1] == ["changes"]:
        print(json.dumps(changes(int(arguments[1]))))
    else:
        for size in [int(one) for one in arguments if one.isdigit()] or SIZES:
            show(size, "--scipy" in arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
