"""One person says in several tabs at once how an activity was; two publish one evaluation.

The control takes the constraint's question away and shows what it stands against.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection

from last500.base.errors import Conflict
from last500.evaluations import actions
from last500.evaluations.actions import asking, saying
from last500.evaluations.models import Evaluation, EvaluationEvent, Rating, RatingAsk
from last500.evaluations.tests import scene
from last500.notify.models import Message
from tests.cast import Cast, build
from tests.postgres import owner
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TABS = ["1", "2", "3"]


@contextmanager
def without_constraint() -> Iterator[None]:
    """SQLite makes a table anew from what its model says: the model forgets it as well."""
    known = Rating._meta.constraints
    one = next(row for row in known if row.name == "one_rating_of_an_activity")
    Rating._meta.constraints = [row for row in known if row is not one]
    with owner(), connection.schema_editor() as editor:
        editor.remove_constraint(Rating, one)
    try:
        yield
    finally:
        Rating.objects.all().delete()
        Rating._meta.constraints = known
        with owner(), connection.schema_editor() as editor:
            editor.add_constraint(Rating, one)


def together(cast: Cast, activity: object) -> list[object]:
    wang = cast.actor("wang")
    return all_at_once(lambda tab: actions.say(wang, activity, rating=int(tab)), TABS)


def test_three_tabs_leave_one_rating():
    """Without a project no row is held: the constraint alone stands there."""
    cast = build()
    for number in range(3):
        one = scene.activity(cast, None, ["wang"], ended=(number + 1) * 5 * scene.clock.HOUR)
        answers = together(cast, one)
        assert Rating.objects.filter(activity=one, person=cast.wang).count() == 1
        assert all(isinstance(answer, Rating) for answer in answers), answers


def test_control_without_the_constraint_there_are_three(monkeypatch):
    """Look, then act: every tab sees that nothing was said yet."""
    cast = build()
    one = scene.activity(cast, None, ["wang"])
    everybody = threading.Barrier(len(TABS), timeout=20)

    def look_and_believe(actor, activity, rating, person):
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            everybody.wait()
        return Rating(activity=activity, person_id=person, rating=rating, at=scene.clock.now())

    monkeypatch.setattr(saying, "_row", look_and_believe)
    answers = together(cast, one)
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == 2
    Rating.objects.all().delete()
    everybody.reset()
    with without_constraint():
        together(cast, one)
        assert Rating.objects.filter(activity=one, person=cast.wang).count() == 3


def test_two_workers_ask_once():
    cast = build()
    one = scene.activity(cast, scene.project(cast), ["wang"], ended=3 * scene.clock.HOUR)
    all_at_once(lambda _name: asking._ask(one), TABS)
    assert RatingAsk.objects.count() == 1
    assert Message.objects.filter(kind="rating_asked", channel="inbox").count() == 1


def test_two_publish_and_one_does():
    cast = build()
    project = scene.project(cast)
    scene.written(cast, project)
    actions.agree(cast.actor("he"), project)
    actors = {name: cast.actor(name) for name in ("lin", "he")}
    answers = all_at_once(lambda name: actions.publish(actors[name], project), list(actors))
    assert sum(isinstance(answer, Evaluation) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    assert EvaluationEvent.objects.filter(action="publish").count() == 1
