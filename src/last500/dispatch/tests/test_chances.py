"""Chances are learned from asks, shrunk, and a person's own answers only ever lower their own."""

from hypothesis import given
from hypothesis import strategies as st

from last500.dispatch.chances import LEAST, MOST, USUAL, Ask, Chances, Tally

FIRST = Ask("elder_company", "evening", "compound", "first")
FAR = FIRST._replace(level="street")
counts = st.integers(0, 200).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


def test_nothing_known_is_the_usual():
    assert Chances().of(FIRST) == USUAL


def test_three_answers_make_no_rule():
    learned = Chances([(FIRST, 3, 3)])
    assert USUAL < learned.of(FIRST) < 0.45


def test_many_answers_are_believed():
    learned = Chances([(FIRST, 2000, 900), (FAR, 2000, 100)])
    assert abs(learned.of(FIRST) - 0.45) < 0.02
    assert abs(learned.of(FAR) - 0.05) < 0.02


def test_what_was_never_asked_is_read_from_what_it_shares():
    learned = Chances([(FIRST, 500, 250), (FAR, 500, 50)])
    other = FIRST._replace(category="small_repair")
    assert learned.of(other) > 2 * learned.of(other._replace(level="street"))


@given(counts, counts)
def test_own_answers_never_raise_and_a_refusal_never_raises(before, own):
    learned = Chances([(FIRST, *before)])
    usual = learned.of(FIRST)
    asked, taken = own
    mine = learned.for_one(FIRST, Tally(asked, taken))
    assert LEAST <= mine <= usual <= MOST
    assert learned.for_one(FIRST, Tally(asked + 1, taken)) <= mine


def test_the_order_of_the_counts_does_not_matter():
    ended = [(FIRST, 9, 2), (FAR, 7, 1), (FIRST, 5, 5)]
    assert Chances(ended).of(FIRST) == Chances(reversed(ended)).of(FIRST)
