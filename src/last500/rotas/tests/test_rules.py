"""When a rota comes, and whose turn it is: no database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.rotas import rules
from last500.rotas.rules import LAST, Kind, Member, Pattern

WEEKLY = Pattern(Kind.WEEKS, 1, 4, 0, 9 * 60, date(2026, 3, 4))


def monthly(nth: int, weekday: int = 3) -> Pattern:
    return Pattern(Kind.MONTHS, 1, weekday, nth, 15 * 60, date(2026, 1, 1))


def test_every_friday_from_the_first_one_on():
    got = rules.days(WEEKLY, date(2026, 1, 1), date(2026, 3, 20))
    assert got == [date(2026, 3, 6), date(2026, 3, 13), date(2026, 3, 20)]


def test_every_other_week_is_counted_from_the_anchor_wherever_one_looks_from():
    pattern = Pattern(Kind.WEEKS, 2, 4, 0, 0, date(2026, 3, 4))
    whole = rules.days(pattern, date(2026, 3, 1), date(2026, 6, 30))
    assert whole[:2] == [date(2026, 3, 6), date(2026, 3, 20)]
    for day in range(100):
        since = date(2026, 3, 1) + timedelta(day)
        assert rules.days(pattern, since, date(2026, 6, 30)) == [d for d in whole if d >= since]


@pytest.mark.parametrize(
    ("nth", "expected"),
    [
        (1, [date(2026, 1, 1), date(2026, 2, 5), date(2026, 3, 5)]),
        (2, [date(2026, 1, 8), date(2026, 2, 12), date(2026, 3, 12)]),
        (LAST, [date(2026, 1, 29), date(2026, 2, 26), date(2026, 3, 26)]),
    ],
)
def test_the_nth_thursday_of_each_month(nth, expected):
    assert rules.days(monthly(nth), date(2026, 1, 1), date(2026, 3, 31)) == expected


def test_over_the_turn_of_the_year():
    got = rules.days(monthly(LAST), date(2026, 12, 1), date(2027, 1, 31))
    assert got == [date(2026, 12, 31), date(2027, 1, 28)]


@pytest.mark.parametrize(
    "wrong",
    [
        ("weeks", 0, 0, 0, 0),
        ("weeks", 9, 0, 0, 0),
        ("months", 1, 0, 0, 0),
        ("months", 1, 0, 6, 0),
        ("weeks", 1, 7, 0, 0),
        ("weeks", 1, 0, 0, 1440),
        ("days", 1, 0, 0, 0),
    ],
)
def test_what_is_no_pattern_is_refused(wrong):
    kind, every, weekday, nth, start = wrong
    with pytest.raises(ValueError, match="no pattern"):
        Pattern(kind, every, weekday, nth, start, date(2026, 1, 1))


PATTERNS = st.builds(
    Pattern,
    kind=st.just(Kind.WEEKS),
    every=st.integers(1, 8),
    weekday=st.integers(0, 6),
    nth=st.just(0),
    start=st.integers(0, 1439),
    anchor=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
) | st.builds(
    Pattern,
    kind=st.just(Kind.MONTHS),
    every=st.just(1),
    weekday=st.integers(0, 6),
    nth=st.integers(1, 5),
    start=st.integers(0, 1439),
    anchor=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)


@given(pattern=PATTERNS, ahead=st.integers(0, 500))
def test_days_are_in_order_once_each_on_the_weekday_and_never_before_the_anchor(pattern, ahead):
    until = pattern.anchor + timedelta(ahead)
    got = rules.days(pattern, pattern.anchor - timedelta(30), until)
    assert got == sorted(set(got))
    assert all(pattern.anchor <= day <= until for day in got)
    assert all(day.weekday() == pattern.weekday for day in got)
    if pattern.kind == Kind.MONTHS:
        assert len({(day.year, day.month) for day in got}) == len(got)
    else:
        steps = {(b - a).days for a, b in zip(got, got[1:], strict=False)}
        assert steps <= {7 * pattern.every}


# ---- whose turn it is ----------------------------------------------------------------------------

WEEKS = [date(2026, 3, 6) + timedelta(7 * n) for n in range(24)]
COUNTS = st.integers(1, 7)


def members(count: int, away: dict[int, set[int]] | None = None) -> list[Member]:
    return [
        Member(n, n, away=frozenset(WEEKS[week] for week in (away or {}).get(n, ())))
        for n in range(count)
    ]


def test_one_after_another_in_the_order_of_joining():
    found = rules.plan(WEEKS[:5], members(3), 1)
    assert list(found.values()) == [(0,), (1,), (2,), (0,), (1,)]


def test_whoever_cannot_is_passed_over_and_comes_next():
    found = rules.plan(WEEKS[:4], members(3, {0: {0}}), 1)
    assert list(found.values()) == [(1,), (0,), (2,), (1,)]


def test_what_two_have_swapped_stays_and_counts_as_their_turn():
    found = rules.plan(WEEKS[:4], members(3), 1, fixed={WEEKS[0]: (2,)})
    assert list(found.values()) == [(2,), (0,), (1,), (2,)]


def test_nobody_where_nobody_can():
    assert rules.plan(WEEKS[:1], [], 2) == {WEEKS[0]: ()}


@given(count=COUNTS, wanted=st.integers(1, 4), weeks=st.integers(1, 24))
def test_nobody_is_planned_more_than_once_oftener_than_anybody_else(count, wanted, weeks):
    """The fairness of the order: all free, the counts of any two differ by one at most."""
    found = rules.plan(WEEKS[:weeks], members(count), wanted)
    counts = dict.fromkeys(range(count), 0)
    for chosen in found.values():
        assert len(chosen) == len(set(chosen)) == min(count, wanted)
        for person in chosen:
            counts[person] += 1
    assert max(counts.values()) - min(counts.values()) <= 1


@given(
    count=COUNTS,
    wanted=st.integers(1, 3),
    away=st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 23), max_size=12)),
    just_done=st.sets(st.integers(0, 6), max_size=3),
)
def test_nobody_twice_in_a_row_if_others_can_and_nobody_who_is_away(count, wanted, away, just_done):
    there = members(count, away)
    found = rules.plan(WEEKS, there, wanted, just_done=just_done)
    before = just_done
    for on in WEEKS:
        free = {one.person for one in there if on not in one.away}
        chosen = set(found[on])
        assert chosen <= free
        assert len(chosen) == min(wanted, len(free))
        if chosen & before:  # only when everybody else who can is there as well
            assert free - before <= chosen
        before = chosen


@given(
    last=st.lists(st.one_of(st.none(), st.sampled_from(WEEKS[:12])), min_size=1, max_size=7),
    on=st.sampled_from(WEEKS[12:]),
)
def test_first_comes_whose_last_turn_lies_furthest_back(last, on):
    there = [Member(n, n, last_on) for n, last_on in enumerate(last)]
    order = rules.in_order(there, on)
    dates = [one.last_on or date.min for one in order]
    assert dates == sorted(dates)
    assert len(order) == len(there)


def test_every_state_can_be_ended_and_an_ended_one_stays_so():
    for state in rules.LIVE:
        assert rules.State.ENDED in rules.ALLOWED[state]
    assert rules.ALLOWED[rules.State.ENDED] == frozenset()
