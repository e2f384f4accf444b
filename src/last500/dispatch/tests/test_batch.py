"""All at once: as cheap as it can be by four ways of finding out, and by the rules in every one."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from last500.dispatch import batch
from last500.dispatch.batch import (
    CANDIDATES,
    Batch,
    Helper,
    Opening,
    components,
    empty_costs,
    greedy,
    lost_of,
    nearest,
    solve,
    sticking,
)
from last500.dispatch.tests.test_flow import cheapest
from last500.dispatch.weights import DEFAULT

WHO = "abcd"


@st.composite
def towns(draw, most=4):
    names = [f"h{n}" for n in range(draw(st.integers(1, most)))]
    rising = st.lists(st.integers(0, 40), max_size=3).map(lambda some: tuple(sorted(some)))
    helpers = [Helper(name, draw(rising)) for name in names]
    openings = []
    for number in range(draw(st.integers(1, most))):
        fits = draw(st.dictionaries(st.sampled_from(names), st.integers(-30, 60), max_size=most))
        lost = lost_of(draw(st.integers(1, 2)), draw(st.integers(0, 90)))
        openings.append(Opening(f"r{number}", lost, fits))
    return openings, helpers


def by_trying(openings, helpers) -> int:
    names = [one.key for one in helpers]
    edges = [{names.index(who): cost for who, cost in one.fits.items()} for one in openings]
    return cheapest([one.lost for one in openings], edges, [one.extra for one in helpers])


def is_a_plan(plan, openings, helpers) -> None:
    """Nobody where they do not fit, nobody over what they take, nobody twice at one door."""
    room = {one.key: len(one.extra) for one in helpers}
    for opening in openings:
        people = plan.given[opening.key]
        assert set(people) <= set(opening.fits) and len(set(people)) == len(people)
        assert len(people) <= len(opening.lost)
        for who in people:
            room[who] -= 1
    assert min(room.values(), default=0) >= 0


@given(towns())
@settings(max_examples=400)
def test_no_plan_is_cheaper_and_each_is_proven(town):
    plan = solve(*town, "own")
    assert plan.proven and plan.cost == by_trying(*town)
    is_a_plan(plan, *town)


@given(towns(most=8))
@settings(max_examples=1000, deadline=None)
def test_or_tools_finds_the_same_and_its_plan_is_proven_too(town):
    ours, theirs = solve(*town, "own"), solve(*town, "ortools")
    assert ours.cost == theirs.cost == theirs.bound
    is_a_plan(theirs, *town)


@given(towns(most=8))
@settings(max_examples=300, deadline=None)
def test_a_third_solver_finds_the_same(town):
    """scipy's assignment: a row for each place, columns for each matter and for staying empty."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    openings, helpers = town
    single = [Opening(one.key, one.lost[-1:], one.fits) for one in openings]
    matters = [(one.key, extra) for one in helpers for extra in one.extra]
    table = np.full((len(single), len(matters) + len(single)), 10**6)
    for row, one in enumerate(single):
        table[row, len(matters) + row] = one.lost[-1]
        for column, (who, extra) in enumerate(matters):
            if who in one.fits:
                table[row, column] = one.fits[who] + extra
    rows, columns = linear_sum_assignment(table)
    assert solve(single, helpers, "own").cost == table[rows, columns].sum()


@given(towns(), st.randoms(use_true_random=False))
def test_it_matters_to_nobody_in_which_order_they_come(town, chance):
    openings, helpers = town
    plan = solve(openings, helpers)
    chance.shuffle(openings)
    chance.shuffle(helpers)
    assert solve(openings, helpers) == plan


@given(towns(), st.integers(-20, 90))
def test_a_constant_on_all_of_one_request_changes_no_choice(town, more):
    openings, helpers = town
    plan = solve(openings, helpers)
    first = openings[0]
    dearer = Opening(
        first.key,
        tuple(one + more for one in first.lost),
        {who: cost + more for who, cost in first.fits.items()},
    )
    again = solve([dearer, *openings[1:]], helpers)
    assert again.cost == plan.cost + more * len(first.lost)
    assert again.given == plan.given


