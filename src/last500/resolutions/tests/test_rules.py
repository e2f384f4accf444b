"""When something is decided, done, doubted. No database; shares against exact fractions."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.resolutions import rules
from last500.resolutions.rules import Action, By, Counts, Outcome, Said, Task

DAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("counts", "result"),
    [
        (None, Outcome.ADOPTED),
        (Counts(2, 1), Outcome.ADOPTED),
        (Counts(1, 1), Outcome.TIE),
        (Counts(0, 0, 9), Outcome.TIE),
        (Counts(3, 3, 20), Outcome.TIE),
        (Counts(1, 2), Outcome.LOST),
        # Whoever abstained is on neither side.
        (Counts(2, 1, 50), Outcome.ADOPTED),
    ],
)
def test_a_tie_is_no_decision(counts, result):
    assert rules.outcome(counts) == result


@pytest.mark.parametrize("by", list(By))
def test_what_is_the_owners_alone_only_their_vote_decides(by):
    assert rules.may_decide(by, needs_vote=False)
    assert rules.may_decide(by, needs_vote=True) is (by == By.VOTE)


@pytest.mark.parametrize(
    ("said", "stood_by", "is_doubted"),
    [
        (Said(2, 2, 0), 0, False),  # four have spoken
        (Said(3, 2, 0), 0, True),
        (Said(4, 1, 0), 0, False),
        (Said(4, 2, 0), 0, True),  # exactly a third
        (Said(5, 2, 0), 0, False),
        (Said(2, 2, 2), 0, True),
        (Said(4, 2, 0), 2, False),  # the desk stood by it knowing these two
        (Said(4, 3, 0), 2, True),
    ],
)
def test_a_third_of_five_or_more_lays_it_on_the_desk(said, stood_by, is_doubted):
    assert rules.doubted(said, stood_by) is is_doubted


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_share_is_exact(done, not_yet, cannot_tell):
    said = Said(done, not_yet, cannot_tell)
    share = Fraction(not_yet, said.total) if said.total else Fraction(0)
    wanted = said.total >= 5 and share >= Fraction(1, 3) and not_yet > 0
    assert rules.doubted(said) is wanted


@pytest.mark.parametrize(
    ("states", "over"),
    [
        (["done"], True),
        (["done", "dropped"], True),
        (["dropped"], False),
        (["done", "open"], False),
        (["done", "doubted"], False),
        ([], False),
    ],
)
def test_all_done_means_nothing_left_and_something_done(states, over):
    assert rules.all_done(states) is over


@pytest.mark.parametrize(
    ("review", "until", "in_order"),
    [(180, 20, True), (180, 0, True), (180, -1, False), (180, 181, False), (0, 0, False),
     (180, 180, True), (3 * 366, 1, True), (3 * 366 + 1, 1, False)],
)  # fmt: skip
def test_days_stand_in_order(review, until, in_order):
    days = [DAY + timedelta(days=until)]
    assert rules.dates_in_order(DAY, DAY + timedelta(days=review), days) is in_order


def test_every_state_and_word_has_its_words_and_every_lying_task_a_way_on():
    assert set(rules.TASK_WORDS) == set(rules.TASK_SHAPES) == set(Task)
    for state in rules.LYING:
        assert any(state in step.start and step.to for step in rules.STEPS.values())
    assert set(rules.STEPS) == set(Action)
