"""An organisation offers itself as partner; whoever runs the project answers."""

import pytest

from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.models import Organisation
from last500.projects import actions
from last500.projects.actions.panel import stakes_of
from last500.projects.models import Partner
from last500.projects.rules import PartnerState
from last500.projects.tests import world
from last500.projects.tests.world import days, fresh
from tests.reading import Reader

pytestmark = pytest.mark.django_db
SAID = {"as_what": "unit", "part": "出一间教室"}


@pytest.fixture
def branch(cast):
    return world.organisation(cast, "chen", "市图书馆党支部", "unit")


def offered(cast, project, branch) -> Partner:
    row = actions.offer(cast.actor("chen"), project, branch, **SAID, until_on=days(120))
    return Partner.objects.select_related("project", "organisation").get(pk=row.pk)


def test_an_offer_counts_when_the_runner_takes_it(cast, branch):
    project = world.called(cast)
    assert actions.may_offer(cast.actor("chen"), project) == [branch]
    assert actions.may_offer(cast.actor("wang"), project) == []
    row = offered(cast, project, branch)
    assert row.state == PartnerState.OFFERED and cast.lin.pk in world.told("project_offer")
    assert actions.may_offer(cast.actor("chen"), project) == []  # once, until there is an answer
    with pytest.raises(Refused, match="等着答复"):
        offered(cast, project, branch)
    with pytest.raises(Forbidden):
        actions.take_offer(cast.actor("chen"), row)  # nobody answers themselves
    actions.take_offer(cast.actor("lin"), row)
    row.refresh_from_db()
    assert (row.state, row.until_on) == (PartnerState.AGREED, days(120))
    assert world.told("project_answered") == {cast.chen.pk}
    with pytest.raises(Conflict):
        actions.refuse_offer(cast.actor("lin"), row)


def test_what_is_refused_may_be_offered_again(cast, branch):
    project = world.called(cast)
    actions.refuse_offer(cast.actor("lin"), offered(cast, project, branch))
    assert Partner.objects.get().state == PartnerState.DECLINED
    offered(cast, project, branch)
    actions.end_partner(cast.actor("chen"), Partner.objects.select_related(
        "project", "organisation").get(state=PartnerState.OFFERED))  # fmt: skip
    assert not Partner.objects.taking_part().exists()


def test_a_taken_offer_is_signed_anew_by_the_three_sides(cast, branch):
    project = world.staffed(cast)
    world.signed(cast, project)
    actions.take_offer(cast.actor("lin"), offered(cast, fresh(project), branch))
    assert fresh(project).letter is None


def test_nobody_offers_before_the_call_or_after_the_end_or_in_another_name(cast, branch):
    project = world.reviewed(cast)
    with pytest.raises(Conflict):
        offered(cast, project, branch)
    project = fresh(actions.call(cast.actor("lin"), _termed(cast, project)))
    with pytest.raises(Forbidden):
        actions.offer(cast.actor("wang"), project, branch, **SAID, until_on=days(120))
    for wrong in ({"part": " "}, {"until_on": days(-1)}, {"until_on": None}):
        with pytest.raises(Refused):
            actions.offer(cast.actor("chen"), project, branch,
                          **({**SAID, "until_on": days(120)} | wrong))  # fmt: skip
    far = Organisation.objects.create(kind="unit", name="外地支部", place=cast.city)
    world.speaks(cast, far, "chen")
    with pytest.raises(Refused, match="这个区县"):
        actions.offer(cast.actor("chen"), project, far, **SAID, until_on=days(120))


def _termed(cast, project):
    lin = cast.actor("lin")
    actions.set_budget(lin, project, total=0, percent=None, lines=[])
    actions.set_indicators(lin, project, world.PROMISES)
    actions.set_roles(lin, project, [actions.Wish("助教", 2)])
    return fresh(project)


def test_an_offer_is_between_the_two_of_them_through_the_pages(cast, branch):
    project = world.called(cast)
    page = f"/projects/{project.pk}/"
    chen = Reader(cast.chen).open(page).follow("我们单位也想一起做")
    chen.press("提出来", status=422)  # with what is not said
    chen.press("提出来", {"part": "出一间教室"}).sees("答复以前随时可以收回")
    Reader(cast.wang).open(f"{page}partners/").sees_not(branch.name)
    Reader(None).open(page).sees_not(branch.name)
    lin = Reader(cast.lin).open(page).sees("有一家想一起做").follow("看看，答复")
    lin.press("请它一起做")
    assert Partner.objects.get().as_what == "unit", "as its own kind is, unless they say otherwise"
    Reader(None).open(page).sees(branch.name, "出一间教室")
    assert "我们单位也想一起做" not in Reader(cast.chen).open(page).page


def test_a_liaison_of_an_offering_organisation_has_an_interest_in_its_call(cast, branch):
    project = world.called(cast)
    offered(cast, project, branch)
    assert branch.pk in stakes_of(project).organisations
