"""Who may take which step, the rhythm, sums, names: no database."""

from datetime import date, timedelta
from itertools import product

import pytest

from last500.units import rules
from last500.units.rules import Action, Side, State
from last500.units.sheets import building_key

U, C = Side.UNIT, Side.COMMUNITY
ON = date(2026, 3, 1)


def may(action, side, state, *yes):
    return rules.may(action, side, state, unit_yes=U in yes, community_yes=C in yes)


@pytest.mark.parametrize(("asked", "other"), [(U, C), (C, U)])
def test_the_side_that_has_not_said_yes_answers_and_the_other_may_only_take_it_back(asked, other):
    assert rules.waits_for(State.ASKED, unit_yes=asked == U, community_yes=asked == C) == other
    for action in (Action.AGREE, Action.REFUSE):
        assert may(action, other, State.ASKED, asked)
        assert not may(action, asked, State.ASKED, asked)
    assert may(Action.WITHDRAW, asked, State.ASKED, asked)
    assert not may(Action.WITHDRAW, other, State.ASKED, asked)


def test_either_side_ends_what_is_agreed_and_only_the_unit_moves():
    for side in Side:
        assert may(Action.END, side, State.AGREED, U, C)
    assert may(Action.MOVE, U, State.AGREED, U, C)
    assert not may(Action.MOVE, C, State.AGREED, U, C)


def test_what_is_over_takes_no_step_at_all():
    for action, side, state in product(rules.STEPS, Side, (State.REFUSED, State.ENDED)):
        assert not may(action, side, state, U, C)
        assert rules.waits_for(state, unit_yes=True, community_yes=False) is None


def test_nothing_leads_to_agreed_but_the_missing_yes():
    ways = [action for action, step in rules.STEPS.items() if step.to == State.AGREED]
    assert ways == [Action.AGREE]
    assert rules.STEPS[Action.AGREE].turn


@pytest.mark.parametrize(
    ("number", "unit", "days"),
    [(1, "week", 7), (2, "week", 14), (3, "month", 90), (12, "month", 360), (52, "week", 364),
     (0, "week", None), (13, "month", None), (53, "week", None), (1, "day", None),
     (-1, "week", None)],
)  # fmt: skip
def test_a_rhythm_is_between_a_week_and_a_year(number, unit, days):
    assert rules.rhythm_days(number, unit) == days
    if days:
        assert rules.rhythm_parts(days) in {(number, unit), (days // 30, "month")}


def test_a_rhythm_is_said_in_the_largest_whole_part():
    assert rules.rhythm_parts(90) == (3, "month")
    assert rules.rhythm_parts(14) == (2, "week")
    assert rules.rhythm_parts(45) == (45, "day")
    assert rules.rhythm_parts(210) == (7, "month")


@pytest.mark.parametrize(
    ("last", "agreed", "days", "quiet"),
    [
        (None, ON, 90, False),
        (None, ON, 91, True),
        (ON + timedelta(days=50), ON, 140, False),
        (ON + timedelta(days=50), ON, 141, True),
        (ON - timedelta(days=400), ON, 10, False),  # done before: the agreement counts
        (None, None, 9999, False),  # nothing agreed, nothing quiet
    ],
)
def test_quiet_is_more_than_one_rhythm_since_something_was_done(last, agreed, days, quiet):
    assert rules.is_quiet(last, 90, ON + timedelta(days=days), agreed) is quiet


def test_a_sum_of_fewer_than_five_is_not_told():
    assert [rules.shown_sum(n) for n in (0, 4, 5, 40)] == [None, None, 5, 40]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("区图书馆党支部", "区图书馆 党支部", True),
        ("区图书馆（总馆）", "区图书馆(总馆)", True),
        ("区图书馆", "区图书馆党支部", True),
        ("图书馆", "区小学", False),
        ("李家面馆", "王家面馆", False),
        ("", "区小学", False),
        ("小学", "区小学", False),  # two signs alone are in too many names
    ],
)
def test_names_that_may_mean_the_same_unit(one, other, same):
    assert rules.alike(one, other) is rules.alike(other, one) is same


@pytest.mark.parametrize(
    ("name", "key"),
    [("3号楼", "3"), ("三号楼", "3"), ("３栋", "3"), ("十二幢", "12"), ("二十号楼", "20"),
     ("二十一座", "21"), ("十号楼", "10"), ("门卫室", "门卫室"), ("A 座", "a"), ("楼", "楼")],
)  # fmt: skip
def test_a_building_is_known_however_its_number_is_written(name, key):
    assert building_key(name) == key
