"""Intervals hold what they say."""

from random import Random

import pytest
from scipy.stats import t

from last500.simulation.intervals import interval, paired, student
from last500.simulation.measures import jain


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 19, 29, 100])
def test_student_agrees_with_scipy(degrees):
    assert student(degrees) == pytest.approx(t.ppf(0.975, degrees), rel=0.002)


def test_nineteen_of_twenty_intervals_hold_the_truth():
    draw = Random(5)
    held = 0
    for _ in range(2000):
        found = interval([draw.gauss(3, 2) for _ in range(20)])
        held += found.low <= 3 <= found.high
    assert 0.935 < held / 2000 < 0.965


def test_pairing_takes_out_what_both_share():
    draw = Random(6)
    shared = [draw.gauss(0, 10) for _ in range(20)]
    one = [x + 0.5 + draw.gauss(0, 0.1) for x in shared]
    other = [x + draw.gauss(0, 0.1) for x in shared]
    assert paired(one, other).low > 0
    assert interval(one).low < interval(other).high


def test_one_run_says_nothing_sure():
    assert interval([1.0]).holds_zero()
    with pytest.raises(ValueError, match="no run"):
        interval([])
    with pytest.raises(ValueError):
        paired([1.0], [1.0, 2.0])


def test_jain_is_one_for_all_alike_and_one_of_n_for_one_alone():
    assert jain([3, 3, 3]) == 1
    assert jain([0, 0, 0, 5]) == 0.25
    assert jain([]) == jain([0, 0]) == 1
