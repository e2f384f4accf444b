"""Whoever changes roll, box, sheet or log afterwards is found, also past the guards."""

import pytest
from django.db import connection

from last500.proof.models import Entry
from last500.votes import actions
from last500.votes.models import Ballot, Reading, Result, RollUnit
from last500.votes.tests import world
from last500.votes.tests.world import AGAINST, FOR
from tests.tamper.hands import votes_lifted

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(cast):
    found = world.published(cast, choices=[FOR] * 8 + [AGAINST] * 4)
    with votes_lifted(connection):  # as somebody would who owns the database
        yield found


def test_the_same_again(vote):
    assert actions.recount(vote) == []


def test_a_changed_area_is_found(vote):
    RollUnit.objects.filter(vote=vote, number=1).update(area=9)
    assert "roll" in actions.recount(vote)


def test_an_owner_group_torn_apart_is_found(vote):
    RollUnit.objects.filter(vote=vote, number=1).update(group="NEW")
    assert {"roll", "sheet"} <= set(actions.recount(vote))


def test_a_changed_ballot_is_found_at_its_place(vote):
    ballot = Ballot.objects.get(vote=vote, number=12)
    for reading in Reading.objects.filter(ballot=ballot):
        reading.said = reading.said.replace("against", "for")
        reading.save(update_fields=["said"])
    assert any("12" in fault for fault in actions.recount(vote))


def test_a_ballot_taken_away_or_put_in_is_found(vote):
    Reading.objects.filter(ballot__number=3).delete()
    Ballot.objects.filter(vote=vote, number=3).delete()
    assert any("3" in fault for fault in actions.recount(vote))


def test_a_changed_sheet_is_found(vote):
    sheet = vote.result.sheet.replace('"passed":false', '"passed":true')
    Result.objects.filter(vote=vote).update(sheet=sheet + " ")
    assert {"digest", "sheet"} <= set(actions.recount(vote))


def test_a_second_root_in_the_log_is_found(vote):
    frozen = Entry.objects.get(stream=vote.stream, kind="vote freeze")
    from last500.proof.actions import record

    record(vote.stream, "vote freeze", {"vote": str(vote.pk), "root": "0" * 64})
    assert "root" in actions.recount(vote) and frozen.body
