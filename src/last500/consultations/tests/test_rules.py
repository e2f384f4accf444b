from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.consultations import rules
from last500.consultations.rules import Cell, Form, Phase, count, phase, reads

MOMENT = datetime(2026, 11, 26, tzinfo=UTC)
TICK = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("now", "is_phase"),
    [
        (MOMENT - TICK, Phase.WAITS),
        (MOMENT, Phase.OPEN),
        (MOMENT + timedelta(days=3) - TICK, Phase.OPEN),
        (MOMENT + timedelta(days=3), Phase.COUNTING),
    ],
)
def test_it_is_open_from_its_first_moment_up_to_its_last(now, is_phase):
    assert phase("announced", MOMENT, MOMENT + timedelta(days=3), now) == is_phase


def test_what_is_drafted_or_over_has_no_times():
    assert phase("draft", None, None, MOMENT) == Phase.DRAFT
    assert phase("published", MOMENT, MOMENT, MOMENT) == Phase.PUBLISHED


def test_a_plain_count_tells_each_option():
    result = count(Form.PLAIN, 3, [(0,)] * 12 + [(1,)] * 7)
    assert (result.voices, result.ahead, result.told) == (19, 0, True)
    assert result.rounds[0].cells == (Cell((0,), 12), Cell((1,), 7), Cell((2,), 0))


def test_even_is_nobody_ahead():
    assert count(Form.PLAIN, 2, [(0,)] * 8 + [(1,)] * 8).ahead is None


def test_few_voices_are_not_told():
    result = count(Form.PLAIN, 2, [(0,)] * 9)
    assert (result.voices, result.told, result.rounds, result.ahead) == (9, False, (), None)
    assert count(Form.PLAIN, 2, [(0,)] * 10).told


def test_small_numbers_stand_together_and_never_alone():
    [one] = count(Form.PLAIN, 4, [(0,)] * 30 + [(1,)] * 9 + [(2,)] * 2).rounds
    assert one.cells == (Cell((0,), 30), Cell((3,), 0), Cell((1, 2), 11))
    [one] = count(Form.PLAIN, 4, [(0,)] * 30 + [(1,)] * 3 + [(2,)] * 3).rounds
    assert one.cells == (Cell((0,), 30), Cell((3,), 0), Cell((1, 2), 6))


def test_voices_pass_on_until_one_has_more_than_half():
    answers = [(0,)] * 9 + [(1, 0)] * 8 + [(2, 1)] * 7
    result = count(Form.RANKED, 3, answers)
    assert [one.out for one in result.rounds] == [(2,), ()]
    assert result.rounds[1].cells == (Cell((0,), 9), Cell((1,), 15))
    assert result.ahead == 1


def test_voices_that_name_nobody_who_is_left_are_spent():
    result = count(Form.RANKED, 3, [(0,)] * 9 + [(1,)] * 8 + [(2,)] * 7)
    assert (result.rounds[1].spent, result.ahead) == (7, 0)


def test_when_everybody_left_is_even_nobody_is_ahead():
    assert count(Form.RANKED, 3, [(0,), (1,), (2,)] * 5).ahead is None


ANSWERS = st.lists(st.permutations(range(4)).flatmap(
    lambda order: st.integers(1, 4).map(lambda n: tuple(order[:n]))), max_size=60)  # fmt: skip


@given(ANSWERS, st.randoms())
def test_the_order_of_answers_does_not_matter(answers, chance):
    mixed = answers[:]
    chance.shuffle(mixed)
    assert count(Form.RANKED, 4, answers) == count(Form.RANKED, 4, mixed)


@given(ANSWERS)
def test_every_round_accounts_for_every_voice(answers):
    for one in count(Form.RANKED, 4, answers).rounds:
        assert sum(cell.count for cell in one.cells) + one.spent == len(answers)


@given(ANSWERS)
def test_no_small_number_can_be_counted_back(answers):
    for one in count(Form.RANKED, 4, answers).rounds:
        for cell in one.cells:
            assert cell.count == 0 or cell.count >= rules.OPTION_LEAST or len(cell.options) == 4
        shared = [cell for cell in one.cells if len(cell.options) > 1]
        assert len(shared) <= 1


@pytest.mark.parametrize(
    ("form", "said", "kept"),
    [
        (Form.PLAIN, [1], (1,)),
        (Form.PLAIN, [1, 0], None),
        (Form.PLAIN, [], None),
        (Form.RANKED, [2, 0], (2, 0)),
        (Form.RANKED, [2, 2], None),
        (Form.RANKED, [3], None),
        (Form.RANKED, [-1], None),
    ],
)
def test_what_is_no_answer_is_none(form, said, kept):
    assert reads(form, 3, said) == kept
