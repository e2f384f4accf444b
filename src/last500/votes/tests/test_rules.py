"""Notice, window, labels, areas, and what a roll is made of."""

from datetime import UTC, datetime

import pytest

from last500.votes import rules
from last500.votes.rules import Action, Line, State

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def fields(opens: int, closes: int, notice: int = 15, posting: int = 3) -> set[str]:
    at = [NOW + n * rules.DAY for n in (opens, closes)]
    return {fault.field for fault in rules.time_faults(NOW, *at, notice, posting)}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ((15, 20), set()),
        ((14, 20), {"opens_at"}),
        ((20, 30, 21), {"opens_at"}),
        ((15, 19), {"closes_at"}),
        ((15, 75), set()),
        ((15, 76), {"closes_at"}),
        ((15, 20, 14), {"notice_days"}),
        ((15, 20, 15, 2), {"posting_days"}),
    ],
)
def test_days_of_notice_window_and_posting(said, wrong):
    assert fields(*said) == wrong


def test_steps_go_forward_only():
    order = [State.DRAFTED, State.ANNOUNCED, State.OPEN, State.CLOSED, State.COUNTED]
    for action, (froms, to) in rules.ALLOWED.items():
        if to and action != Action.CANCEL:
            before = order[order.index(to) - 1] if to in order else State.COUNTED
            assert froms == {before}
    assert not rules.allowed(Action.CANCEL, State.COUNTED)


@pytest.mark.parametrize("text", ["王建国", "三号楼王家", "", "A" * 13, "a b"])
def test_a_label_names_nobody(text):
    with pytest.raises(ValueError):
        rules.clean_group(text)


def test_labels_and_areas_as_people_type_them():
    assert rules.clean_group(" ｇ－12 ") == "G-12" and rules.clean_group("开发商") == "KFS"
    assert rules.clean_area("127.38") == 1_273_800
    assert rules.clean_area("33,090 ") == 330_900_000
    assert rules.square_metres(1_273_800) == "127.38"
    assert rules.square_metres(3_309_000_001) == "330,900.0001"


@pytest.mark.parametrize("text", ["0", "0.00", "-3", "一百", "1e3", "12.34567", ""])
def test_no_area_no_unit(text):
    with pytest.raises(ValueError):
        rules.clean_area(text)


def test_a_door_stands_once():
    one = Line("1", "1", "101", 1, "A")
    assert rules.same_doors([one, Line("1", "1", "102", 1, "A")]) == []
    assert rules.same_doors([one, one]) == [("1", "1", "101")]


def test_units_of_the_same_owners_are_one_person():
    owners = {"a": frozenset("x"), "b": frozenset("x"), "c": frozenset(), "d": frozenset(),
              "e": frozenset("xy")}  # fmt: skip
    found = rules.groups_of(owners)
    assert found["a"] == found["b"] and len(set(found.values())) == 4


def test_the_box_opens_with_a_roll_and_three_who_watch():
    assert rules.ready_to_open(frozen=False, scrutineers=3)
    assert rules.ready_to_open(frozen=True, scrutineers=2)
    assert rules.ready_to_open(frozen=True, scrutineers=3) == ""


@pytest.mark.parametrize("text", ["1号盒", "A-2", "３号楼袋2", " b7 ", ""])
def test_what_may_stand_on_a_box(text):
    assert len(rules.clean_box(text)) <= rules.BOX_MOST


@pytest.mark.parametrize("text", ["王建国", "1" * 13, "盒 1", "-1", "1<b>"])
def test_what_may_not_stand_on_a_box(text):
    with pytest.raises(ValueError):
        rules.clean_box(text)


def test_a_scan_is_64_hexadecimal_digits():
    assert rules.clean_scan(" " + "0A" * 32 + "\n") == "0a" * 32
    for wrong in ("0a" * 31, "0g" * 32, "0a" * 33):
        with pytest.raises(ValueError):
            rules.clean_scan(wrong)


def test_what_follows_an_objection_and_when():
    """Before the box opens a roll is mended, and never after; a result is never rewritten."""
    for state in rules.State:
        found = rules.follows(rules.About.ROLL, state, recounted=False)
        assert (rules.Follow.MEND in found) == (state == rules.State.ANNOUNCED)
    result = rules.follows(rules.About.RESULT, rules.State.PUBLISHED, recounted=False)
    assert result == (rules.Follow.RECOUNT, rules.Follow.VOID)
    again = rules.follows(rules.About.RESULT, rules.State.PUBLISHED, recounted=True)
    assert rules.Follow.RECOUNT not in again