@given(towns())
def test_somebody_who_fits_nowhere_changes_nothing(town):
    openings, helpers = town
    plan = solve(openings, helpers)
    assert solve(openings, [*helpers, Helper("stranger", (0, 0))]) == plan
    full = [Opening(one.key, one.lost, {**one.fits, "full": -300}) for one in openings]
    assert solve(full, [*helpers, Helper("full", ())]).given == plan.given


@given(towns())
def test_what_hangs_together_is_told_from_what_does_not(town):
    openings, helpers = town
    found = components(openings, helpers)
    assert sorted(one.key for some in found for one in some) == [o.key for o in openings]
    able = {one.key for one in helpers if one.extra}
    reached = [{who for one in some for who in one.fits} & able for some in found]
    for number, some in enumerate(reached):
        assert not any(some & other for other in reached[number + 1 :])


def test_whoever_could_go_to_either_of_two_joins_their_parts():
    openings = [
        Opening("r1", (50,), dict.fromkeys("ab", 0)),
        Opening("r2", (50,), dict.fromkeys("cd", 0)),
        Opening("r3", (50,), dict.fromkeys("bc", 0)),
        Opening("r4", (50,), {"e": 0}),
        Opening("r5", (50,), {}),
    ]
    helpers = [Helper(who, (0,)) for who in "abcde"]
    found = [[one.key for one in some] for some in components(openings, helpers)]
    assert found == [["r1", "r2", "r3"], ["r4"], ["r5"]]
    without_b = [Helper(who, (0,) if who != "b" else ()) for who in "abcde"]
    found = [[one.key for one in some] for some in components(openings, without_b)]
    assert found == [["r1"], ["r2", "r3"], ["r4"], ["r5"]]


@given(towns(), st.data())
@settings(max_examples=200)
def test_it_stays_proven_while_requests_come_go_and_are_offered(town, data):
    openings, helpers = town
    standing = Batch(helpers)
    extra = {one.key: one.extra for one in helpers}
    left: dict[str, Opening] = {}
    for opening in [*openings, *openings]:
        what = data.draw(st.sampled_from(["add", "drop", "pin"]))
        if what == "add" or opening.key not in left:
            if opening.key in left:
                standing.drop(opening.key)
            standing.add(opening)
            left[opening.key] = opening
        elif what == "drop":
            standing.drop(opening.key)
            del left[opening.key]
        else:
            people = standing.given(opening.key)
            standing.pin(opening.key, people)
            del left[opening.key]
            extra |= {who: extra[who][1:] for who in people}
        plan = standing.plan()
        now = [Helper(who, some) for who, some in extra.items()]
        assert plan.cost == solve(list(left.values()), now).cost


@given(towns())
@settings(max_examples=200)
def test_what_another_choice_costs_is_what_the_cheapest_plan_with_it_costs(town):
    openings, helpers = town
    standing = Batch(helpers)
    for opening in openings:
        standing.add(opening)
    plan = standing.plan()
    room = {one.key: one.extra for one in helpers}
    for opening in openings:
        for leaves in plan.given[opening.key]:
            for comes in set(opening.fits) - set(plan.given[opening.key]):
                if not room[comes]:
                    continue
                other = standing.instead(opening.key, leaves, comes)
                assert other.cost >= plan.cost and other.proven
                assert comes in other.given[opening.key]
                assert leaves not in other.given[opening.key]
                is_a_plan(other, openings, helpers)
                bribed = {w: c for w, c in opening.fits.items() if w not in (leaves, comes)}
                bribed[comes] = opening.fits[comes] - 10_000
                forced = [
                    Opening(o.key, o.lost, bribed) if o.key == opening.key else o for o in openings
                ]
                assert by_trying(forced, helpers) + 10_000 == other.cost
    assert standing.plan().cost == plan.cost


# ---- when the time runs out ----------------------------------------------------------------------


@given(towns(most=6), st.integers(0, 8))
def test_only_where_the_time_runs_out_a_plan_is_provisional_and_it_keeps_the_rules(town, ticks):
    clock = count()
    plan = solve(*town, "own", limit_seconds=ticks, tick=lambda: float(next(clock)))
    is_a_plan(plan, *town)
    assert plan.cost >= solve(*town, "own").cost
    assert plan.proven or plan.provisional
    if ticks > 2 * len(town[0]) + 1:
        assert plan.proven


