"""Reach in steps, papers that count, what a move that was refused comes back as."""

from datetime import date, timedelta

import pytest

from last500.reportin import rules
from last500.reportin.rules import ProofState, Reach, State
from last500.reportin.skills import usable

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("reach", list(Reach))
def test_a_named_compound_counts_but_for_whoever_stays_at_home(reach):
    assert rules.goes_to(reach, [7], 7) is (reach != Reach.COMPOUND)
    assert not rules.goes_to(reach, [7], 8)


def test_every_step_has_its_level():
    assert set(rules.REACH_LEVEL) == set(Reach)
    assert [rules.REACH_LEVEL[one] for one in Reach] == [
        "compound", "compound", "community", "street",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "until", "counts"),
    [
        (ProofState.SEEN, None, True),
        (ProofState.SEEN, TODAY, True),
        (ProofState.SEEN, TODAY - timedelta(days=1), False),
        (ProofState.SAID, TODAY + timedelta(days=9), False),
        (ProofState.NOT_SEEN, None, False),
        (ProofState.OVER, None, False),
    ],
)
def test_a_paper_counts_when_it_was_seen_and_until_its_last_day(state, until, counts):
    assert rules.proof_counts(state, until, TODAY) is counts


@pytest.mark.parametrize(
    ("days", "soon"), [(-1, False), (0, True), (30, True), (31, False), (None, False)]
)
def test_a_month_before_it_runs_out_it_is_soon(days, soon):
    until = None if days is None else TODAY + timedelta(days=days)
    assert rules.runs_out_soon(until, TODAY) is soon


def test_a_skill_that_the_law_ties_to_a_paper_counts_with_the_paper_only():
    declared = ["electric_repair", "cooking", "law", "no-such-skill"]
    assert usable(declared, set()) == {"cooking"}
    assert usable(declared, {"electric"}) == {"cooking", "electric_repair"}


def test_a_refused_move_comes_back_as_what_it_was():
    assert rules.comes_back_as(True) == State.CONFIRMED
    assert rules.comes_back_as(False) == State.ASKED


def test_only_minors_are_minors():
    assert rules.is_minor("under_14") and rules.is_minor("14_17") and not rules.is_minor("")
