"""Two at once: one number for a person, one move, one look at a paper."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from last500.base.errors import Refused
from last500.base.scope import everything
from last500.reportin import actions
from last500.reportin.models import HelperNumber, Proof, ReportIn
from tests.postgres import owner

AGAIN = (
    "CREATE UNIQUE INDEX one_open_proof_of_a_kind ON reportin_proof"
    " (person_id, qualification, state) WHERE state IN ('said', 'seen')"
)
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*verbs) -> list:
    """What each gave back, or the refusal it met."""
    start = Barrier(len(verbs))

    def run(verb):
        try:
            with everything("two people act at the same moment"):
                start.wait(timeout=10)
                return verb()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


def test_a_number_that_is_drawn_twice_at_once_is_one(cast):
    found = at_once(*[lambda: actions.number_for(cast.wang).number] * 4)
    assert len(set(found)) == 1
    assert HelperNumber.objects.filter(person=cast.wang).count() == 1


def say_it_four_times(cast) -> int:
    """How many of the same paper then wait to be looked at."""
    me = cast.actor("wang")
    at_once(*[lambda: actions.say_proof(me, "law")] * 4)
    return Proof.objects.filter(person=cast.wang, state="said").count()


def test_of_one_paper_said_four_times_at_once_one_waits(cast):
    assert say_it_four_times(cast) == 1


def test_control_without_its_constraint_four_would_wait(cast):
    with owner() as cursor:
        cursor.execute("DROP INDEX one_open_proof_of_a_kind")
    try:
        assert say_it_four_times(cast) == 4
    finally:
        Proof.objects.all().delete()
        with owner() as cursor:
            cursor.execute(AGAIN)


def test_of_two_moves_at_once_one_happens(cast):
    row = ReportIn.objects.get(person=cast.wang)
    me = cast.actor("wang")

    def to(place):
        mine = ReportIn.objects.select_related("person", "place", "slip").get(pk=row.pk)
        return lambda: actions.move(me, mine, place)

    found = at_once(to(cast.b), to(cast.c))
    assert sum(isinstance(one, Refused) for one in found) == 1
    assert ReportIn.objects.active().filter(person=cast.wang).count() == 1


def test_a_paper_is_looked_at_once(cast):
    said = actions.say_proof(cast.actor("wang"), "law")
    lin, he = cast.actor("lin"), cast.actor("he")

    def look(actor, place):
        paper = Proof.objects.select_related("person").get(pk=said.pk)
        return lambda: actions.see_proof(actor, paper, place, valid_until=None)

    found = at_once(look(lin, cast.a), look(he, cast.community))
    assert sum(isinstance(one, Refused) for one in found) == 1
    assert Proof.objects.get(person=cast.wang).state == "seen"
