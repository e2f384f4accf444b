"""Who counts as quiet, and which small things are proposed: pure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from last500.dispatch import idleness
from last500.dispatch.idleness import Kind, Thing, is_quiet, propose

TODAY = date(2026, 6, 1)


def ago(days: int) -> date:
    return TODAY - timedelta(days)


@pytest.mark.parametrize(
    ("last", "since", "rhythm", "quiet"),
    [
        (ago(31), ago(400), 30, True),
        (ago(30), ago(400), 30, False),
        (None, ago(31), 30, True),
        (None, ago(5), 30, False),  # agreed only now: nobody is late
        (ago(200), ago(5), 30, False),  # a new agreement begins anew
        (ago(80), ago(400), 90, False),  # its own rhythm and no other
    ],
)
def test_quiet_is_longer_than_its_own_rhythm(last, since, rhythm, quiet):
    assert is_quiet(rhythm=rhythm, last=last, since=since, today=TODAY) is quiet


def test_one_question_in_thirty_days():
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert idleness.may_ask(None, now)
    assert not idleness.may_ask(now - timedelta(days=29, hours=23), now)
    assert idleness.may_ask(now - timedelta(days=30), now)


def thing(kind: str = Kind.REQUEST, key: str = "a", place: int = 1, **more: object) -> Thing:
    filled: dict = {"title": "x", "where": "y", "href": "/j/x/"}
    return Thing(kind=kind, key=key, place=place, **(filled | more))


def test_what_they_can_do_comes_first_then_their_own_door_then_what_is_soonest():
    things = [
        thing(key="late", by=date(2026, 7, 1)),
        thing(key="soon", by=date(2026, 6, 2)),
        thing(key="home", place=9),
        thing(key="skilled", skills=("haircut",)),
    ]
    got = propose(things, skills={"haircut"}, home=9, most=4)
    assert [one.thing.key for one in got] == ["skilled", "home", "soon", "late"]
    assert got[0].reasons == ("skill:haircut", "near")
    assert got[1].reasons == ("here",)


def test_there_is_a_choice_of_kinds():
    things = [thing(key=f"r{n}") for n in range(4)]
    things += [thing(Kind.POST, "p", missing=2), thing(Kind.NEED, "n")]
    got = propose(things)
    assert {one.thing.kind for one in got} == {Kind.REQUEST, Kind.POST, Kind.NEED}
    assert any("missing:2" in one.reasons for one in got)


@given(
    st.lists(
        st.builds(
            thing,
            kind=st.sampled_from(list(Kind)),
            key=st.uuids().map(str),
            place=st.integers(1, 3),
            missing=st.integers(0, 3),
        ),
        max_size=12,
    )
)
def test_three_at_most_each_once_and_each_with_a_reason(things):
    got = propose(things, home=1)
    assert len(got) == min(len(things), idleness.PROPOSED)
    assert len({one.thing.key for one in got}) == len(got)
    assert all(one.reasons for one in got)
