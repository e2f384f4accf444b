"""The tree of places, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.places import rules
from last500.places.rules import (
    Division,
    branch,
    check_divisions,
    compare_editions,
    may_lie_under,
    path_step,
    path_steps,
)

OLD = [
    Division("1", "绵城市", "city", None),
    Division("2", "涪江区", "county", "1"),
    Division("3", "城东街道", "street", "2"),
    Division("4", "旧社区", "community", "3"),
    Division("5", "合社区", "community", "3"),
]


@given(st.lists(st.integers(1, 36**6 - 1), min_size=1, max_size=8))
def test_a_path_says_its_steps(keys):
    assert path_steps("".join(path_step(key) for key in keys)) == keys


@given(st.integers(1, 36**6 - 1), st.integers(1, 36**6 - 1), st.integers(1, 36**6 - 1))
def test_a_branch_holds_what_lies_under_it_and_nothing_beside_it(a, b, child):
    low, high = branch(path_step(a))
    assert low <= path_step(a) + path_step(child) <= high
    if a != b:
        assert not low <= path_step(b) + path_step(child) <= high


def test_below_the_community_any_level_may_be_left_out():
    assert may_lie_under("compound", "community")
    assert may_lie_under("entrance", "compound")
    assert not may_lie_under("compound", "street")
    assert not may_lie_under("community", "compound")
    assert may_lie_under("city", None)
    assert not may_lie_under("street", None)


def test_the_same_edition_changes_nothing():
    assert compare_editions(OLD, list(reversed(OLD))).empty


def test_a_newer_edition_is_told_apart_into_added_renamed_merged_and_closed():
    new = [
        *OLD[:3],
        Division("5", "和社区", "community", "3"),
        Division("6", "旧社区", "community", "3"),
    ]
    diff = compare_editions(OLD, new)
    assert [d.code for d in diff.added] == ["6"]
    assert [(a.name, b.name) for a, b in diff.renamed] == [("合社区", "和社区")]
    assert [(a.code, b.code) for a, b in diff.merged] == [("4", "6")]
    assert compare_editions(OLD, OLD[:4]).closed == (OLD[4],)


def test_faults_of_a_file_are_named_by_row():
    rows = [
        Division("510000000000", "城", "city", None),
        Division("51", "短", "county", "510000000000"),
        Division("510100000000", "区", "county", "99"),
        Division("510100000000", "区", "planet", "510000000000"),
    ]
    assert check_divisions(rows) == [(2, "code"), (3, "parent"), (4, "twice"), (4, "level")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1-3号楼", ["1号楼", "2号楼", "3号楼"]),
        ("１－２", ["1号楼", "2号楼"]),
        ("1至2栋，甲座, 5", ["1栋", "2栋", "甲座", "5号楼"]),
        ("3号楼、3号楼；\n门卫室", ["3号楼", "门卫室"]),
        ("", []),
    ],
)
def test_buildings_are_read_as_people_write_them(text, names):
    assert rules.buildings_from(text) == names


@pytest.mark.parametrize("text", ["5-1号楼", "0-3号楼", "1-900号楼", "很" * 21])
def test_what_is_no_list_of_buildings_is_refused(text):
    with pytest.raises(ValueError):
        rules.buildings_from(text)


def test_a_compounds_short_code_grows_where_it_is_taken():
    assert list(rules.short_codes("990101001001", 3)) == [
        "c001001-3",
        "c101001001-3",
        "c990101001001-3",
    ]
