"""Several at the same moment: one result, one unit's paper once in the book, and a control."""

import pytest
from django.db import connection

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.proof.models import Entry
from last500.votes import actions
from last500.votes.actions import Read
from last500.votes.actions import box as box_actions
from last500.votes.models import Ballot, Reading, Result, Vote
from last500.votes.rules import BallotState, Role
from last500.votes.tests import world
from last500.votes.tests.world import AGAINST, FOR, during, fresh, over, said
from tests.cast import build
from tests.tamper.hands import votes_lifted
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
EIGHT = [f"teller{number}" for number in range(8)]


def with_tellers(cast):
    """Eight who read ballots, so that eight hands reach for one unit at once."""
    from last500.people import actions as people

    vote = world.opened(cast)
    for number, name in enumerate(EIGHT):
        cast.people[name] = people.person_with_phone(f"1000002{number:04d}", name=f"录{number}")
        actions.ask(cast.actor("lin"), vote, cast.people[name], Role.TELLER)
        actions.answer(cast.actor(name), vote, agrees=True)
    return vote


def test_two_presses_count_once():
    cast = build()
    vote = world.closed(cast)
    lin = cast.actor("lin")

    def press(_name):
        with over(vote):
            return actions.count(lin, fresh(vote))

    answers = all_at_once(press, ["a", "b", "c", "d"])
    assert sum(isinstance(one, Result) for one in answers) == 1
    assert sum(isinstance(one, Conflict) for one in answers) == 3
    assert Result.objects.count() == 1
    assert Entry.objects.filter(stream=vote.stream, kind="vote result").count() == 1


def test_eight_hands_on_one_paper_put_it_into_the_book_once():
    cast = build()
    vote = with_tellers(cast)
    at = vote.opens_at
    actors = {name: cast.actor(name) for name in EIGHT}
    unit = world.unit(vote, 5)

    def press(name):
        with during(vote):
            return actions.read(actors[name], fresh(vote), unit, 1, said(at, FOR))

    answers = all_at_once(press, EIGHT)
    agreed = [one for one in answers if isinstance(one, Read) and one.state == BallotState.AGREED]
    assert len(agreed) == 1 and Ballot.objects.filter(vote=vote).count() == 1
    assert Reading.objects.count() == 2 and fresh(vote).handed_units == 1
    assert Entry.objects.filter(stream=vote.stream, kind="vote ballot").count() == 1


def test_eight_papers_of_one_unit_count_as_one():
    cast = build()
    vote = with_tellers(cast)
    at = vote.opens_at
    actors = {name: cast.actor(name) for name in EIGHT}
    unit = world.unit(vote, 5)

    def press(name):
        with during(vote):
            number = EIGHT.index(name) + 1
            paper = said(at + number * clock.MINUTE, FOR if number < 8 else AGAINST)
            return actions.read(actors[name], fresh(vote), unit, number, paper)

    all_at_once(press, EIGHT)
    with during(vote, 90):
        for number in range(1, 9):
            paper = said(at + number * clock.MINUTE, FOR if number < 8 else AGAINST)
            actions.read(cast.actor("wang"), fresh(vote), unit, number, paper)
    with over(vote):
        actions.count(cast.actor("lin"), fresh(vote))
    import json

    sheet = json.loads(Result.objects.get(vote=vote).sheet)
    assert sheet["counted"] == 1 and sheet["aside"] == {"replaced": 7}
    assert sheet["questions"][0]["said"]["against"]["units"] == 1


def test_without_lock_and_guard_a_paper_is_read_by_one_alone(monkeypatch):
    """The control: without the constraint's error one person's two readings would be two people."""
    cast = build()
    vote = world.opened(cast)
    lin, unit = cast.actor("lin"), world.unit(vote, 5)
    with votes_lifted(connection):
        taken = box_actions._take

        def as_somebody(actor, ballot, one):
            taken(cast.actor("wang") if Reading.objects.exists() else actor, ballot, one)

        monkeypatch.setattr(box_actions, "_take", as_somebody)
        with during(vote):
            for _twice in range(2):
                found = actions.read(lin, fresh(vote), unit, 1, said(clock.now(), FOR))
        assert found.state == BallotState.AGREED
        Vote.objects.filter(pk=vote.pk).update(state="open")
    monkeypatch.undo()
    with during(vote), pytest.raises((Conflict, Refused)):
        actions.read(lin, fresh(vote), world.unit(vote, 6), 1, said(clock.now(), FOR))
        actions.read(lin, fresh(vote), world.unit(vote, 6), 1, said(clock.now(), FOR))
