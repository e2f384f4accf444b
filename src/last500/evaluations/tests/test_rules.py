"""The rules alone: who may say what until when, whose yes is needed, what may be counted."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from last500.evaluations import rules
from last500.evaluations.rules import Action, Side, State

END = datetime(2026, 5, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("after", "written", "in_project", "called_off", "may"),
    [
        (-HOUR, False, True, False, False),
        (HOUR, False, True, False, True),
        (HOUR, False, True, True, False),
        (HOUR, True, True, False, False),
        (timedelta(days=300), False, True, False, True),
        (timedelta(days=34), False, False, False, True),
        (timedelta(days=35), False, False, False, False),
    ],
)
def test_until_when_somebody_may_say(after, written, in_project, called_off, may):
    said = rules.may_say(
        END + after, END, called_off=called_off, written=written, in_project=in_project
    )
    assert said is may


def test_people_are_asked_in_the_evening_and_not_weeks_later():
    assert not rules.may_ask(END + HOUR, END)
    assert rules.may_ask(END + 2 * HOUR, END)
    assert not rules.may_ask(END + timedelta(days=7), END)


def test_the_life_of_an_evaluation_is_one_table():
    open_ = {
        action: {state for state in State if rules.allowed(action, state)} for action in Action
    }
    assert open_ == {
        Action.DRAFT: {State.DRAFT},
        Action.WRITE: {State.DRAFT},
        Action.REOPEN: {State.WRITTEN},
        Action.AGREE: {State.WRITTEN},
        Action.PUBLISH: {State.WRITTEN},
    }


def test_the_community_always_and_whoever_carries_it():
    alone, both = rules.sides_needed(carried=False), rules.sides_needed(carried=True)
    assert rules.waits_for(alone, []) == (Side.COMMUNITY,)
    assert rules.waits_for(alone, [Side.CARRIER]) == (Side.COMMUNITY,)
    assert rules.waits_for(both, [Side.COMMUNITY]) == (Side.CARRIER,)
    assert rules.waits_for(both, list(Side)) == ()


def test_the_words_are_those_of_requests():
    from last500.service_requests.forms import RATINGS

    assert {int(code): str(word) for code, word in RATINGS} == dict(rules.RATING_WORDS)


# ---- what is published never tells of fewer than five people -----------------------------------

quick = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
PEOPLE = [UUID(int=number) for number in range(1, 31)]


def nothing_small(told: rules.Told, behind: dict[str, set[UUID]]) -> None:
    """No number that is told, and none that can be had by subtracting, has fewer than five people
    behind it; nothing that is hidden can be had by subtracting at all."""
    everybody = set().union(*behind.values()) if behind else set()
    if told.whole is None:
        assert len(everybody) < 5
        assert all(one.number is None for one in told.parts)
        return
    assert len(everybody) >= 5
    for one in told.parts:
        if one.number:
            assert len(behind.get(one.code, ())) >= 5
        if one.number == 0:
            assert not behind.get(one.code) and told.complete
    shown = {one.code: one.number for one in told.parts if one.number is not None}
    hidden = [one.code for one in told.parts if one.number is None]
    rest = told.whole - sum(shown.values())
    unseen = set().union(*(behind.get(code, set()) for code in hidden))
    assert (rest == 0) == (not unseen)
    assert not hidden or len(unseen) >= 5  # what is left over, too, stands on five people
    assert len(hidden) != 1 or len(behind[hidden[0]]) >= 5


ratings = st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(1, 3)), max_size=60)


@quick
@given(ratings)
@example([(one, 3) for one in PEOPLE[:4]])
@example([(one, 3) for one in PEOPLE[:5]])
@example([(one, 3) for one in PEOPLE[:9]] + [(PEOPLE[9], 1)])
@example(
    [(one, 3) for one in PEOPLE[:9]] + [(one, 1 + n % 2) for n, one in enumerate(PEOPLE[9:15])]
)
@example([(PEOPLE[0], 3)] * 9)
def test_no_rating_can_be_computed_of_fewer_than_five(said):
    told = rules.rated(said)
    behind: dict[str, set[UUID]] = {}
    for person, rating in said:
        behind.setdefault(str(rating), set()).add(person)
    nothing_small(told, behind)
    for one in told.parts:
        if one.number is not None:
            assert one.number == sum(1 for _who, rating in said if str(rating) == one.code)
    if told.whole is not None:
        assert told.whole == len(said)


came = st.lists(st.tuples(st.sampled_from(PEOPLE), st.booleans(), st.integers(1, 4)), max_size=60)


@quick
@given(came)
@example([(one, False, 1) for one in PEOPLE[:9]] + [(PEOPLE[0], True, 1)])
@example([(one, False, 4) for one in PEOPLE[:4]])
@example([(one, True, 1) for one in PEOPLE[:5]] + [(one, False, 1) for one in PEOPLE[3:12]])
def test_no_count_of_people_can_be_computed_of_fewer_than_five(rows):
    told = rules.came(rows)
    helped = {who for who, helps, _heads in rows if helps}
    behind = {
        rules.HELPED: helped,
        rules.TOOK_PART: {who for who, _helps, _heads in rows} - helped,
    }
    nothing_small(told, behind)
    most: dict[UUID, int] = {}
    for who, _helps, heads in rows:
        most[who] = max(most.get(who, 0), heads)
    if told.whole is not None:
        assert told.whole == sum(most.values())


def test_nobody_who_did_both_is_counted_twice():
    rows = [(one, False, 1) for one in PEOPLE[:12]] + [(one, True, 1) for one in PEOPLE[:6]]
    whole = rules.Told(12, (rules.Count(rules.TOOK_PART, 6), rules.Count(rules.HELPED, 6)))
    assert rules.came(rows) == whole == rules.came(reversed(rows))  # whichever they did last
