"""Bodies, meetings, hands: without a database."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from last500.councils import rules
from last500.councils.rules import STEPS, Action, Body, Came, Hands, Outcome, State, Wrong

CAME = Came(residents=20, owners=10, members=5, guests=3)


def test_an_autonomy_committee_is_for_compounds_that_nobody_manages():
    assert rules.may_have(Body.AUTONOMY, "three_no")
    assert not rules.may_have(Body.AUTONOMY, "commercial")
    assert all(rules.may_have(kind, "commercial") for kind in Body if kind != Body.AUTONOMY)


@pytest.mark.parametrize(
    ("present", "entitled", "quorate"),
    [(50, 100, False), (51, 100, True), (50, 99, True), (49, 99, False), (0, None, True)],
)
def test_more_than_half_is_strictly_more(present, entitled, quorate):
    assert rules.quorate(present, entitled) is quorate


def test_more_hands_than_people_is_refused_and_guests_raise_none():
    assert CAME.hands == 35
    fits, more = Hands(30, 5), Hands(30, 5, 1)
    assert rules.wrong_with(Outcome.AGREED, fits, CAME) is None
    for outcome in Outcome:
        assert rules.wrong_with(outcome, more, CAME) == Wrong.TOO_MANY_HANDS


def test_a_tie_is_no_decision_and_nothing_more_is_asked_of_it():
    assert rules.settled(Outcome.AGREED, Hands(9, 9, 4)) == Outcome.TIE
    assert rules.settled(Outcome.AGREED, Hands(10, 9, 4)) == Outcome.AGREED
    assert rules.settled(Outcome.AGREED, None) == Outcome.AGREED
    assert rules.wrong_with(Outcome.AGREED, Hands(9, 9), CAME) is None


def test_what_is_the_owners_alone_a_meeting_only_prepares():
    assert rules.wrong_with(Outcome.AGREED, Hands(30, 0), CAME, needs_vote=True) == (
        Wrong.OWNERS_ALONE
    )
    assert rules.wrong_with(Outcome.NEEDS_VOTE, Hands(30, 0), CAME, needs_vote=True) is None


def test_lost_is_not_agreed():
    assert rules.wrong_with(Outcome.AGREED, Hands(3, 9), CAME) == Wrong.LOST
    assert rules.wrong_with(Outcome.NOT_AGREED, Hands(3, 9), CAME) is None


def test_an_assembly_needs_half_of_those_entitled_and_half_of_those_present():
    def of(hands, entitled):
        return rules.wrong_with(Outcome.AGREED, hands, CAME, entitled=entitled)

    assert of(Hands(30, 5), 70) == Wrong.NOT_QUORATE  # 35 of 70 is not more than half
    assert of(Hands(30, 5), 69) is None
    assert of(Hands(17, 5), 69) == Wrong.NOT_HALF  # 17 of 35
    assert of(Hands(18, 5), 69) is None
    assert of(None, 69) == Wrong.NOT_HALF  # an assembly counts hands


def test_every_state_but_the_last_can_be_left_and_the_last_cannot():
    left = {state for step in STEPS.values() for state in step.start}
    assert left == set(State) - rules.OVER
    assert {step.to for step in STEPS.values() if step.to} == set(State) - {State.DRAFT}


def test_what_was_announced_is_never_a_draft_again():
    for action, state in product(Action, State):
        if rules.allowed(action, state):
            assert state == State.DRAFT or rules.state_after(action, state) != State.DRAFT


def test_a_notice_hangs_a_day_before():
    now = datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert rules.in_time(now + timedelta(hours=24), now)
    assert not rules.in_time(now + timedelta(hours=23, minutes=59), now)
    assert not rules.in_time(now + timedelta(days=121), now)


def test_a_term_ends():
    today = date(2026, 11, 2)
    assert rules.term_fits(today, date(2029, 11, 2), today)
    assert not rules.term_fits(today, today, today)
    assert not rules.term_fits(today, date(2032, 11, 2), today)
    assert not rules.term_fits(date(2020, 1, 1), date(2024, 1, 1), today)


class Days:
    def add_working_days(self, start, days):
        return start + timedelta(days=days)


def test_each_state_in_which_something_is_to_be_done_is_due():
    now = datetime(2026, 11, 2, 8, tzinfo=UTC)
    later = now + timedelta(days=9)
    for state in State:
        due = rules.due(state, now=now, starts_at=later, calendar=Days())
        assert (due is not None) is (state in rules.LYING)
    # Before a meeting nothing is owed: the time runs from its start.
    assert rules.due(State.ANNOUNCED, now=now, starts_at=later, calendar=Days()) > later


def test_templates_are_short_and_each_has_its_own_code():
    assert len(rules.BY_CODE) == len(rules.TEMPLATES) == 5
    for one in rules.TEMPLATES:
        assert 1 < len(one.points) <= rules.POINTS_MOST
        assert one.how
