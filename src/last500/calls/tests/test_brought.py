"""A project that was weighed before is brought to a call by whoever carries it."""

import pytest

from last500.base import clock
from last500.base.errors import Conflict, Forbidden
from last500.calls import actions
from last500.calls.models import Application
from last500.calls.rules import Applicant, Part, Stand
from last500.calls.tests import world
from last500.calls.tests.world import again, proposed
from last500.projects import actions as projects
from last500.projects.models import Indicator, Project
from last500.projects.tests import world as weighed
from last500.projects.tests.world import fresh
from tests.reading import Reader

pytestmark = pytest.mark.django_db


AIM = weighed.draft().aim
NOW = clock.now()
GOES_ON = {"state": "running", "consented_at": NOW, "called_at": NOW}


@pytest.fixture
def carried(cast) -> Project:
    """Weighed a week ago, with two places and an insurance, carried by Hua's organisation."""
    with clock.at(clock.now() - 7 * clock.DAY):
        one = world.social(cast)
        other = weighed.organisation(cast, "hua", "另一家社会组织")
        project = weighed.proposed(
            cast, also_at=(cast.c,), insurance="团体意外险", insured_on=weighed.days(1)
        )
        weighed.panel(cast, project, other)
        project = fresh(projects.review(cast.actor("he"), project, result="可以做。"))
        row = projects.ask_partner(cast.actor("lin"), project, one, as_what="social", part="牵头")
        projects.agree_partner(cast.actor("hua"), row, until_on=weighed.days(200))
        projects.carry(cast.actor("lin"), project, one)
    return fresh(project)


def brought(cast, call, project) -> Application:
    row = actions.begin(
        cast.actor("hua"), call, Applicant.SOCIAL, project.place,
        organisation=world.social(cast), project=project,
    )  # fmt: skip
    return again(row)


def test_it_is_offered_to_whoever_carries_it_and_to_nobody_else(cast, carried):
    call = world.opened(cast)
    assert carried in {way.project for way in actions.ways(cast.actor("hua"), call)}
    assert {way.project for way in actions.ways(cast.actor("li"), call)} == {None}
    with pytest.raises(Forbidden):
        actions.begin(cast.actor("li"), call, Applicant.PERSON, cast.a, project=carried)


def test_handed_in_it_stays_the_same_project_with_what_the_form_does_not_ask(cast, carried):
    row = brought(cast, world.opened(cast), carried)
    assert row.brought and row.stand == Stand.DRAFT
    actions.submit(cast.actor("hua"), row, proposed(aim=AIM))
    row = again(row)
    assert row.project == carried and Project.objects.count() == 1
    found = fresh(carried)
    assert (found.insurance, found.state) == ("团体意外险", "reviewed")
    assert [one.place for one in found.also_at.select_related("place")] == [cast.c]
    assert found.indicators.get().planned == 8 and row.asked_fen == 9_000_00
    actions.mend(cast.actor("hua"), row, proposed(aim=AIM, number=9))
    assert fresh(carried).also_at.count() == 1 and found.indicators.get().planned == 9


def test_withdrawn_the_project_goes_on_and_may_be_brought_again(cast, carried):
    call = world.opened(cast)
    row = brought(cast, call, carried)
    actions.submit(cast.actor("hua"), row, proposed(aim=AIM))
    assert carried not in {way.project for way in actions.ways(cast.actor("hua"), call)}
    actions.withdraw(cast.actor("hua"), again(row))
    assert fresh(carried).state == "reviewed" and again(row).project is None
    assert brought(cast, call, carried).project == carried


def test_a_project_that_people_were_called_for_is_not_brought_any_more(cast, carried):
    row = brought(cast, world.opened(cast), carried)
    lin = cast.actor("lin")
    projects.set_budget(lin, carried, total=0, percent=None, lines=[])
    projects.set_indicators(lin, carried, weighed.PROMISES)
    projects.set_roles(lin, carried, [projects.Wish("助教", 2)])
    projects.call(lin, carried)
    with pytest.raises(Conflict, match="指标"):
        actions.submit(cast.actor("hua"), row, proposed(aim=AIM))
    assert again(row).stand == Stand.DRAFT


def test_a_neighbour_who_leads_one_brings_it(cast):
    with clock.at(clock.now() - clock.DAY):
        project = weighed.proposed(cast, by="wang")
        projects.consent(cast.actor("lin"), project)
        Project.objects.filter(pk=project.pk).update(state="reviewed")
    call = world.opened(cast)
    ways = [one for one in actions.ways(cast.actor("wang"), call) if one.project]
    assert {one.applicant for one in ways} == {Applicant.GROUP, Applicant.PERSON}
    row = actions.begin(cast.actor("wang"), call, Applicant.PERSON, cast.a, project=project)
    assert again(row).brought


# ---- one number for one thing -------------------------------------------------------------------


def test_what_a_report_says_stands_in_the_project(cast):
    _call, hers = world.contracted(cast)
    row = Indicator.objects.get(project=hers.project)
    world.reported(cast, hers, Part.MID, 0)
    row.refresh_from_db()
    assert row.reached is None  # the project has not begun: there is nothing to fill in
    Project.objects.filter(pk=hers.project_id).update(**GOES_ON)
    world.reported(cast, hers, Part.FINAL, 7)
    row.refresh_from_db()
    assert row.reached == 7 and row.told_at is not None
    assert actions.reached_so_far(again(hers)) == {"上课": 7}


def test_after_the_evaluation_a_report_says_the_same_number(cast):
    _call, hers = world.contracted(cast)
    world.reported(cast, hers, Part.MID, 3)
    Project.objects.filter(pk=hers.project_id).update(**GOES_ON)
    Indicator.objects.filter(project=hers.project).update(reached=6, told_at=clock.now())
    Project.objects.filter(pk=hers.project_id).update(state="evaluated")
    with pytest.raises(actions.Faulty, match="评估里"):
        world.reported(cast, hers, Part.FINAL, 8)
    world.reported(cast, hers, Part.FINAL, 6)
    assert Indicator.objects.get(project=hers.project).reached == 6


# ---- the door of a district ---------------------------------------------------------------------


def test_a_district_finds_its_calls_from_its_own_menu(cast):
    tang = Reader(cast.tang).open("/").follow("公益创投").sees("涪江区", "写一次征集")
    assert tang.page.address.startswith("/calls/at/")
    Reader(cast.wang).open("/").sees_not("/calls/at/")
    Reader(cast.sun).open("/").sees_not("/calls/at/")  # its desk has the door
