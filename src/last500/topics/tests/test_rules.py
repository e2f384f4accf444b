"""The table of states, whose matter it is, counts that everybody reads. No database."""

from datetime import UTC, datetime, timedelta

import pytest

from last500.topics import grounds, rules
from last500.topics.grounds import Whose
from last500.topics.rules import Action, State

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


class EveryDay:
    def add_working_days(self, start: datetime, days: int) -> datetime:
        return start + timedelta(days=days)


def test_every_state_has_words_a_shape_and_is_open_or_over():
    assert set(rules.STATE_WORDS) == set(rules.SHAPES) == set(State)
    assert set(rules.DAYS) == rules.OPEN
    assert rules.OPEN.isdisjoint(rules.FINAL)


def test_every_step_leads_from_a_state_that_can_be_reached():
    reached = {State.PROPOSED}
    for _round in State:
        for step in rules.STEPS.values():
            if step.to and step.start & reached:
                reached.add(step.to)
    assert reached == set(State)


def test_nothing_leaves_an_end_but_a_merge_taken_back():
    leaving = {action for action, step in rules.STEPS.items() if step.start & rules.FINAL}
    assert leaving == {Action.PART}


def test_every_open_state_has_a_way_on():
    for state in rules.OPEN:
        moves = [a for a, step in rules.STEPS.items() if state in step.start and step.to]
        assert moves, state


@pytest.mark.parametrize("state", list(State))
def test_open_means_due_and_over_means_not(state):
    moment = rules.due(state, now=NOW, calendar=EveryDay())
    assert (moment is not None) == (state in rules.OPEN)
    if moment:
        above = rules.due(state, now=NOW, calendar=EveryDay(), above=True)
        assert above == NOW + timedelta(days=rules.ABOVE_DAYS)


@pytest.mark.parametrize(
    ("households", "wanted", "goes_on"), [(4, 5, False), (5, 5, True), (6, 5, True), (1, 1, True)]
)
def test_the_threshold_includes_its_number(households, wanted, goes_on):
    assert rules.enough(households, wanted) is goes_on


@pytest.mark.parametrize(("households", "told"), [(0, None), (2, None), (3, 3), (12, 12)])
def test_few_households_are_not_told_as_a_number(households, told):
    assert rules.shown_count(households) == told


@pytest.mark.parametrize(
    ("days", "state", "may"),
    [
        (0, "sorted", True),
        (90, "supported", True),
        (91, "supported", False),
        (1, "in_council", False),
        (1, "decided", False),
        (1, "declined", False),
    ],
)
def test_a_merge_is_taken_back_in_time_and_before_the_council(days, state, may):
    assert rules.may_part(NOW, state, NOW + timedelta(days=days)) is may


def test_whose_matter_it_is_has_its_ground_and_no_other():
    assert set(grounds.OF_WHOSE) == set(Whose)
    assert all(grounds.OF_WHOSE.values())
    for ground in grounds.GROUNDS:
        assert grounds.fits(ground.whose, ground.code)
        others = set(Whose) - {ground.whose}
        assert not any(grounds.fits(whose, ground.code) for whose in others)
    assert not grounds.fits(Whose.OWNERS, "invented")


def test_what_is_the_owners_alone_needs_their_vote():
    voted = {ground.code for ground in grounds.GROUNDS if grounds.needs_vote(ground.code)}
    assert voted == {ground.code for ground in grounds.OF_WHOSE[Whose.OWNERS]}
    # 民法典 278, items 6 to 8.
    qualified = {ground.code for ground in grounds.GROUNDS if ground.qualified}
    assert qualified == {"owners_raise", "owners_rebuild", "owners_use"}
    assert grounds.needs_qualified("owners_use")
    assert not grounds.needs_qualified("owners_fund")
