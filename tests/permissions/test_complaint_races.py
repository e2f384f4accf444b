"""Two at the same moment: one answers, one allows; and what happens without the condition."""

import threading

import pytest
from django.db import connection

from last500.base.errors import Conflict, Forbidden
from last500.complaints import actions
from last500.complaints.models import Complaint, ComplaintEvent, RevealAsk
from last500.complaints.tests.test_life import fresh, told
from last500.organisations.models import Office
from tests.cast import Cast, build
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NAMES = ["he", "hua", "li", "zhou"]


def town_with_four_at_the_community() -> Cast:
    cast = build()
    for name in NAMES[1:]:
        Office.objects.create(
            person=cast.people[name],
            kind="community_officer",
            place=cast.community,
            from_on="2020-01-01",
        )
    return cast


def test_of_four_who_answer_at_once_one_wins():
    cast = town_with_four_at_the_community()
    complaint = told(cast)
    loaded = {name: (cast.actor(name), fresh(complaint)) for name in NAMES}
    outcomes = all_at_once(lambda name: actions.answer(*loaded[name], note=f"答复 {name}"), NAMES)
    assert sum(isinstance(outcome, Complaint) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 3
    assert ComplaintEvent.objects.filter(action="answer").count() == 1
    assert fresh(complaint).state == "answered"


def test_control_looking_and_then_writing_answers_several_times():
    """The condition on the old state taken away: the same four all answer."""
    cast = town_with_four_at_the_community()
    complaint = told(cast)
    all_have_looked = threading.Barrier(len(NAMES))

    def look_then_write(name: str) -> object:
        seen = Complaint.objects.get(pk=complaint.pk)
        connection.close()
        all_have_looked.wait()
        if seen.state != "received":
            raise Conflict("gone")
        return Complaint.objects.filter(pk=complaint.pk).update(state="answered")

    assert all_at_once(look_then_write, NAMES).count(1) > 1


def test_of_two_who_allow_at_once_one_is_written_down():
    cast = town_with_four_at_the_community()
    complaint = told(cast, open_name=True, consent=True, name="陈桂英", phone=cast.chen.phone)
    ask = actions.ask_who(cast.actor("he"), fresh(complaint), reason="要上门道歉")
    actors = {name: cast.actor(name) for name in ("sun", "tang", "gao")}

    def allow(name: str) -> object:
        try:
            return actions.confirm_who(actors[name], ask.pk)
        except Forbidden as refused:  # it was answered before this one looked
            return refused

    outcomes = all_at_once(allow, list(actors))
    assert sum(isinstance(outcome, RevealAsk) for outcome in outcomes) == 1
    assert ComplaintEvent.objects.filter(action="confirm_who").count() == 1


def test_withdrawn_and_answered_at_once_is_one_of_the_two():
    cast = build()
    complaint = told(cast, cast.actor("chen"), open_name=True, consent=True)
    loaded = {name: (cast.actor(name), fresh(complaint)) for name in ("he", "chen")}
    verbs = {
        "he": lambda actor, one: actions.answer(actor, one, note="答复"),
        "chen": lambda actor, one: actions.withdraw(actor, one),
    }
    outcomes = all_at_once(lambda name: verbs[name](*loaded[name]), ["he", "chen"])
    won = [outcome for outcome in outcomes if isinstance(outcome, Complaint)]
    assert len(won) == 1  # both had read it as received
    last = ComplaintEvent.objects.filter(complaint=complaint).order_by("at", "pk").last()
    assert last is not None and fresh(complaint).state == last.to_state