def test_without_a_limit_nobody_looks_at_the_clock():
    def tick() -> float:
        raise AssertionError("asked")

    assert solve([Opening("r", (50,), {"a": 3})], [Helper("a", (0,))], tick=tick).proven


def test_greedy_is_dearer_where_two_want_the_same_one():
    openings = [Opening("r1", (500,), {"a": 10, "b": 20}), Opening("r2", (400,), {"a": 10})]
    helpers = [Helper("a", (0,)), Helper("b", (0,))]
    quick = greedy(openings, {"a": (0,), "b": (0,)}, {"a": 0, "b": 0})
    assert (quick.given, quick.empty, quick.provisional) == ({"r1": ("a",), "r2": ()}, 1, True)
    best = solve(openings, helpers)
    assert (best.given, best.empty) == ({"r1": ("b",), "r2": ("a",)}, 0)


def test_a_plan_that_does_not_prove_itself_is_not_shown():
    standing = Batch([Helper("a", (0,)), Helper("b", (0,))])
    standing.add(Opening("r", (50,), {"a": 1, "b": 9}))
    standing.flow._given, standing.flow._has = [{1}], [set(), {0}]
    standing.flow._load = [0, 1]
    with pytest.raises(ArithmeticError):
        standing.plan()


def test_large_parts_go_to_the_extra_and_small_ones_do_not(monkeypatch):
    asked = []
    from last500.dispatch import large

    first = large.solved
    monkeypatch.setattr(large, "solved", lambda *a: asked.append(1) or first(*a))
    town = [Opening(f"r{n}", (50,), {"a": n}) for n in range(4)], [Helper("a", (0, 1))]
    assert solve(*town).cost == 50 + 50 + 2
    assert not asked
    monkeypatch.setattr(batch, "LARGE", 4)
    assert solve(*town).cost == 102 and asked


def test_without_the_extra_our_own_solver_does_it(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "last500.dispatch.large", None)
    monkeypatch.delattr("last500.dispatch.large", raising=False)
    monkeypatch.setattr(batch, "LARGE", 1)
    town = [Opening("r", (50,), {"a": 3})], [Helper("a", (0,))]
    assert solve(*town).proven
    with pytest.raises(ImportError):
        solve(*town, "ortools")


# ---- what goes in --------------------------------------------------------------------------------


def test_teams_are_begun_before_others_are_complete():
    assert lost_of(3, 1000) == (650, 800, 1000)
    openings = [Opening("three", lost_of(3, 1000), dict.fromkeys("ab", 0))]
    openings += [Opening("one", lost_of(1, 900), dict.fromkeys("ab", 0))]
    plan = solve(openings, [Helper("a", (0,)), Helper("b", (0,))])
    assert sorted(len(people) for people in plan.given.values()) == [1, 1]


def test_what_waits_grows_and_what_is_late_is_first():
    def at(waited, **more):
        return empty_costs(DEFAULT, **{"late": False, "soon": False, "waited": waited} | more)

    assert [at(0), at(0.5), at(1), at(7)] == [1200, 1800, 2400, 2400]
    assert at(0) <= at(1) <= at(0, soon=True) < at(0, late=True)


def test_at_most_forty_are_looked_at_and_ties_fall_by_lot():
    fits = {f"h{n}": 60 if n else 10 for n in range(100)}
    some = nearest(Opening("r1", (1200,), fits)).fits
    assert len(some) == CANDIDATES and "h0" in some
    assert set(some) != set(nearest(Opening("r2", (1200,), fits)).fits)
    assert nearest(Opening("r1", (1200,), dict(reversed(fits.items())))).fits == some


def test_an_unannounced_plan_is_not_changed_for_a_little():
    helpers = [Helper("a", (0,)), Helper("b", (0,))]
    little = Opening("r", (1200,), {"a": 50, "b": 100})
    much = Opening("r", (1200,), {"a": 50, "b": 151})
    assert solve([sticking(little, ["b"])], helpers).given["r"] == ("b",)
    assert solve([sticking(much, ["b"])], helpers).given["r"] == ("a",)
