"""How often, who may do what when, and that nobody can be read out of the sums."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.feedback import rules
from last500.feedback.rules import FEWEST, STEPS, Action, Answer, Role, Served, State

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
TODAY = date(2026, 11, 26)
KINDS = ("repair", "visiting", "patrol", "teaching")


def rows(**members: int) -> list[Served]:
    """So many members did each kind once, for an hour; the first ones do most kinds."""
    return [
        Served(UUID(int=number + 1), kind, 1, 60)
        for kind, count in members.items()
        for number in range(count)
    ]


# ---- states -------------------------------------------------------------------------------------


def test_the_way_of_a_letter():
    way = [Action.SHOW, Action.SEND, Action.REPORT]
    state = State.DRAFTED
    for action in way:
        assert [one for one in way if rules.allowed(one, state)] == [action]
        state = STEPS[action].to
    assert state == State.REPORTED
    assert not any(rules.allowed(action, State.WITHDRAWN) for action in STEPS)
    assert [action for action in STEPS if STEPS[action].who == Role.UNIT] == [Action.REPORT]


@pytest.mark.parametrize(
    ("waiting", "left", "may"), [(0, 5, True), (1, 5, False), (1, 0, True), (1, -1, True)]
)
def test_it_goes_when_all_have_answered_or_their_days_are_over(waiting, left, may):
    due = NOW + timedelta(days=left)
    assert rules.may_send(State.SHOWN, waiting=waiting, now=NOW, due=due) is may
    assert not rules.may_send(State.DRAFTED, waiting=0, now=NOW, due=due)


def test_a_member_answers_while_it_is_shown_and_takes_a_yes_back_at_any_time():
    soon = NOW + timedelta(seconds=1)
    assert rules.may_answer(State.SHOWN, now=NOW, due=soon)
    assert not rules.may_answer(State.SHOWN, now=soon, due=soon)
    assert not rules.may_answer(State.DRAFTED, now=NOW, due=None)
    assert not rules.may_answer(State.SENT, now=NOW, due=soon)
    for state in (State.SHOWN, State.SENT, State.REPORTED):
        assert rules.may_take_back(state, Answer.AGREED)
        assert not rules.may_take_back(state, Answer.WAITING)


# ---- how often ----------------------------------------------------------------------------------


def test_a_first_letter_tells_of_the_last_year_at_most_and_not_of_today():
    assert rules.period(TODAY, since=date(2020, 1, 1), last=None) == rules.Period(
        date(2025, 11, 26), date(2026, 11, 25)
    )
    assert rules.period(TODAY, since=date(2026, 9, 1), last=None) == rules.Period(
        date(2026, 9, 1), date(2026, 11, 25)
    )
    assert rules.period(TODAY, since=TODAY, last=None) is None


@given(
    st.integers(0, 800),
    st.lists(st.integers(0, 500), min_size=1, max_size=12),
)
def test_two_letters_are_never_nearer_than_eleven_months_and_never_tell_of_the_same_day(age, waits):
    day, since, last = TODAY, TODAY - timedelta(days=age), None
    told: list[rules.Period] = []
    for wait in waits:
        day += timedelta(days=wait)
        days = rules.period(day, since=since, last=last)
        if days:
            told.append(days)
            last = days.last
    for one, other in zip(told, told[1:], strict=False):
        assert other.first > one.last
        assert other.last - one.last >= rules.LEAST_BETWEEN - timedelta(days=1)
    assert all(one.first <= one.last and one.first >= since for one in told)
    assert all((one.last - one.first).days < 365 for one in told)


# ---- sums ---------------------------------------------------------------------------------------


def test_four_members_are_no_figure():
    assert rules.sums(rows(repair=4, visiting=3)) is None
    assert rules.sums([]) is None


def test_five_members_are_told_with_each_kind_that_five_stand_behind():
    told = rules.sums(rows(repair=5, visiting=5))
    assert told is not None
    assert (told.members, told.whole.times, told.whole.minutes) == (5, 10, 600)
    assert [(one.kind, one.times) for one in told.kinds] == [("repair", 5), ("visiting", 5)]


def test_a_single_kind_that_is_kept_back_takes_another_with_it():
    """Otherwise the whole less the told kinds would be what the one member did."""
    told = rules.sums(rows(repair=9, visiting=6, patrol=1))
    assert told is not None
    assert [one.kind for one in told.kinds] == ["repair"]
    rest = told.whole.times - sum(one.times for one in told.kinds)
    assert rest == 7


def test_what_is_kept_back_may_stay_alone_when_five_stand_behind_it_together():
    one = [Served(UUID(int=n + 1), "repair", 1, 60) for n in range(6)]
    some = [Served(UUID(int=n + 1), "visiting", 1, 30) for n in range(3)]
    others = [Served(UUID(int=n + 4), "patrol", 1, 30) for n in range(2)]
    told = rules.sums([*one, *some, *others])
    assert told is not None
    assert [each.kind for each in told.kinds] == ["repair"]


def one_of_five(*, minutes: int, times: int = 1) -> list[Served]:
    """Four members with 50 minutes and one time each, and one with so many."""
    four = [Served(UUID(int=n + 1), "repair", 1, 50) for n in range(4)]
    return [*four, Served(UUID(int=9), "repair", times, minutes)]


def test_one_who_carries_more_than_eighty_per_cent_takes_the_sum_away():
    assert rules.sums(one_of_five(minutes=800)) is not None  # 800 of 1000: just not
    assert rules.sums(one_of_five(minutes=801)) is None
    assert rules.sums(one_of_five(minutes=50, times=16)) is not None
    assert rules.sums(one_of_five(minutes=50, times=17)) is None


def test_a_dominated_kind_is_kept_back_and_cannot_be_had_by_subtracting():
    repair = one_of_five(minutes=2000)
    visiting = [Served(UUID(int=n + 1), "visiting", 9, 400) for n in range(6)]
    patrol = [Served(UUID(int=n + 1), "patrol", 9, 400) for n in range(7)]
    told = rules.sums([*repair, *visiting, *patrol])
    assert told is not None
    assert [one.kind for one in told.kinds] == ["patrol"]


SERVED = st.lists(
    st.builds(
        Served,
        st.integers(1, 12).map(lambda number: UUID(int=number)),
        st.sampled_from(KINDS),
        st.integers(1, 9),
        st.integers(1, 600),
    ),
    max_size=40,
    unique_by=lambda row: (row.person, row.kind),
)


def everything_to_be_subtracted(told: rules.Sums) -> list[frozenset[str]]:
    """Sets of kinds whose figure can be had: any told ones together, and the whole less them.

    Each told sum is a set of kinds; the whole is all of them. Adding and subtracting gives these.
    """
    names = [one.kind for one in told.kinds]
    some = [frozenset(chosen) for n in range(len(names) + 1) for chosen in combinations(names, n)]
    return some + [frozenset(KINDS) - chosen for chosen in some]


def share_of_the_largest(served: list[Served]) -> float:
    """Of the minutes or of the times, whichever is more."""
    of_minutes, of_times = (
        max(sum(amount(r) for r in served if r.person == person) for person in
            rules.people_in(served)) / sum(map(amount, served))
        for amount in (lambda row: row.minutes, lambda row: row.times)
    )  # fmt: skip
    return max(of_minutes, of_times)


@given(SERVED)
def test_behind_every_figure_that_can_be_had_stand_five_or_nobody(served):
    told = rules.sums(served)
    if told is None:
        assert len(rules.people_in(served)) < FEWEST or share_of_the_largest(served) > 0.8
        return
    for kinds in everything_to_be_subtracted(told):
        rest = [row for row in served if row.kind in kinds]
        assert not rest or len(rules.people_in(rest)) >= FEWEST
        assert not rest or share_of_the_largest(rest) <= 0.8
    assert told.whole.times == sum(row.times for row in served)
    assert told.whole.minutes == sum(row.minutes for row in served)
    for one in told.kinds:
        assert one.times == sum(row.times for row in served if row.kind == one.kind)


@given(SERVED)
def test_no_more_is_kept_back_than_must_be(served):
    """Where nobody did more than another, at most one kind that five stand behind is kept back."""
    served = [Served(row.person, row.kind, 1, 60) for row in served]
    told = rules.sums(served)
    if told is None:
        return
    behind = {kind: len(rules.people_in(rules.of(served, kind))) for kind in KINDS}
    large = {kind for kind, count in behind.items() if count >= FEWEST}
    assert len(large - {one.kind for one in told.kinds}) <= 1
