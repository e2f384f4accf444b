"""Places of projects that are still free, as a desk's plan sees them, and who is not told."""

from last500.dispatch.edges import area_of
from last500.dispatch.placing import with_places
from last500.dispatch.wanted import wanted_at
from last500.projects import actions
from last500.projects.models import Project, ProjectRole
from last500.projects.queries.wanted import SOURCE
from last500.projects.tests.world import called, days, role_of, running, termed


def found(cast, by="lin", place=None):
    return SOURCE.wanted(cast.actor(by), (place or cast.a).path, 20)


def told(cast):
    wanted = wanted_at(cast.actor("lin"), cast.a)
    area = with_places(area_of([], wanted=wanted), wanted)
    return set(area.proposals[wanted[0].code])


def test_a_role_of_a_called_project_with_its_skill_days_and_page(cast):
    project = called(cast)
    (wanted,) = found(cast)
    assert (wanted.key, wanted.title, wanted.role) == (role_of(project).pk, project.title, "助教")
    assert (wanted.free, wanted.skills, wanted.dated) == (2, ("phone_teaching",), False)
    assert wanted.link == f"/projects/{project.pk}/" and wanted.day is None
    assert not wanted.needs and wanted.least_age == 0


def test_none_before_the_call_when_full_or_after_its_last_day(cast):
    project = termed(cast)
    assert found(cast) == []
    project = actions.call(cast.actor("lin"), project)
    assert len(found(cast)) == 1
    Project.objects.filter(pk=project.pk).update(until_on=days(-1), from_on=days(-9))
    assert found(cast) == []


def test_a_running_project_whose_places_are_all_taken_wants_nobody(cast):
    running(cast)
    assert found(cast) == []


def test_where_somebody_waits_they_are_asked_before_anybody_is_told(cast):
    project = called(cast)
    role = role_of(project)
    for who in ("wang", "zhou"):
        actions.claim(cast.actor(who), role, age=18)
    actions.join(cast.actor("li"), role)
    ProjectRole.objects.filter(pk=role.pk).update(number=3)
    assert found(cast) == []


def test_whoever_is_in_left_or_leads_is_not_told(cast):
    project = called(cast)
    assert told(cast) == {cast.wang.pk, cast.li.pk, cast.zhou.pk}
    actions.claim(cast.actor("wang"), role_of(project), age=18)
    (wanted,) = found(cast)
    assert told(cast) == {cast.li.pk, cast.zhou.pk} and wanted.met == {cast.wang.phone_index}
    actions.leave(cast.actor("wang"), role_of(project))
    assert told(cast) == {cast.li.pk, cast.zhou.pk}, "whoever left is not asked back"
    Project.objects.filter(pk=project.pk).update(leader=cast.li)
    (wanted,) = found(cast)
    assert told(cast) == {cast.zhou.pk} and wanted.met == {cast.li.phone_index}


def test_what_is_dangerous_is_for_adults(cast):
    project = called(cast)
    Project.objects.filter(pk=project.pk).update(risk="high", risk_note="登高", insured_on=days(0))
    (wanted,) = found(cast)
    assert wanted.risky and wanted.least_age == 18


def test_what_they_have_taken_counts_while_it_goes_on(cast):
    project = called(cast)
    actions.claim(cast.actor("wang"), role_of(project), age=18)
    assert SOURCE.taken([cast.wang.pk, cast.li.pk]) == {cast.wang.pk: 1}
    actions.give_up(cast.actor("lin"), project, reason="场地没了")
    assert SOURCE.taken([cast.wang.pk]) == {}


def test_three_statements_however_many(cast, django_assert_num_queries):
    project = called(cast)
    actor = cast.actor("lin")
    for number in (1, 4):
        ProjectRole.objects.bulk_create(
            ProjectRole(project=project, order=n, title=f"帮手{n}", number=2)
            for n in range(1, number)
        )
        with django_assert_num_queries(3):
            assert len(SOURCE.wanted(actor, cast.a.path, 20)) == number
