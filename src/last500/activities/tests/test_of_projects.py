"""A project's own page lists its dates; an activity's page says where it comes from."""

import pytest
from django.urls import reverse

from last500.activities import actions
from last500.activities.models import Activity
from last500.activities.tests.town import helpers, role_of, set_up
from last500.projects import seams
from last500.projects.models import Project
from last500.projects.queries import origin
from last500.projects.tests import world

pytestmark = pytest.mark.django_db


def shown(client, name: str, key: object) -> str:
    return client.get(reverse(name, args=[key])).content.decode()


def dated(cast, project: Project, **more: object) -> Activity:
    return set_up(cast, helpers(0, 2), project=project.pk, **more)


def test_the_page_of_a_project_lists_its_dates_and_names_nobody(cast, client):
    project = world.called(cast)
    late, early = (dated(cast, project, days=days) for days in (9, 8))
    actions.sign_up(cast.actor("wang"), role_of(early))
    off = dated(cast, project, days=10)
    actions.call_off(cast.actor("lin"), off, reason="下雨")
    found = seams.dates(project)
    assert [one.words for one in found] == ["还有 1 个位置", "还有 2 个位置", "不办了"]
    assert [str(one.pk) in found[at].href for at, one in enumerate((early, late, off))] == [
        True
    ] * 3
    page = shown(client, "projects:show", project.pk)
    assert found[0].href in page and cast.wang.called not in page


def test_whoever_runs_a_project_is_led_to_one_more_date_of_it(cast, client):
    project = world.called(cast)
    way = f"/activities/at/furongyuan/new/?project={project.pk}"
    assert way not in shown(client, "projects:show", project.pk)
    client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
    assert way in shown(client, "projects:show", project.pk)
    assert f'value="{project.pk}" selected' in client.get(way).content.decode()


def test_a_full_date_says_that_one_may_wait(cast):
    project = world.called(cast)
    one = set_up(cast, helpers(0, 1), project=project.pk)
    actions.sign_up(cast.actor("wang"), role_of(one))
    assert [one.words for one in seams.dates(project)] == ["满了，可以排队"]


def test_an_activity_says_who_asked_organised_carried_and_paid(cast, client):
    project = world.running(cast)
    page = shown(client, "activities:show", dated(cast, project).pk)
    for words in ("谁提的", "谁组织", "谁来做", "谁出钱", "政府购买服务", "邻里社会服务社"):
        assert words in page
    assert reverse("projects:show", args=[project.pk]) in page


def test_of_a_project_that_is_not_called_a_stranger_reads_nothing(cast, client):
    """The control is whoever weighs it."""
    project = world.proposed(cast, title="还在评的项目")
    one = dated(cast, project)
    assert project.title not in shown(client, "activities:show", one.pk)
    client.force_login(cast.he, backend="last500.people.backend.CodeBackend")
    assert project.title in shown(client, "activities:show", one.pk)


def test_whoever_signed_to_do_the_work_is_told_as_doing_it(cast):
    project = world.staffed(cast)
    assert origin(project).carried == "芙蓉苑"
    world.signed(cast, project)
    assert origin(project).carried == "邻里社会服务社"
