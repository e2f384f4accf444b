"""What every way of asking promises, and what is each one's own."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.dispatch.policies import BY_CODE, PLAIN, WAYS, adaptive, nearest, one_by_one, seven
from last500.dispatch.waves import (
    Choice,
    Situation,
    Urgency,
    Waiting,
    asleep,
    in_reach,
    until_morning,
    urgency,
)

LEVELS = ["compound", "community", "street"]
choices = st.lists(
    st.builds(
        Choice,
        person=st.integers(0, 10**6),
        level=st.sampled_from(LEVELS),
        walk=st.integers(10, 300),
        trouble=st.integers(-360, 2000),
        chance=st.floats(0.02, 0.95),
        since_asked=st.floats(0, 10**5),
        lot=st.text("abc", min_size=3, max_size=3),
        free=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda c: c.person,
)
situations = st.builds(
    Situation,
    minute=st.floats(0, 2000),
    urgency=st.sampled_from(Urgency),
    missing=st.integers(1, 3),
    waiting=st.lists(st.builds(Waiting, st.floats(0.02, 0.95), st.floats(0, 300))).map(tuple),
    asked=st.integers(0, 30),
    rounds=st.integers(0, 9),
    since_round=st.floats(0, 300),
    refused=st.integers(0, 9),
    pressure=st.floats(0, 20),
)


def person(n: int, *, level="compound", walk=60, trouble=60, chance=0.3, **rest) -> Choice:
    return Choice(n, level, walk, trouble, chance, lot=str(n), **rest)


@given(situations, choices)
def test_every_way_asks_only_who_may_be_asked_each_once_and_looks_again(situation, people):
    for way in WAYS:
        step = way.policy(situation, people)
        near = {one.person for one in in_reach(situation, people)}
        assert set(step.ask) <= near, way.code
        assert len(set(step.ask)) == len(step.ask)
        assert step.again is not None and step.again > 0
        assert way.asks or (not step.ask and step.open_to)


@given(situations, choices, st.randoms(use_true_random=False))
def test_the_order_in_which_people_come_changes_nothing(situation, people, random):
    shuffled = random.sample(people, len(people))
    for way in WAYS:
        if len({one.lot for one in people}) == len(people):
            assert way.policy(situation, people).ask == way.policy(situation, shuffled).ask


@given(situations, choices)
def test_plain_ways_know_time_and_distance_alone(situation, people):
    other = [replace(c, trouble=-c.trouble, chance=0.5, since_asked=1.0) for c in people]
    for code in PLAIN:
        policy = BY_CODE[code].policy
        assert policy(situation, people) == policy(situation, other)


def test_adaptive_makes_good_a_refusal_at_once_and_silence_bit_by_bit():
    people = [person(n) for n in range(20)]
    begin = Situation(0, Urgency.NORMAL, 1)
    first = adaptive(begin, people)
    rest = people[len(first.ask) :]
    waiting = tuple(Waiting(0.3, 0.0) for _ in first.ask)
    assert adaptive(replace(begin, waiting=waiting), rest).ask == ()
    assert len(adaptive(replace(begin, waiting=waiting[1:]), rest).ask) == 1
    silent = tuple(Waiting(0.3, 15.0) for _ in first.ask)
    assert adaptive(replace(begin, waiting=silent), rest).ask


def test_adaptive_asks_more_where_it_presses_and_fewer_where_people_are_tired():
    people = [person(n, chance=0.2) for n in range(60)]
    size = {u: len(adaptive(Situation(0, u, 1), people).ask) for u in Urgency}
    assert size[Urgency.URGENT] > size[Urgency.SOON] > size[Urgency.NORMAL]
    tired = adaptive(Situation(0, Urgency.NORMAL, 1, pressure=3.0), people)
    assert 1 <= len(tired.ask) < size[Urgency.NORMAL]


def test_whoever_came_forward_is_asked_first():
    people = [person(1, chance=0.9), person(2, trouble=-300, chance=0.1)]
    assert adaptive(Situation(0, Urgency.NORMAL, 1), people).ask[0] == 2


def test_one_by_one_waits_for_an_answer_and_goes_on_when_it_is_no():
    people = [person(n, trouble=n) for n in range(5)]
    asked = Situation(3, Urgency.NORMAL, 1, (Waiting(0.3, 3.0),), asked=1, rounds=1, since_round=3)
    assert one_by_one(Situation(0, Urgency.NORMAL, 1), people).ask == (0,)
    assert one_by_one(asked, people[1:]).ask == ()
    assert one_by_one(replace(asked, waiting=(), refused=1), people[1:]).ask == (1,)
    assert one_by_one(replace(asked, since_round=31), people[1:]).ask == (1,)


def test_seven_keeps_seven_on_the_way():
    people = [person(n, walk=n) for n in range(20)]
    assert seven(Situation(0, Urgency.NORMAL, 1), people).ask == tuple(range(7))
    waiting = tuple(Waiting(0.3, 10.0) for _ in range(6))
    assert len(seven(Situation(10, Urgency.NORMAL, 1, waiting), people[7:]).ask) == 1
    silent = tuple(Waiting(0.3, 60.0) for _ in range(7))
    assert len(seven(Situation(60, Urgency.NORMAL, 1, silent), people[7:]).ask) == 7


def test_further_away_is_asked_when_time_runs_or_nobody_nearer_is_left():
    near, far = person(1), person(2, level="street")
    assert in_reach(Situation(0, Urgency.NORMAL, 1), [near, far]) == [near]
    assert in_reach(Situation(600, Urgency.NORMAL, 1), [near, far]) == [near, far]
    assert in_reach(Situation(0, Urgency.NORMAL, 1), [far]) == [far]
    assert in_reach(Situation(0, Urgency.NORMAL, 1), []) == []


@pytest.mark.parametrize(
    ("minute", "rest"),
    [(7 * 60, 60), (8 * 60, 0), (21 * 60 + 29, 0), (21 * 60 + 30, 630), (0, 480)],
)
def test_nobody_is_asked_by_night(minute, rest):
    assert until_morning(minute) == rest
    assert asleep(minute) == bool(rest)


def test_a_free_one_before_a_nearer_one_who_is_not():
    assert nearest(person(1, walk=300)) < nearest(person(2, walk=10, free=False))


def test_urgency_is_the_time_that_is_left():
    assert [urgency(m) for m in (30, 600, 3000)] == list(Urgency)
