"""What may be tried, and what bounds the work."""

import pytest

from last500.places.rules import MODES, Mode
from last500.simulation import rules
from last500.simulation.behaviour import load
from last500.simulation.comparing import TUNING_SEEDS, Case
from last500.simulation.town import Community, Scenario, Street

KINDS = tuple(load().group("requests.kinds").items())


def street(*communities):
    return Street(tuple(Community(str(n), *one) for n, one in enumerate(communities)), KINDS)


def test_every_change_is_one_thing_that_differs_from_as_it_is():
    for mode in "abc":
        first, *others = rules.cases(mode, rules.BY_CODE)
        assert first == Case(rules.AS_IS, rules.AS_IS, scenario=Scenario(mode=mode))
        assert len(others) == len(rules.CHANGES) - 1
        for case in others:
            same_way = case.way == first.way
            assert same_way != (case.scenario == first.scenario), case.code
        assert len({(c.way, c.scenario) for c in others}) == len(others)


def test_only_what_was_chosen_is_tried_and_nothing_twice():
    assert [c.code for c in rules.cases("b", ["wider", "evenings", "wider", "nonsense"])] == [
        "as_is", "evenings", "wider",
    ]  # fmt: skip
    assert [c.code for c in rules.cases("b", ["mode_b"])] == ["as_is"]


def test_enough_changes_are_on_offer_whatever_the_mode():
    for mode in "abc":
        codes = [c.code for c in rules.on_offer(mode)]
        assert len(codes) >= 4 and f"mode_{mode}" not in codes


@pytest.mark.parametrize("code", MODES)
def test_every_mode_of_a_district_has_one_in_the_model(code):
    assert rules.mode_code(MODES[code]) in "abc"


def test_requests_make_mode_b_projects_alone_a_and_the_grid_alone_c():
    assert rules.mode_code(Mode(True, True, True)) == "b"
    assert rules.mode_code(Mode(True, False)) == "a"
    assert rules.mode_code(Mode(False, False, True)) == "c"


def test_what_is_told_rests_on_enough_runs_and_none_that_anything_was_tuned_on():
    assert len(set(rules.SEEDS)) >= rules.SEEDS_LEAST
    assert not set(rules.SEEDS) & set(TUNING_SEEDS)


def test_a_street_that_fits_is_tried_as_it_is():
    small = street((300, 2.0, 6), (5, 0.1, 1))
    assert rules.scaled(small) is small


def test_a_large_street_is_tried_smaller_and_as_dense():
    large = street((4000, 20.0, 50), (6000, 10.0, 60))
    small = rules.scaled(large)
    assert small.members <= rules.MEMBERS_MOST + len(small.communities)
    assert small.requests_a_day <= rules.REQUESTS_MOST + 1e-9
    for one, other in zip(large.communities, small.communities, strict=True):
        assert one.members / one.compounds == pytest.approx(
            other.members / other.compounds, rel=0.1
        )
        assert one.requests / one.members == pytest.approx(other.requests / other.members, rel=0.01)


def test_a_trial_is_taken_up_again_twice_and_then_has_failed():
    assert [rules.may_begin_again(tries) for tries in (1, 2, 3, 4)] == [True, True, False, False]
