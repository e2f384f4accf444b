"""The rules of posts, without a database: dates, who may claim, what becomes of a place."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.base import clock
from last500.posts import rules
from last500.posts.rules import Comer, Hindrance, Next, Pattern, Rhythm, State

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
FIXED = st.sampled_from([Pattern.WEEKLY, Pattern.FORTNIGHTLY, Pattern.MONTHLY])
RHYTHMS = st.builds(
    Rhythm,
    pattern=FIXED,
    from_on=DAYS,
    until_on=st.none(),
    weekday=st.integers(0, 6),
    nth=st.integers(1, 5),
    start=st.integers(0, 22 * 60),
    minutes=st.integers(15, 120),
)
A_YEAR = timedelta(days=400)


def year_of(rhythm: Rhythm, **more) -> list[date]:
    return list(rules.dates(rhythm, rhythm.from_on, rhythm.from_on + A_YEAR, **more))


@given(RHYTHMS)
def test_every_date_is_on_its_weekday_within_its_days_and_none_comes_twice(rhythm):
    found = year_of(rhythm)
    assert all(day.weekday() == rhythm.weekday for day in found)
    assert all(rhythm.from_on <= day <= rhythm.from_on + A_YEAR for day in found)
    assert found == sorted(set(found))


@given(RHYTHMS)
def test_the_distance_between_dates_is_the_rhythm(rhythm):
    found = year_of(rhythm)
    gaps = {(b - a).days for a, b in zip(found, found[1:], strict=False)}
    if rhythm.pattern == Pattern.WEEKLY:
        assert gaps == {7} and len(found) in {57, 58}
    elif rhythm.pattern == Pattern.FORTNIGHTLY:
        assert gaps == {14}
    else:
        assert gaps <= {28, 35}
        assert len({(day.year, day.month) for day in found}) == len(found) >= 13


@given(st.integers(2024, 2040), st.integers(1, 12), st.integers(0, 6), st.integers(1, 5))
def test_the_nth_weekday_lies_in_its_month(year, month, weekday, nth):
    day = rules.nth_weekday(year, month, weekday, nth)
    assert (day.year, day.month, day.weekday()) == (year, month, weekday)
    if nth < rules.LAST_WEEK_OF_MONTH:
        assert (day.day - 1) // 7 == nth - 1
    else:
        assert (day + timedelta(7)).month != month


@given(RHYTHMS, st.integers(0, 300), st.integers(1, 100))
def test_a_window_shows_what_the_whole_shows(rhythm, offset, length):
    """Where one begins to look changes no date: fortnights count from the first day."""
    since = rhythm.from_on + timedelta(offset)
    until = min(since + timedelta(length), rhythm.from_on + A_YEAR)
    expected = [day for day in year_of(rhythm) if since <= day <= until]
    assert list(rules.dates(rhythm, since, until)) == expected


@given(RHYTHMS, st.integers(0, 300), st.integers(0, 90))
def test_a_pause_takes_out_its_days_and_moves_none(rhythm, offset, length):
    begin = rhythm.from_on + timedelta(offset)
    end = begin + timedelta(length)
    left = year_of(rhythm, gaps=[(begin, end)])
    assert left == [day for day in year_of(rhythm) if not begin <= day <= end]
    without_end = year_of(rhythm, gaps=[(begin, None)])
    assert without_end == [day for day in year_of(rhythm) if day < begin]


@given(RHYTHMS)
def test_holidays_are_left_out_only_where_the_post_says_so(rhythm):
    whole = year_of(rhythm)
    assert year_of(rhythm, is_off=lambda day: day == whole[1]) == [whole[0], *whole[2:]]


@given(DAYS, st.integers(0, 24 * 60 - 1))
def test_the_wall_clock_has_no_summer_time(day, minute):
    at = rules.moment(day, minute, clock.ZONE)
    assert at.utcoffset() == timedelta(hours=8)
    assert (at.date(), at.hour * 60 + at.minute) == (day, minute)


def test_month_ends():
    last_friday = Rhythm(Pattern.MONTHLY, date(2026, 1, 1), weekday=4, nth=5, minutes=60)
    found = list(rules.dates(last_friday, date(2026, 1, 1), date(2026, 6, 30)))
    assert [day.isoformat() for day in found] == [
        "2026-01-30", "2026-02-27", "2026-03-27", "2026-04-24", "2026-05-29", "2026-06-26",
    ]  # fmt: skip


def test_a_post_without_fixed_time_has_no_dates_and_one_with_an_end_none_after_it():
    start = date(2026, 3, 2)
    free = Rhythm(Pattern.FREE, start, date(2026, 12, 31))
    assert list(rules.dates(free, start, date(2026, 12, 31))) == []
    ending = Rhythm(Pattern.WEEKLY, start, date(2026, 3, 16), weekday=0, minutes=60)
    assert len(list(rules.dates(ending, start, date(2026, 12, 31)))) == 3


def test_every_state_has_its_ways_and_an_end_has_none():
    assert set(rules.ALLOWED) == set(State)
    assert rules.ALLOWED[State.ENDED] == set()
    assert {State.OPEN, State.PAUSED} == rules.LASTING


@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("waiting", [True, False])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_place_goes_first_to_who_agreed_then_to_who_is_asked_then_to_the_line(
    agreed, asked, waiting, is_open
):
    found = rules.next_for_place(agreed=agreed, asked=asked, waiting=waiting, is_open=is_open)
    if agreed:
        assert found == Next.SUCCESSOR
    elif asked:
        assert found == Next.KEPT
    elif waiting and is_open:
        assert found == Next.ASK
    else:
        assert found == Next.FREE


def comer(**more) -> Comer:
    known = {"reported_in": True, "near": True, "by_link": False, "proofs": frozenset(), "age": 0}
    return Comer(**(known | more))


@pytest.mark.parametrize(
    ("who", "needs", "least_age", "expected"),
    [
        (comer(), set(), 0, ()),
        (comer(reported_in=False), set(), 0, (Hindrance.NOT_REPORTED_IN,)),
        (comer(near=False), set(), 0, (Hindrance.TOO_FAR,)),
        (comer(reported_in=False, near=False, by_link=True), set(), 0, ()),
        (comer(), {"electric"}, 0, (Hindrance.NOT_QUALIFIED,)),
        (comer(by_link=True), {"electric"}, 0, (Hindrance.NOT_QUALIFIED,)),
        (comer(proofs=frozenset({"electric"})), {"electric"}, 0, ()),
        (comer(age=17), set(), 18, (Hindrance.TOO_YOUNG,)),
        (comer(age=18), set(), 18, ()),
        (comer(age=18, under_14=True), set(), 14, (Hindrance.TOO_YOUNG,)),
        (comer(under_14=True), set(), 0, ()),
    ],
)
def test_who_may_claim(who, needs, least_age, expected):
    assert rules.hindrances(who, needs=needs, least_age=least_age) == expected


def test_every_hindrance_says_what_to_do():
    assert set(rules.HINDRANCE_WORDS) == set(Hindrance)


def test_slots_are_the_lowest_free_ones():
    assert rules.free_slot({0, 2}, 3) == 1
    assert rules.free_slot({0, 1, 2}, 3) is None
