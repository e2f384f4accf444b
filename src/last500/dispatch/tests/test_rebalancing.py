"""Proposals between desks: optimal by its certificate, by brute force and by two other solvers."""

from itertools import product
from random import Random

import numpy as np
import pytest
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import linear_sum_assignment

from last500.dispatch.rebalancing import (
    BLOCK,
    COSTS,
    FIRST_HALF,
    SECOND_HALF,
    Scope,
    Side,
    Spot,
    between_streets,
    by_taker,
    lendable,
    plan,
    solve,
)
from last500.dispatch.supply import meet


def side(key: int, street: int = 71, district: int = 1, **hours: int) -> Side:
    return Side(Spot(key, street, district), hours)


def told(made) -> list[tuple]:
    return [(p.to, p.of, p.hours, str(p.scope)) for p in made.proposals]


def test_a_gap_is_closed_from_the_same_street_before_another():
    givers = [side(1, street=72, we=40), side(2, street=71, we=40)]
    made = plan(givers, [side(9, street=71, we=20)])
    assert told(made) == [(9, 2, 20, "street")]
    assert [dict(one.hours) for one in made.gaps] == [{"we": 0}]
    assert [dict(one.hours) for one in made.spare] == [{"we": 40}, {"we": 20}]
    assert made.certificate.holds


def test_everybody_gets_the_first_half_before_anybody_gets_the_second():
    """The near place gives up what the far one cannot get elsewhere."""
    givers = [side(1, street=71, we=16)]
    takers = [side(8, street=71, we=16), side(9, street=72, we=16)]
    assert told(plan(givers, takers)) == [(8, 1, 8, "street"), (9, 1, 8, "district")]


def test_help_comes_at_the_time_that_is_asked_for():
    assert told(plan([side(1, wm=40)], [side(9, we=20)])) == []
    assert told(plan([side(1, day=40)], [side(9, wm=20)])) == [(9, 1, 20, "street")]
    assert told(plan([side(1, wm=40)], [side(9, any=20)])) == [(9, 1, 20, "street")]


def test_nobody_is_asked_further_than_agreed():
    givers, takers = [side(1, street=72, we=40)], [side(9, street=71, we=20)]
    assert told(plan(givers, takers, Scope.STREET)) == []
    assert told(plan(givers, takers, Scope.DISTRICT)) == [(9, 1, 20, "district")]
    far = [side(1, street=72, district=2, we=40)]
    assert told(plan(far, takers, Scope.DISTRICT)) == []
    assert told(plan(far, takers, Scope.CITY)) == [(9, 1, 20, "city")]


def test_a_pair_below_eight_hours_is_not_worth_it_and_its_gap_is_asked_elsewhere():
    """Two places could give four hours each: one pair of eight is found instead."""
    givers = [side(1, we=4), side(2, street=72, we=8)]
    assert told(plan(givers, [side(9, we=8)])) == [(9, 2, 8, "district")]
    assert told(plan([side(1, we=4)], [side(9, we=8)])) == []


def test_a_place_is_not_its_own_neighbour():
    assert told(plan([side(9, wm=40)], [side(9, any=20)])) == []


def test_what_a_street_cannot_close_itself_is_asked_of_the_desks_of_other_streets():
    east = plan([side(11, street=71, we=12)], [side(12, street=71, we=40)], Scope.STREET)
    west = plan([side(21, street=72, we=30), side(22, street=72, we=6)], [], Scope.STREET)
    assert told(east) == [(12, 11, 12, "street")]
    assert told(between_streets([east, west])) == [(12, 72, 32, "district")]


def test_only_who_would_go_further_is_lent():
    assert lendable({"we": 30, "wm": 10}, 20) == {"we": 15, "wm": 5}
    assert lendable({"we": 30}, 99) == {"we": 30}
    assert lendable({"we": 30}, 0) == {}


def test_the_nearest_is_proposed_first():
    made = plan([side(1, street=72, we=40), side(2, we=8)], [side(9, we=24)])
    assert [p.of for p in by_taker(made.proposals)[9]] == [2, 1]


# ---- against others ------------------------------------------------------------------------------

