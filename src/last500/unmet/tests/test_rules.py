"""When something is a need, which one, and what may become of it. No database."""

from datetime import date, datetime, timedelta

import pytest

from last500.base import clock
from last500.organisations.rules import Calendar
from last500.service_requests.rules import State as Asked
from last500.unmet import rules
from last500.unmet.rules import Action, Part, State, Why

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=clock.now().tzinfo)
CALENDAR = Calendar({}, clock.ZONE)


def test_one_that_nobody_took_is_a_need_and_three_of_a_kind_are_one():
    assert rules.is_need([Asked.UNMET], Asked.UNMET)
    assert rules.is_need([Asked.CONFIRMED] * 3, Asked.UNMET)
    assert not rules.is_need([Asked.CONFIRMED] * 2, Asked.UNMET)
    assert not rules.is_need([], Asked.UNMET)


def test_nobody_answers_twice_and_nothing_is_set_aside_without_a_reason():
    assert {a for a in Action if rules.allowed(a, State.GATHERED)} == {
        Action.TAKE_UP, Action.SET_ASIDE, Action.MOVE_UP,
    }  # fmt: skip
    assert rules.STEPS[Action.SET_ASIDE].needs_reason
    assert not rules.allowed(Action.TAKE_UP, State.PROPOSED)
    assert not rules.allowed(Action.GIVE_BACK, State.CLOSED)


@pytest.mark.parametrize(
    ("state", "why", "then"),
    [
        (State.GATHERED, Why.UNMET, State.GATHERED),
        (State.PROPOSED, Why.UNMET, State.PROPOSED),
        (State.ANSWERED, Why.UNMET, State.GATHERED),
        (State.CLOSED, Why.UNMET, State.GATHERED),
        (State.ANSWERED, Why.AGAIN, State.ANSWERED),
        (State.CLOSED, Why.AGAIN, State.CLOSED),
    ],
)
def test_what_was_answered_waits_again_only_where_somebody_found_nobody(state, why, then):
    assert rules.joined(state, [why]) == then


def test_only_what_has_no_answer_is_due_in_working_days():
    due = rules.due(State.GATHERED, now=NOW, calendar=CALENDAR)
    assert due - NOW == timedelta(days=28)
    assert rules.due(State.GATHERED, now=NOW, calendar=CALENDAR, above=True) < due
    for state in (State.PROPOSED, State.ANSWERED, State.CLOSED):
        assert rules.due(state, now=NOW, calendar=CALENDAR) is None


def test_the_last_months_end_with_this_one():
    assert rules.months_back(date(2026, 2, 27), 3) == [
        date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip


def test_the_place_of_several_needs_is_the_lowest_that_holds_them_all():
    a, b = "000001000002", "000001000003"
    assert rules.common_path([a, a]) == a
    assert rules.common_path([a, b]) == "000001"
    assert rules.common_path([a, a[:6]]) == "000001"
    assert rules.common_path(["000001", "000002"]) == ""


def test_the_kind_of_several_needs_is_what_most_was_asked_of():
    month = date(2026, 11, 1)
    parts = [Part("", "children", month, 2), Part("", "small_repair", month, 3)]
    assert rules.main_kind(parts) == "small_repair"
    assert rules.main_kind([*parts, Part("", "children", month, 1)]) == "children"
    assert rules.months([*parts, Part("", "x", date(2026, 9, 1), 1)]) == (
        date(2026, 9, 1), month,
    )  # fmt: skip


def test_every_state_has_its_word_and_shape_and_every_step_starts_somewhere():
    assert set(rules.STATE_WORDS) == set(rules.SHAPES) == set(State)
    assert set(rules.STEPS) == set(Action)
