"""What is counted, and how: each sentence of supply.FIGURES as a test. No database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.dispatch import supply
from last500.dispatch.supply import (
    CLASSES,
    GROUPS,
    HOLDS,
    PARTITIONS,
    SLOTS,
    Cell,
    Map,
    Row,
    Standing,
    free_minutes,
    meet,
    offered,
    pledge,
    share,
    wished,
)
from last500.reportin.skills import SKILLS
from last500.reportin.week import OtherDays, Window
from last500.service_requests.categories import CATEGORIES

MONDAY = date(2026, 11, 23)


def test_each_kind_and_each_skill_is_in_one_group():
    kinds = [code for group in GROUPS for code in group.categories]
    skills = [code for group in GROUPS for code in group.skills]
    assert sorted(kinds) == sorted(category.code for category in CATEGORIES)
    assert sorted(skills) == sorted(skill.code for skill in SKILLS)


def test_some_skill_of_each_kind_helps_in_its_group():
    for group in GROUPS:
        for code in group.categories:
            kind = next(category for category in CATEGORIES if category.code == code)
            assert set(kind.skills) & set(group.skills), code


def test_each_partition_is_all_of_the_week_and_finer_than_the_one_before():
    for one in PARTITIONS:
        assert sorted(slot for name in one for slot in HOLDS[name]) == sorted(SLOTS)
    for coarse, fine in zip(PARTITIONS, PARTITIONS[1:], strict=False):
        for name in fine:
            assert any(set(HOLDS[name]) <= set(HOLDS[wide]) for wide in coarse)
    assert set(CLASSES) == {name for one in PARTITIONS for name in one}


def test_times_meet_where_they_overlap_or_nobody_said_when():
    assert meet("day", "wm") and meet("wm", "day") and meet("all", "se")
    assert meet("any", "we") and meet("we", "any")
    assert not meet("wm", "we") and not meet("day", "weekend")


@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1, max_size=8))
def test_what_is_shared_adds_up(total, weights):
    parts = share(total, weights)
    assert sum(parts) == (total if sum(weights) else 0)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)


# ---- supply --------------------------------------------------------------------------------------


def test_free_time_is_cut_at_noon_and_at_six_and_told_of_four_weeks():
    windows = [Window(0, 9 * 60, 13 * 60), Window(5, 17 * 60, 20 * 60)]
    found = free_minutes(windows, [], MONDAY)
    assert {slot: minutes for slot, minutes in found.items() if minutes} == {
        "wm": 4 * 180,
        "wa": 4 * 60,
        "sa": 4 * 60,
        "se": 4 * 120,
    }


def test_days_that_differ_are_looked_at_one_by_one():
    windows = [Window(0, 18 * 60, 20 * 60)]
    away = OtherDays(MONDAY, MONDAY)
    more = OtherDays(date(2026, 11, 28), date(2026, 11, 28), True, 9 * 60, 10 * 60)
    found = free_minutes(windows, [away, more], MONDAY)
    assert (found["we"], found["sm"]) == (3 * 120, 60)


def test_a_helper_counts_with_no_more_than_they_are_free_would_do_and_have_shown():
    assert pledge(30, None, 90 * 60) == 30  # free
    assert pledge(9000, 2, 90 * 60) == 120  # two matters a month
    assert pledge(9000, None, 0) == 60  # has not served yet: an hour
    # Ninety hours in ninety days are twenty-eight in four weeks; half as much again, and an hour.
    assert pledge(9000, None, 90 * 60) == 28 * 60 * 3 // 2 + 60


@given(st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 6000))
def test_declaring_more_never_counts_for_more_than_was_shown(free, more, served):
    assert pledge(free + more, None, served) <= served * 28 * 3 // 180 + 60


@given(
    st.dictionaries(st.sampled_from(SLOTS[:6]), st.integers(1, 900), min_size=1),
    st.integers(0, 2000),
    st.lists(st.sampled_from([g.code for g in GROUPS]), min_size=1, unique=True),
)
def test_an_hour_of_somebody_with_several_skills_counts_once(free, minutes, groups):
    free = dict.fromkeys(SLOTS, 0) | free
    found = offered(free, minutes, groups)
    assert sum(found.values()) == minutes
    assert {group for group, _slot in found} <= set(groups)
    assert all(free[slot] for _group, slot in found)
    each = [sum(n for (g, _s), n in found.items() if g == group) for group in groups]
    assert max(each) - min(each) <= len(SLOTS)


# ---- demand --------------------------------------------------------------------------------------


def test_a_wish_stands_at_its_time_or_is_spread_or_was_not_said():
    saturday = date(2026, 11, 28)
    assert wished(saturday, "morning", 60) == {"sm": 60}
    assert wished(MONDAY, "evening", 60) == {"we": 60}
    assert wished(None, "afternoon", 70) == {"wa": 50, "sa": 20}
    assert wished(saturday, "any", 60) == {"any": 60}


# ---- how they stand ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("demand", "supplied", "standing"),
    [
        (0, 0, Standing.UNASKED),
        (0, 99, Standing.UNASKED),  # nobody asked: never rich
        (10, 8, Standing.SHORT),
        (10, 9, Standing.EVEN),
        (10, 10, Standing.EVEN),
        (10, 14, Standing.EVEN),
        (10, 15, Standing.SPARE),
        (None, 15, Standing.APART),
        (10, None, Standing.APART),
    ],
)
def test_standing(demand, supplied, standing):
    assert Cell("we", demand, supplied).standing == standing


def test_what_has_no_time_is_served_by_what_is_left_at_other_times():
    row = Row("care", (Cell("we", 10, 25), Cell("wm", 8, 2), Cell("any", 20, 0)))
    assert [(c.at, c.gap) for c in row.settled] == [("we", 0), ("wm", 6), ("any", 5)]
    assert row.gap == 11
    assert row.spare == {"we": 0, "wm": 0}


def test_hours_are_to_spare_only_where_somebody_asked_for_the_kind():
    assert Row("care", (Cell("we", 0, 25), Cell("wm", 0, 2))).spare == {}
    assert Row("care", (Cell("we", 0, 25), Cell("wm", 1, 2))).spare == {"we": 25, "wm": 1}
    assert Row("care", (Cell("all", 8, None),)).spare == {}


def test_the_worst_gap_of_a_place():
    rows = (
        Row("care", (Cell("all", 10, 4),)),
        Row("repair", (Cell("all", 20, 4),)),
        Row("papers", (Cell("all", 90, None),)),
    )
    found = Map(False, rows).worst
    assert found is not None
    assert (found.group, found.gap) == ("repair", 16)
    assert Map(True, ()).worst is None


def test_every_figure_has_its_sentence():
    assert len({figure.code for figure in supply.FIGURES}) == len(supply.FIGURES)
    assert all(figure.sentence.endswith("。") for figure in supply.FIGURES)
