"""Published results on instances that can be stated in full here: does our ground reproduce them?

Two worst cases that say what asking one by one can and cannot do. Tests hold the figures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from last500.dispatch.flow import Flow

Choose = Callable[[Sequence[int]], int]


# ---- requests that come one by one --------------------------------------------------------------
#
# n requests and n helpers, and nobody knows what comes. Karp, Vazirani and Vazirani (STOC 1990):
# - `crowded`: request i can be served by helper i and, in the first half, by everybody of the
#   second half. Whoever takes any free helper by lot serves n/2 + O(log n).
# - `narrowing`: request i can be served by helpers i, i+1, … n. Whoever has put the helpers into
#   one order by lot, and takes the first free one, serves (1 - 1/e) n in the limit, and no rule
#   that serves each at once does better.
# Whoever waits and plans for all together serves all n of both.


def crowded(n: int) -> list[list[int]]:
    half = list(range(n // 2, n))
    return [[i, *half] if i < n // 2 else [i] for i in range(n)]


def narrowing(n: int) -> list[list[int]]:
    return [list(range(i, n)) for i in range(n)]


def served_one_by_one(able: Sequence[Sequence[int]], choose: Choose) -> int:
    """How many are served when each request is given a free helper by `choose`, at once."""
    taken: set[int] = set()
    for helpers in able:
        free = [helper for helper in helpers if helper not in taken]
        if free:
            taken.add(choose(free))
    return len(taken)


def by_lot(seed: int) -> Choose:
    draw = Random(seed)
    return lambda able: draw.choice(list(able))


def by_one_order(n: int, seed: int) -> Choose:
    """RANKING: one order for all requests. The last helper in it has drawn the highest lot."""
    order = list(range(n))
    Random(seed).shuffle(order)
    return lambda able: min(able, key=order.__getitem__)


def served_together(able: Sequence[Sequence[int]]) -> int:
    """All requests known: the exact plan, proven by its certificate."""
    flow = Flow()
    helpers = {h: flow.add_member([0]) for h in sorted({h for some in able for h in some})}
    requests = [flow.add_request([1], [(helpers[h], 0) for h in some]) for some in able]
    assert flow.certificate().holds
    return sum(len(flow.given(request)) for request in requests)


# ---- asks that tire -----------------------------------------------------------------------------
#
# The model of Manshadi and Rodilitz (arXiv 2002.08474), in its stationary case with one volunteer:
# in each period a task of kind s comes with probability rate[s]; an active volunteer who is asked
# says yes with probability chance[s] and is inactive from then on, for a time with hazard q.


@dataclass(frozen=True)
class Tiring:
    rates: tuple[float, ...]
    chances: tuple[float, ...]
    hazard: float

    def done(self, asks_for: Callable[[int], bool], periods: int, seed: int) -> float:
        """The share of periods with a task done, when the volunteer is asked for these kinds."""
        draw = Random(seed)
        active, done = True, 0
        for _ in range(periods):
            kind = next(iter(draw.choices(range(len(self.rates) + 1), self._weights())))
            if not active:
                active = draw.random() < self.hazard
            elif kind < len(self.rates) and asks_for(kind):
                done += draw.random() < self.chances[kind]
                active = draw.random() < self.hazard
        return done / periods

    def _weights(self) -> list[float]:
        return [*self.rates, 1 - sum(self.rates)]

    def rate(self, kinds: Sequence[int]) -> float:
        """The same in the long run: yeses in a cycle over its length (renewal reward)."""
        asked = sum(self.rates[kind] for kind in kinds)
        yes = sum(self.rates[kind] * self.chances[kind] for kind in kinds)
        return yes / (1 + asked * self.inactive) if kinds else 0.0

    @property
    def inactive(self) -> float:
        """Periods that an ask costs, on the average."""
        return (1 - self.hazard) / self.hazard
