"""Crowded dates and free ones nearby: exact figures, no database."""

from datetime import date

import pytest

from last500.activities import spreading
from last500.activities.spreading import Crowded, Figures, FreeTime
from last500.reportin.week import OtherDays, Window

TODAY = date(2026, 6, 1)
FIRST_OF_JULY = date(2026, 7, 1)  # a Wednesday


def flat(day: date, places: int = 4, free: int = 30, **changed: tuple[int, int]) -> dict:
    """The same figures on every day around, but where `changed` says otherwise (d20260704)."""
    found = {one: Figures(one, places, free) for one in spreading.window(day, TODAY)}
    for name, (there, idle) in changed.items():
        one = date.fromisoformat(name[1:])
        found[one] = Figures(one, there, idle)
    return found


def test_the_window_is_three_weeks_each_way_and_never_tomorrow():
    days = spreading.window(FIRST_OF_JULY, TODAY)
    assert (days[0], days[-1], len(days)) == (date(2026, 6, 10), date(2026, 7, 22), 43)
    near = spreading.window(date(2026, 6, 5), TODAY)
    assert near[0] == date(2026, 6, 3)
    assert spreading.window(date(2026, 6, 2), TODAY)[0] == date(2026, 6, 2)  # the day itself


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2027, 3, 5), date(2027, 1, 1)])
def test_some_days_are_crowded_every_year(day):
    figures = {day: Figures(day, 0, 100)}
    assert spreading.crowded(day, figures, 2) is Crowded.NAMED
    assert spreading.name_of(day)


def test_a_day_is_crowded_when_more_places_stand_than_helpers_are_free():
    day = date(2026, 7, 4)
    assert spreading.crowded(day, flat(day, d20260704=(9, 10)), 1) is None
    assert spreading.crowded(day, flat(day, d20260704=(9, 10)), 2) is Crowded.SHORT
    assert spreading.crowded(day, flat(day, d20260704=(0, 1)), 2) is None  # nothing stands there


def test_a_day_is_crowded_when_twice_the_usual_stands_there():
    day = date(2026, 7, 4)
    assert spreading.crowded(day, flat(day, places=6, d20260704=(12, 99)), 1) is None
    assert spreading.crowded(day, flat(day, places=6, d20260704=(13, 99)), 1) is Crowded.UNUSUAL
    assert spreading.crowded(day, flat(day, places=1, d20260704=(9, 99)), 1) is None


def test_three_days_are_proposed_by_places_for_each_free_helper():
    figures = flat(
        FIRST_OF_JULY,
        places=6,
        free=12,
        d20260704=(2, 40),  # (2+4)/40 = 0.15
        d20260711=(0, 20),  # (0+4)/20 = 0.20
        d20260628=(5, 30),  # (5+4)/30 = 0.30
        d20260705=(8, 30),  # (8+4)/30 = 0.40
        d20260620=(0, 3),  # too few are free at all
    )
    found = spreading.propose(FIRST_OF_JULY, figures, 4)
    assert [(one.day.isoformat(), one.places, one.free) for one in found] == [
        ("2026-06-28", 5, 30),
        ("2026-07-04", 2, 40),
        ("2026-07-11", 0, 20),
    ]


def test_among_equals_the_nearest_is_proposed_and_none_of_the_series_itself():
    found = spreading.propose(FIRST_OF_JULY, flat(FIRST_OF_JULY), 4)
    assert [one.day.day for one in found] == [30, 2, 3]
    others = [date(2026, 7, 2), date(2026, 6, 30)]
    found = spreading.propose(FIRST_OF_JULY, flat(FIRST_OF_JULY), 4, but=others)
    assert [one.day.isoformat() for one in found] == ["2026-06-29", "2026-07-03", "2026-07-04"]


def test_where_nobody_is_free_nothing_is_proposed():
    assert spreading.propose(FIRST_OF_JULY, flat(FIRST_OF_JULY, free=0), 4) == []


def test_free_helpers_are_counted_for_the_whole_time_and_with_their_other_days():
    saturday, sunday = date(2026, 7, 4), date(2026, 7, 5)
    mornings = [Window(5, 8 * 60, 12 * 60)]
    people = [
        FreeTime(mornings),
        FreeTime(mornings, [OtherDays(saturday, saturday)]),
        FreeTime([], [OtherDays(saturday, sunday, free=True, start=8 * 60, end=20 * 60)]),
        FreeTime(mornings, paused_until=sunday),
        FreeTime([Window(5, 9 * 60, 10 * 60)]),  # an hour too short
    ]
    days = [saturday, sunday]
    assert spreading.count_free(people, days, 9 * 60, 11 * 60) == {saturday: 2, sunday: 1}
