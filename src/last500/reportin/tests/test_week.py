"""Free time: no minute is lost by merging, none is added that nobody named."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.reportin.week import (
    DAY_END,
    PARTS,
    OtherDays,
    Window,
    free_on,
    is_away,
    merged,
    quiet_until,
    split,
    still_to_come,
    windows_from_parts,
)

MONDAY = date(2026, 11, 23)
QUARTERS = DAY_END // 15  # of an hour: enough to touch, overlap and miss


def _times(first: int, length: int) -> tuple[int, int]:
    return first * 15, min(DAY_END, (first + length) * 15)


TIMES = st.builds(_times, st.integers(0, QUARTERS - 1), st.integers(1, 40))
WINDOWS = st.lists(
    st.builds(lambda day, pair: Window(day, *pair), st.integers(0, 6), TIMES), max_size=8
)
DAYS = st.integers(0, 13).map(lambda n: MONDAY + timedelta(days=n))
OTHERS = st.lists(
    st.builds(
        lambda first, more, free, pair: OtherDays(
            first, first + timedelta(days=more), free, *(pair if free else (0, DAY_END))
        ),
        DAYS,
        st.integers(0, 5),
        st.booleans(),
        TIMES,
    ),
    max_size=5,
)


def minutes(windows) -> set[tuple[int, int]]:
    return {(w.day, minute) for w in windows for minute in range(w.start, w.end)}


def free(windows, others, day) -> set[int]:
    return {minute for start, end in free_on(windows, others, day) for minute in range(start, end)}


@given(WINDOWS)
def test_merging_loses_no_minute_and_adds_none(windows):
    assert minutes(merged(windows)) == minutes(windows)


@given(WINDOWS)
def test_merged_windows_neither_touch_nor_overlap(windows):
    found = merged(windows)
    for one, other in zip(found, found[1:], strict=False):
        assert one.day < other.day or one.end < other.start


@given(WINDOWS)
def test_what_the_page_shows_as_parts_and_hours_is_the_same_week(windows):
    parts, hours = split(windows)
    assert minutes([*windows_from_parts(set(parts)), *hours]) == minutes(windows)


@given(WINDOWS, OTHERS, DAYS)
def test_an_exception_never_adds_a_minute_it_does_not_name(windows, others, day):
    usual = {minute for number, minute in minutes(windows) if number == day.weekday()}
    named = {
        minute
        for one in others
        if one.free and one.covers(day)
        for minute in range(one.start, one.end)
    }
    assert free(windows, others, day) <= usual | named
    # What was named is there, whatever else the day is said to be.
    assert named <= free(windows, others, day)


@given(WINDOWS, OTHERS, DAYS)
def test_a_day_that_nobody_named_is_as_every_week(windows, others, day):
    elsewhere = [one for one in others if not one.covers(day)]
    usual = {minute for number, minute in minutes(windows) if number == day.weekday()}
    assert free(windows, elsewhere, day) == usual


@given(WINDOWS, OTHERS, DAYS)
def test_whoever_is_away_is_free_at_no_minute(windows, others, day):
    if is_away(others, day):
        assert free(windows, others, day) == set()


@given(OTHERS)
def test_what_is_kept_reads_as_it_was_written(others):
    assert [OtherDays.from_list(one.as_list()) for one in others] == others


def test_what_is_over_is_left_out_and_the_nearest_comes_first():
    past = OtherDays(MONDAY - timedelta(days=3), MONDAY - timedelta(days=1))
    later = OtherDays(MONDAY + timedelta(days=9), MONDAY + timedelta(days=9))
    now = OtherDays(MONDAY - timedelta(days=3), MONDAY)
    assert still_to_come([later, past, now], MONDAY) == [now, later]


@pytest.mark.parametrize("days", [(1, 0, 0, 60), (0, 1, 60, 60), (0, 0, 0, DAY_END + 1)])
def test_no_days_that_are_none(days):
    first, last, start, end = days
    with pytest.raises(ValueError, match="no days"):
        OtherDays(MONDAY + timedelta(days=first), MONDAY + timedelta(days=last), True, start, end)


def test_parts_of_a_day_do_not_touch_so_that_each_is_found_again():
    spans = sorted(PARTS.values())
    assert all(one[1] < two[0] for one, two in zip(spans, spans[1:], strict=False))


# ---- quiet hours --------------------------------------------------------------------------------


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}:00+08:00")


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("23T21:29", None),
        ("23T21:30", "24T08:00"),
        ("23T23:59", "24T08:00"),
        ("24T00:00", "24T08:00"),
        ("24T07:59", "24T08:00"),
        ("24T08:00", None),
    ],
)
def test_quiet_over_midnight_ends_in_the_morning(moment, until):
    assert quiet_until(1290, 480, at(moment)) == (at(until) if until else None)


def test_quiet_within_a_day_and_none_at_all():
    assert quiet_until(720, 840, at("23T12:30")) == at("23T14:00")
    assert quiet_until(720, 840, at("23T14:00")) is None
    assert quiet_until(0, 0, at("23T00:00")) is None


@given(st.integers(0, DAY_END - 1), st.integers(0, DAY_END - 1), st.integers(0, DAY_END - 1))
def test_quiet_ends_later_and_outside_of_itself(start, end, minute):
    moment = at("23T00:00") + timedelta(minutes=minute)
    until = quiet_until(start, end, moment)
    if until is not None:
        assert moment < until <= moment + timedelta(days=1)
        assert quiet_until(start, end, until) is None
