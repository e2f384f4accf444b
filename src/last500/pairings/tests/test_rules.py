"""What may happen to a pairing, by whom, until when. No database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.organisations.rules import Calendar
from last500.pairings import rules
from last500.pairings.rules import (
    FINAL,
    OPEN,
    STEPS,
    Action,
    Candidate,
    Hindrance,
    Quiet,
    Role,
    State,
)

STREET = "00000A00000B00000C"
HOME, NEXT_DOOR, FAR = f"{STREET}00000D00000E", f"{STREET}00000D00000F", f"{STREET}00000X00000Y"


def test_what_is_over_takes_no_step():
    assert all(not step.start & FINAL for step in STEPS.values())


def test_the_household_may_end_it_in_every_open_state_and_the_helper_while_it_runs():
    ends = STEPS[Action.END].start | STEPS[Action.DECLINE].start
    assert ends == OPEN
    for action in (Action.END, Action.DECLINE):
        assert Role.HOUSEHOLD in STEPS[action].who
    assert Role.HELPER in STEPS[Action.END].who


def test_only_a_helpers_own_yes_makes_it_run():
    to_run = {action for action, step in STEPS.items() if step.to == State.RUNNING}
    assert to_run == {Action.ACCEPT}
    assert STEPS[Action.ACCEPT].who == {Role.INVITED}
    assert STEPS[Action.ACCEPT].start == {State.ASKED}


def test_every_state_step_and_choice_has_its_words():
    assert set(rules.STATE_WORDS) == set(State)
    assert set(rules.EVENT_WORDS) == set(Action)
    assert set(rules.ROLE_WORDS) == set(Role)
    assert set(rules.LIMIT_WORDS) == set(rules.Limit)
    assert set(rules.WAY_WORDS) == set(rules.Way)
    assert max(rules.MONTHS) <= rules.MOST_MONTHS


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("holds", [True, False])
def test_the_contact_is_shown_to_whoever_holds_it_while_it_runs_and_else_never(state, holds):
    assert rules.shows_contact(state, holds=holds) is (holds and state == State.RUNNING)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 3, 5), 6, date(2026, 9, 5)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 1, 1), 12, date(2027, 1, 1)),
    ],
)
def test_a_term_ends_on_the_same_day_or_the_last_of_its_month(start, months, end):
    assert rules.end_after(start, months) == end


@given(start=st.dates(date(2020, 1, 1), date(2090, 1, 1)), months=st.integers(1, 12))
def test_no_term_is_longer_than_a_year(start, months):
    end = rules.end_after(start, months)
    assert start < end <= start + timedelta(days=366)


@pytest.mark.parametrize("months", [0, 13, -1])
def test_what_is_no_term_is_refused(months):
    with pytest.raises(ValueError, match="months"):
        rules.end_after(date(2026, 3, 5), months)


def test_it_is_renewed_in_its_last_month_and_not_before_or_after():
    ends = date(2026, 9, 5)
    assert not rules.may_renew(date(2026, 8, 5), ends)
    assert rules.may_renew(date(2026, 8, 6), ends)
    assert rules.may_renew(ends, ends)
    assert not rules.may_renew(date(2026, 9, 6), ends)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, Quiet.NO),
        (14, Quiet.NO),
        (15, Quiet.GENTLY),
        (28, Quiet.GENTLY),
        (29, Quiet.ASK_BOTH),
    ],
)
def test_a_missed_rhythm_is_first_a_gentle_line_and_twice_it_a_question_to_both(days, said):
    assert rules.quiet(date(2026, 3, 1) + timedelta(days=days), date(2026, 3, 1), 14) == said


def test_the_desk_has_two_days_to_check_ten_to_ask_and_a_helper_two_weeks_to_answer():
    calendar, monday = Calendar({}, ZoneInfo("Asia/Shanghai")), datetime(2026, 3, 2, 2, tzinfo=UTC)

    def days(state: State, *, checked: bool) -> int:
        due = rules.due(state, checked=checked, now=monday, calendar=calendar)
        assert due is not None
        return (due - monday).days

    assert days(State.PROPOSED, checked=False) == 2
    assert days(State.PROPOSED, checked=True) == 14  # ten working days
    assert days(State.ASKED, checked=True) == 14
    assert rules.due(State.RUNNING, checked=True, now=monday, calendar=calendar) is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, set()),
        ({"confirmed": False}, {Hindrance.NOT_CONFIRMED}),
        ({"avoids": True}, {Hindrance.AVOIDS}),
        ({"own_household": True}, {Hindrance.OWN_HOUSEHOLD}),
        ({"took_consent": True}, {Hindrance.TOOK_CONSENT}),
        ({"holds": 2}, set()),
        ({"holds": 3}, {Hindrance.FULL}),
        ({"too_young": True}, {Hindrance.TOO_YOUNG}),
        ({"home": FAR, "reach": "chosen", "chosen": True}, set()),
        ({"home": FAR, "reach": "chosen"}, {Hindrance.TOO_FAR}),
        ({"home": NEXT_DOOR}, {Hindrance.TOO_FAR}),
        ({"home": NEXT_DOOR, "reach": "community"}, set()),
        ({"home": FAR, "reach": "community"}, {Hindrance.TOO_FAR}),
        ({"home": FAR, "reach": "street"}, set()),
    ],
)
def test_whom_to_ask(change, found):
    one = Candidate(**({"confirmed": True, "home": HOME, "reach": "compound"} | change))
    assert rules.hindrances(one, HOME) == found


def test_limits_are_those_of_the_list_in_its_order():
    assert rules.known_limits({"no_keys", "at_door", "made_up"}) == ["at_door", "no_keys"]
