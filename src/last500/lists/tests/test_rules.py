"""Who may take which step, what state a need has, who answers by when. No database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from last500.lists import rules
from last500.lists.rules import BOOKING_STEPS, CLAIM_STEPS, Act, Deal, NeedState, Side
from last500.organisations.rules import Calendar

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)  # a Friday, ten in the morning
ASKER, HOST, CLOCK = frozenset({Side.ASKER}), frozenset({Side.HOST}), frozenset({Side.CLOCK})


@pytest.mark.parametrize("steps", [CLAIM_STEPS, BOOKING_STEPS])
def test_only_the_host_answers(steps):
    for act in (Act.AGREE, Act.REFUSE):
        assert rules.may(steps, act, Deal.ASKED, HOST)
        assert not rules.may(steps, act, Deal.ASKED, ASKER)
        assert not rules.may(steps, act, Deal.ASKED, CLOCK)


@pytest.mark.parametrize("steps", [CLAIM_STEPS, BOOKING_STEPS])
def test_the_clock_never_says_yes(steps):
    reached = {steps[act].to for act in steps if Side.CLOCK in steps[act].sides}
    assert reached == {None, Deal.LAPSED}


@pytest.mark.parametrize("steps", [CLAIM_STEPS, BOOKING_STEPS])
def test_what_is_over_stays_over(steps):
    for state in set(Deal) - rules.UNFINISHED:
        for act in Act:
            assert not rules.may(steps, act, state, frozenset(Side))


def test_a_host_who_has_not_answered_refuses_and_does_not_cancel():
    assert not rules.may(BOOKING_STEPS, Act.CANCEL, Deal.ASKED, HOST)
    assert rules.may(BOOKING_STEPS, Act.CANCEL, Deal.ASKED, ASKER)
    assert rules.may(BOOKING_STEPS, Act.CANCEL, Deal.AGREED, HOST)


def test_that_a_need_was_met_is_said_by_the_community_alone():
    assert not rules.may(CLAIM_STEPS, Act.HOLD, Deal.AGREED, ASKER)
    assert rules.may(CLAIM_STEPS, Act.HOLD, Deal.AGREED, HOST)


def test_what_has_not_begun_was_not_held():
    later = NOW + timedelta(hours=1)
    said = {"now": NOW, "starts_at": later}
    assert not rules.may(BOOKING_STEPS, Act.HOLD, Deal.AGREED, ASKER, **said)
    assert rules.may(BOOKING_STEPS, Act.HOLD, Deal.AGREED, ASKER, now=later, starts_at=later)


@pytest.mark.parametrize("act", [Act.REFUSE, Act.CANCEL])
def test_a_no_owes_a_sentence(act):
    assert BOOKING_STEPS[act].needs_words
    assert CLAIM_STEPS[act].needs_words


@pytest.mark.parametrize(
    ("wanted", "agreed", "held", "waiting", "state"),
    [
        (3, 0, 0, False, NeedState.OPEN),
        (3, 0, 0, True, NeedState.CLAIMED),
        (3, 2, 0, False, NeedState.OPEN),
        (3, 2, 2, True, NeedState.CLAIMED),
        (3, 3, 2, False, NeedState.AGREED),
        (3, 3, 2, True, NeedState.AGREED),
        (3, 3, 3, False, NeedState.DONE),
    ],
)
def test_the_state_of_a_need_is_made_of_its_claims(wanted, agreed, held, waiting, state):
    got = rules.need_state(wanted=wanted, agreed=agreed, held=held, waiting=waiting)
    assert got == state


def test_the_desk_owes_a_word_to_what_was_asked_and_to_an_old_date():
    today = date(2026, 3, 6)
    before, after = today - timedelta(days=1), today + timedelta(days=1)
    assert rules.need_waits_for_desk(NeedState.PROPOSED, after, today)
    assert rules.need_waits_for_desk(NeedState.CLAIMED, after, today)
    assert rules.need_waits_for_desk(NeedState.OPEN, before, today)
    assert not rules.need_waits_for_desk(NeedState.OPEN, today, today)
    assert not rules.need_waits_for_desk(NeedState.DONE, before, today)


def test_an_answer_is_due_in_three_working_days():
    calendar = Calendar({}, ZoneInfo("Asia/Shanghai"))
    assert rules.answer_due(NOW, calendar) == NOW + timedelta(days=5)  # over a weekend


def test_a_claim_ends_with_its_need_and_after_thirty_days_at_the_latest():
    near, far = NOW + timedelta(days=9), NOW + timedelta(days=90)
    assert rules.claim_lapses(NOW, near) == near
    assert rules.claim_lapses(NOW, far) == NOW + timedelta(days=30)
    assert rules.claim_lapses(NOW, NOW) == NOW + timedelta(days=1)


def test_who_has_to_say_something_now():
    assert rules.next_side(Deal.ASKED, begun=False) == Side.HOST
    assert rules.next_side(Deal.AGREED, begun=False) is None
    assert rules.next_side(Deal.AGREED, begun=True) == Side.ASKER
    assert rules.next_side(Deal.HELD, begun=True) is None


def test_every_state_has_its_words_and_its_shape():
    assert set(rules.NEED_WORDS) == set(rules.NEED_SHAPES) == set(NeedState)
    assert set(rules.CLAIM_WORDS) == set(rules.BOOKING_WORDS) == set(rules.DEAL_SHAPES) == set(Deal)
    assert set(rules.STEP_WORDS) == set(Act)


def test_more_may_be_spent_than_was_planned():
    assert rules.left_of(100, 30) == 70
    assert rules.left_of(100, 130) == -30
