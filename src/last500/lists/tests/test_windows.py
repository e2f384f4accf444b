"""When a resource can be had. What is offered as free can be booked, what is taken never can."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.lists.windows import (
    AHEAD_DAYS,
    DAY,
    SHORTEST,
    Hindrance,
    Hours,
    Slot,
    Window,
    free_on,
    hindrance,
    hindrance_of_days,
    joined,
    month_of,
    open_on,
    without,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)  # a Monday
MONDAY = NOW.date()
NEXT = MONDAY + timedelta(days=7)
OFFICE = Hours((Window(0, 540, 720), Window(0, 840, 1020)), notice=120, longest=120)


def test_the_week_gives_the_hours():
    assert open_on(OFFICE, NEXT) == [(540, 720), (840, 1020)]
    assert open_on(OFFICE, NEXT + timedelta(days=1)) == []


def test_without_windows_it_is_to_be_had_by_agreement_at_any_hour():
    assert open_on(Hours(), NEXT) == [(0, DAY)]


def test_an_exception_stands_in_the_place_of_the_week():
    hours = Hours(OFFICE.windows, days={NEXT: ((600, 660),), MONDAY: ()})
    assert open_on(hours, NEXT) == [(600, 660)]
    assert open_on(hours, MONDAY) == []


def test_windows_that_touch_or_overlap_are_one():
    assert joined([(60, 90), (0, 30), (30, 60), (120, 130)]) == [(0, 90), (120, 130)]


def test_what_is_taken_is_cut_out():
    assert without([(0, 100)], [(20, 40), (60, 60), (90, 200)]) == [(0, 20), (40, 60), (60, 90)]


@pytest.mark.parametrize(
    ("slot", "taken", "why"),
    [
        (Slot(NEXT, 540, 600), [], None),
        (Slot(NEXT, 600, 540), [], Hindrance.BACKWARDS),
        (Slot(NEXT, 540, 550), [], Hindrance.SHORT),
        (Slot(NEXT, 540, 661), [], Hindrance.LONG),
        (Slot(MONDAY, 540, 600), [], Hindrance.PAST),
        (Slot(MONDAY, 660, 720), [], Hindrance.NOTICE),
        (Slot(NEXT, 700, 760), [], Hindrance.CLOSED),
        (Slot(NEXT + timedelta(days=1), 540, 600), [], Hindrance.CLOSED),
        (Slot(NEXT, 540, 600), [(599, 620)], Hindrance.TAKEN),
        (Slot(NEXT, 540, 600), [(600, 620)], None),
        (Slot(MONDAY + timedelta(days=AHEAD_DAYS + 4), 540, 600), [], Hindrance.FAR),
    ],
)
def test_why_a_time_cannot_be_had(slot, taken, why):
    assert hindrance(OFFICE, slot, taken, NOW) == why


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (NEXT, NEXT, None),
        (NEXT, NEXT + timedelta(days=2), None),
        (NEXT, NEXT + timedelta(days=3), Hindrance.LONG),
        (NEXT, MONDAY, Hindrance.BACKWARDS),
        (MONDAY - timedelta(days=1), MONDAY, Hindrance.PAST),
        (MONDAY, MONDAY, Hindrance.NOTICE),
        (MONDAY + timedelta(days=AHEAD_DAYS), MONDAY + timedelta(days=AHEAD_DAYS + 1), "far"),
    ],
)
def test_goods_are_lent_for_days(first, last, why):
    assert hindrance_of_days(Hours(notice=DAY, longest=3 * DAY), first, last, NOW) == why


def test_goods_are_not_fetched_on_a_day_on_which_it_is_closed():
    hours = Hours(OFFICE.windows)
    assert hindrance_of_days(hours, NEXT, NEXT + timedelta(days=1), NOW) == Hindrance.CLOSED
    assert hindrance_of_days(hours, NEXT, NEXT + timedelta(days=7), NOW) is None


def test_a_month_is_whole_weeks_from_monday_on():
    weeks = month_of(2026, 3)
    assert weeks[0][0] == date(2026, 2, 23)
    assert weeks[-1][-1] == date(2026, 4, 5)
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)
    assert month_of(2027, 2)[0][0] == date(2027, 2, 1)  # begins on a Monday: no week before it


# ---- for all ------------------------------------------------------------------------------------

minutes = st.integers(0, DAY)
spans = st.tuples(minutes, minutes).filter(lambda span: span[0] < span[1])
weekly = st.builds(lambda day, span: Window(day, *span), st.integers(0, 6), spans)
calendars = st.builds(
    Hours,
    st.lists(weekly, max_size=6).map(tuple),
    st.just({}),
    st.sampled_from([0, 60, 24 * 60]),
    st.sampled_from([0, 60, 180]),
)
ahead = st.integers(-1, AHEAD_DAYS + 1)


@given(calendars, ahead, st.lists(spans, max_size=4), st.data())
def test_what_is_offered_as_free_can_be_booked(hours, days, taken, data):
    on = MONDAY + timedelta(days=days)
    for free in free_on(hours, on, taken, NOW):
        longest = min(free.minutes, hours.longest or DAY)
        length = data.draw(st.integers(SHORTEST, longest))
        start = data.draw(st.integers(free.start, free.end - length))
        assert hindrance(hours, Slot(on, start, start + length), taken, NOW) is None


@given(calendars, ahead, st.lists(spans, max_size=4), spans)
def test_what_can_be_booked_is_offered_as_free(hours, days, taken, span):
    """The other way round: the calendar hides nothing."""
    slot = Slot(MONDAY + timedelta(days=days), *span)
    if hindrance(hours, slot, taken, NOW) is None:
        free = free_on(hours, slot.on, taken, NOW)
        assert any(one.start <= slot.start and slot.end <= one.end for one in free)


@given(calendars, st.integers(1, 100), st.lists(spans, min_size=1, max_size=4), st.data())
def test_what_is_taken_can_never_be_booked(hours, days, taken, data):
    start, end = data.draw(st.sampled_from(taken))
    inside = data.draw(st.integers(start, end - 1))
    slot = Slot(MONDAY + timedelta(days=days), max(0, inside - 20), min(DAY, inside + 20))
    assert hindrance(hours, slot, taken, NOW) is not None
