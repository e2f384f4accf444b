"""What goes with an account, with its lock, and when its term is over; what stays."""

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.evaluations import actions, queries
from last500.evaluations.models import Evaluation, Rating
from last500.evaluations.retention import PARTS, RULES
from last500.evaluations.tests import scene
from last500.projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast):
    """A published evaluation with Wang's sentence; six have rated."""
    project = scene.project(cast)
    one = scene.activity(cast, project)
    for name in scene.CAME:
        actions.say(cast.actor(name), one, rating=3, changed=f"{name}的话", may_publish=True)
    mine = Rating.objects.get(person=cast.wang)
    scene.published(cast, project, chosen=[mine.pk])
    return project


def test_what_somebody_said_goes_with_their_account_and_the_sum_stays(cast, told):
    before = scene.fresh(told).facts
    PARTS[0].leave(cast.wang)
    assert queries.published_words(told) == [] and Rating.objects.count() == 5
    assert scene.fresh(told).facts == before


def test_locked_data_are_not_read_and_not_published_again(cast, told):
    PARTS[0].restrict(cast.wang, clock.now())
    assert queries.published_words(told) == []
    PARTS[0].restrict(cast.wang, None)
    assert queries.published_words(told) == []


def test_officers_who_leave_are_not_named_any_more(cast, told):
    PARTS[0].leave(cast.lin)
    PARTS[0].leave(cast.he)
    row = scene.fresh(told)
    assert (row.written_by, row.community_by) == (None, None) and row.state == "published"


def test_ratings_are_kept_until_their_project_is_closed(cast, told):
    rule = next(one for one in RULES if one.name == "activity_ratings")
    alone = scene.activity(cast, None, ["wang"], ended=5 * clock.DAY)
    actions.say(cast.actor("wang"), alone, rating=1)
    later = clock.now() + clock.DAY
    assert [row.activity for row in rule.rows(later)] == [alone]
    Project.objects.filter(pk=told.pk).update(state="closed", due_at=None, closed_at=clock.now())
    assert rule.rows(later).count() == 7


def test_one_rating_for_a_person_and_an_activity(cast, told):
    row = Rating.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(
            activity_id=row.activity_id, person_id=row.person_id, rating=1, at=clock.now()
        )


@pytest.mark.parametrize(
    "values",
    [
        {"state": "published", "published_at": None},
        {"community_at": None},
        {"account": ""},
        {"counted_at": None},
    ],
)
def test_the_table_refuses_a_publication_that_lacks_something(cast, told, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=told.pk).update(**values)


def test_a_rating_of_four_is_refused_by_the_table(cast, told):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.update(rating=4)


def test_written_again_nobody_can_be_subtracted(cast):
    """Somebody leaves between two versions: both say the same of people."""
    project = scene.project(cast)
    one = scene.activity(cast, project)
    for name in scene.CAME:
        actions.say(cast.actor(name), one, rating=3)
    before = scene.written(cast, project).facts
    actions.reopen(cast.actor("lin"), project)
    PARTS[0].leave(cast.wang)
    after = scene.written(cast, project).facts
    assert (after["ratings"], after["came"]) == (before["ratings"], before["came"])