TIMES = ("wm", "we", "any")


def town(seed: int, places: int, most: int) -> tuple[list[Side], list[Side]]:
    chance = Random(seed)

    def some(keys: range) -> list[Side]:
        found = []
        for key in keys:
            hours = {t: BLOCK * chance.randint(0, most) for t in chance.sample(TIMES, 2)}
            found.append(Side(Spot(key, 70 + chance.randint(1, 2), chance.randint(1, 2)), hours))
        return found

    return some(range(places)), some(range(100, 100 + places))


def blocks(sides: list[Side]) -> list[tuple[Spot, str, int]]:
    return [(s.spot, at, n) for s in sides for at, h in s.hours.items() for n in range(h // BLOCK)]


def losses(sides: list[Side]) -> list[tuple[Spot, str, int]]:
    found = []
    for one in sides:
        for at, hours in one.hours.items():
            whole = hours // BLOCK
            for n in range(whole):
                found.append((one.spot, at, FIRST_HALF if n < (whole + 1) // 2 else SECOND_HALF))
    return found


def way(giver: tuple, taker: tuple) -> int | None:
    return COSTS[giver[0].scope_to(taker[0])] if meet(giver[1], taker[1]) else None


@pytest.mark.parametrize("seed", range(60))
def test_scipy_finds_nothing_cheaper(seed):
    givers, takers = town(seed, 5, 4)
    have, need = blocks(givers), losses(takers)
    table = np.full((len(need), len(have) + len(need)), 2 * FIRST_HALF)
    for row, taker in enumerate(need):
        for column, giver in enumerate(have):
            cost = way(giver, taker)
            table[row, column] = table[row, column] if cost is None else cost
        table[row, len(have) + row] = taker[2]
    best = table[linear_sum_assignment(table)].sum() if need else 0
    _found, certificate = solve(givers, takers, Scope.CITY)
    assert certificate.holds
    assert certificate.cost == best


@pytest.mark.parametrize("seed", range(20))
def test_or_tools_finds_nothing_cheaper(seed):
    givers, takers = town(1000 + seed, 12, 9)
    have, need = blocks(givers), losses(takers)
    flow = SimpleMinCostFlow()
    sink, source = len(have) + len(need), len(have) + len(need) + 1
    for n, taker in enumerate(need):
        node = len(have) + n
        flow.add_arc_with_capacity_and_unit_cost(source, node, 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(node, sink, 1, taker[2])
        for m, giver in enumerate(have):
            if (cost := way(giver, taker)) is not None:
                flow.add_arc_with_capacity_and_unit_cost(node, m, 1, cost)
    for m in range(len(have)):
        flow.add_arc_with_capacity_and_unit_cost(m, sink, 1, 0)
    flow.set_node_supply(source, len(need))
    flow.set_node_supply(sink, -len(need))
    assert flow.solve() == flow.OPTIMAL
    _found, certificate = solve(givers, takers, Scope.CITY)
    assert certificate.holds
    assert certificate.cost == flow.optimal_cost()


@pytest.mark.parametrize("seed", range(80))
def test_nothing_cheaper_among_all_there_are(seed):
    """Two places with up to two blocks each, two others with a gap of up to two: all ways tried."""
    chance = Random(seed)

    def some(first: int) -> list[Side]:
        spots = [
            Spot(key, 70 + chance.randint(1, 2), chance.randint(1, 2)) for key in (first, first + 1)
        ]
        return [Side(s, {chance.choice(TIMES): BLOCK * chance.randint(0, 2)}) for s in spots]

    givers, takers = some(1), some(8)
    have, need = blocks(givers), losses(takers)
    costs = []
    for choice in product(range(-1, len(have)), repeat=len(need)):
        taken = [c for c in choice if c >= 0]
        ways = [t[2] if c < 0 else way(have[c], t) for c, t in zip(choice, need, strict=True)]
        if len(taken) == len(set(taken)) and None not in ways:
            costs.append(sum(ways))
    _found, certificate = solve(givers, takers, Scope.CITY)
    assert (certificate.holds, certificate.cost) == (True, min(costs))
