"""Officers who draft the same year's letter at the same moment: one letter, and the control."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connection

from last500.base.errors import Conflict, Refused
from last500.feedback import actions, queries
from last500.feedback.actions import community
from last500.feedback.models import FeedbackEvent, FeedbackLetter, PersonalPart
from last500.feedback.tests.scene import Scene, scene
from last500.letters.models import Letter
from tests.cast import build
from tests.postgres import owner
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD = [f"{name}{number}" for number in range(6) for name in ("he", "sun")]


def drafting(town: Scene):
    actors = {name: town.cast.actor(name.rstrip("0123456789")) for name in CROWD}

    def one(name: str) -> object:
        try:
            return actions.draft(actors[name], town.report_in)
        except Refused as refused:  # whoever looked after the first had written
            return refused

    return one


def test_many_draft_and_one_letter_is_there():
    town = scene(build())
    answers = all_at_once(drafting(town), CROWD)
    winners = [answer for answer in answers if isinstance(answer, FeedbackLetter)]
    assert len(winners) == FeedbackLetter.objects.count() == 1
    assert all(isinstance(answer, Refused) for answer in answers if answer not in winners)
    assert PersonalPart.objects.count() == len(town.members)
    assert FeedbackEvent.objects.count() == 1


def test_the_constraint_alone_lets_one_through(monkeypatch):
    """Everybody has looked before anybody writes."""
    town = scene(build())
    days = queries.period_for(town.report_in)
    monkeypatch.setattr(community, "period_for", lambda report_in: days)
    answers = all_at_once(drafting(town), CROWD)
    assert FeedbackLetter.objects.count() == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == len(CROWD) - 1


def test_control_without_the_constraint_there_are_several(monkeypatch):
    town = scene(build())
    all_have_looked = threading.Barrier(len(CROWD))
    look = community.period_for

    def look_and_wait(report_in):
        days = look(report_in)
        connection.close()
        all_have_looked.wait()
        return days

    def look_then_write(name: str) -> object:
        days = look_and_wait(town.report_in)
        return community._put_down(town.report_in, days, {"deeds": []})

    with without_the_constraint():
        all_at_once(look_then_write, CROWD)
        assert FeedbackLetter.objects.count() > 1


@contextmanager
def without_the_constraint():
    with owner() as cursor:
        cursor.execute("DROP INDEX one_feedback_letter_a_year")
    try:
        yield
    finally:
        FeedbackLetter.objects.all().delete()
        with owner() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX one_feedback_letter_a_year ON feedback_feedbackletter"
                " (organisation_id, community_id, year)"
                " WHERE NOT state = 'withdrawn' OR sent_at IS NOT NULL"
            )


def test_sent_by_many_at_once_one_letter_is_issued():
    town = scene(build())
    feedback = town.shown()
    for name in ("wang", "li", "zhou"):
        actions.answer(town.cast.actor(name), town.part(feedback, name), agree=True)
    PersonalPart.objects.filter(answer="waiting").update(
        answer="withheld", answered_at=feedback.due_at
    )
    actors = {name: town.cast.actor(name.rstrip("0123456789")) for name in CROWD}
    rows = FeedbackLetter.objects.select_related("organisation", "community", "letter")
    seen = {name: rows.get(pk=feedback.pk) for name in CROWD}
    answers = all_at_once(lambda name: actions.send(actors[name], seen[name]), CROWD)
    assert sum(answer is None for answer in answers) == 1
    assert all(isinstance(answer, Conflict) for answer in answers if answer is not None)
    assert Letter.objects.count() == 1
