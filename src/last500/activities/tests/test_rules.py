"""The table of states, terms, sizes of parties, what an activity must say; no database."""

from datetime import UTC, datetime, timedelta

import pytest

from last500.activities import rules
from last500.activities.rules import Action, Refill, RoleFacts, Side, Span, State

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHOLE = Span(NOW + 50 * HOUR, NOW + 52 * HOUR)


def faults(span: Span = WHOLE, roles=None, risk: str = "none", note: str = "") -> list:
    roles = [RoleFacts(Side.HELPER, 2, 0, span)] if roles is None else roles
    found = rules.faults(span, roles, now=NOW, risk=risk, risk_note=note)
    return [(one.field, one.role) for one in found]


def test_the_life_of_an_activity():
    table = {
        (action, state): rules.STEPS[action].to
        for action in Action
        for state in State
        if rules.allowed(action, state)
    }
    assert table == {
        (Action.OPEN, State.PLANNED): State.OPEN,
        (Action.HOLD, State.OPEN): State.HELD,
        (Action.CLOSE, State.HELD): State.CLOSED,
        (Action.CALL_OFF, State.PLANNED): State.CALLED_OFF,
        (Action.CALL_OFF, State.OPEN): State.CALLED_OFF,
    }


@pytest.mark.parametrize(
    ("left", "minutes"),
    [(200, 24 * 60), (96, 24 * 60), (48, 12 * 60), (8, 120), (1, 15), (0.5, 15), (0.49, None)],
)
def test_the_nearer_the_start_the_shorter_the_term(left, minutes):
    until = rules.answer_until(NOW, NOW + timedelta(hours=left))
    assert until == (None if minutes is None else NOW + timedelta(minutes=minutes))
    assert until is None or until < NOW + timedelta(hours=left)


@pytest.mark.parametrize(
    ("line", "free", "asked"),
    [([], 3, 0), ([1, 1, 1], 2, 2), ([3, 1], 2, 0), ([1, 3, 1], 3, 1), ([2, 2], 4, 2), ([1], 0, 0)],
)
def test_the_line_is_asked_strictly_in_order(line, free, asked):
    assert rules.to_ask(line, free) == asked


def test_what_happens_with_a_place_that_is_given_up():
    after = rules.after_leaving
    assert after(is_open=True, begun=False, waiting=True) == Refill.ASK
    assert after(is_open=True, begun=False, waiting=False) == Refill.SHORT
    assert after(is_open=True, begun=True, waiting=True) == Refill.QUIET
    assert after(is_open=False, begun=False, waiting=True) == Refill.QUIET


def test_times_that_touch_do_not_meet():
    one = Span(NOW, NOW + HOUR)
    assert not one.meets(Span(NOW + HOUR, NOW + 2 * HOUR))
    assert one.meets(Span(NOW + HOUR / 2, NOW + 2 * HOUR))
    assert one.holds(one) and not one.holds(Span(NOW, NOW + 2 * HOUR))


def test_what_an_activity_must_say():
    assert faults() == []
    assert faults(Span(NOW, NOW + HOUR)) == [("on", None)]
    assert faults(Span(NOW + 400 * 24 * HOUR, NOW + 401 * 24 * HOUR)) == [("on", None)]
    assert faults(Span(WHOLE.begins, WHOLE.begins + 13 * HOUR)) == [("minutes", None)]
    assert faults(roles=[]) == [("roles", None)]
    assert faults(risk="some") == [("risk_note", None)]
    assert faults(risk="high", note="登高") == [("least_age", 0)]
    wrong = [
        RoleFacts(Side.HELPER, 0, 0, WHOLE),
        RoleFacts(Side.PARTICIPANT, 201, 0, Span(WHOLE.begins - HOUR, WHOLE.ends)),
        RoleFacts(Side.HELPER, 1, 0, WHOLE, brings=1),
    ]
    assert faults(roles=wrong) == [("places", 0), ("places", 1), ("starts", 1), ("brings", 2)]


def test_a_reminder_and_a_count_that_may_be_told():
    assert rules.remind_at(NOW, 120) == NOW - 2 * HOUR
    assert rules.remind_at(NOW, 0) is None
    assert [rules.shown_count(n) for n in (0, 1, 4, 5, 17)] == [0, None, None, 5, 17]
