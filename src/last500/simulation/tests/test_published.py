"""Results of papers that our ground reproduces, on instances stated in full."""

from itertools import chain, combinations
from math import e, log
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.dispatch.policies import price_of_an_ask
from last500.simulation.published import (
    Tiring,
    by_lot,
    by_one_order,
    crowded,
    narrowing,
    served_one_by_one,
    served_together,
)

N = 120


def served(able, choose_of):
    return fmean(served_one_by_one(able, choose_of(seed)) for seed in range(60)) / N


def test_whoever_takes_anybody_free_by_lot_serves_half():
    """Karp, Vazirani and Vazirani 1990: n/2 + O(log n)."""
    assert 0.5 <= served(crowded(N), by_lot) < 0.5 + 2 * log(N) / N


def test_one_order_for_all_serves_one_minus_one_over_e():
    """The same paper: the limit of RANKING, and of whatever serves each request at once."""
    found = served(narrowing(N), lambda seed: by_one_order(N, seed))
    assert found == pytest.approx(1 - 1 / e, abs=0.02)
    assert served(crowded(N), lambda seed: by_one_order(N, seed)) > found


@pytest.mark.parametrize("able", [crowded(N), narrowing(N)])
def test_known_together_all_are_served(able):
    assert served_together(able) == N


RARE = Tiring(rates=(0.6, 0.05), chances=(0.05, 0.9), hazard=0.05)
kinds = st.lists(st.tuples(st.floats(0.01, 0.3), st.floats(0.01, 1.0)), min_size=1, max_size=3)


def test_asking_for_everything_burns_the_volunteer_that_the_rare_task_needs():
    """Common tasks that hardly anybody takes make who is asked inactive when the rare one comes."""
    everything = RARE.done(lambda kind: True, 200_000, seed=1)
    sparse = RARE.done(lambda kind: kind == 1, 200_000, seed=1)
    assert sparse > 2 * everything
    assert everything == pytest.approx(RARE.rate([0, 1]), rel=0.1)
    assert sparse == pytest.approx(RARE.rate([1]), rel=0.1)


@given(kinds, st.floats(0.02, 0.9))
def test_asking_where_the_chance_is_above_the_price_is_the_best_there_is(found, hazard):
    model = Tiring(tuple(r for r, _ in found), tuple(c for _, c in found), hazard)
    price = price_of_an_ask(found, model.inactive)
    chosen = [kind for kind, (_rate, chance) in enumerate(found) if chance > price]
    every = range(len(found))
    subsets = chain.from_iterable(combinations(every, n) for n in range(len(found) + 1))
    best = max(model.rate(list(some)) for some in subsets)
    assert model.rate(chosen) == pytest.approx(best, rel=1e-6)
