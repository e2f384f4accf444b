"""Versions, differences, fines: without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.covenants import rules
from last500.covenants.rules import Change, State, Text

OLD = [Text(1, "一"), Text(2, "二"), Text(3, "三")]


def test_added_changed_gone_article_by_article():
    new = [Text(1, "零"), Text(2, "一", 1), Text(3, "三改", 3)]
    found = [(one.change, one.number, one.before_number) for one in rules.differences(OLD, new)]
    assert found == [
        (Change.ADDED, 1, None),
        (Change.SAME, 2, 1),
        (Change.CHANGED, 3, 3),
        (Change.GONE, None, 2),
    ]


@given(st.lists(st.tuples(st.sampled_from("一二三"), st.none() | st.integers(1, 4)), max_size=6))
def test_every_article_of_both_is_told_exactly_once(rows):
    new = [Text(number, words, follows) for number, (words, follows) in enumerate(rows, 1)]
    found = rules.differences(OLD, new)
    assert [one.number for one in found if one.number is not None] == [one.number for one in new]
    before = [one.before_number for one in found if one.before_number is not None]
    assert sorted(before) == [1, 2, 3]


@pytest.mark.parametrize("text", ["乱停车罚款五十元", "罚 200 元", "不交就停水", "扣押车辆"])
def test_a_fine_is_seen(text):
    assert rules.sets_fine(text)


def test_what_people_promise_is_no_fine():
    assert not rules.sets_fine("晚上十点以后把音乐关小。")


def test_what_stands_never_goes_back():
    for action, step in rules.STEPS.items():
        if step.start & rules.STANDS:
            assert step.to in rules.STANDS, action


def test_it_is_decided_by_people_after_remarks_were_heard():
    closes = datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert rules.may_adopt(closes, closes, "council")
    assert not rules.may_adopt(closes, closes - timedelta(days=2), "council")
    assert not rules.may_adopt(closes, closes, "desk")
    assert not rules.may_adopt(None, closes, "vote")


def test_it_is_in_force_after_the_decision():
    day = date(2026, 11, 20)
    assert rules.day_fits(day, day)
    assert not rules.day_fits(day, day - timedelta(days=1))
    assert not rules.day_fits(day, day + timedelta(days=367))


def test_remarks_are_taken_while_it_is_open():
    now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert rules.takes_remarks(State.OPEN, now + timedelta(minutes=1), now)
    assert not rules.takes_remarks(State.OPEN, now, now)
    assert not rules.takes_remarks(State.DRAFT, now + timedelta(days=1), now)
