"""Everybody can use the project mode: needs, projects, calls, activities, evaluations, market.

Each page is looked at as in `test_barriers_of_report_in`: as it is on a telephone; at 30 px, dark
and in English; the wide ones on a desktop; letters on paper; what matters by keyboard alone.
"""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from last500.activities.models import SignUp
from last500.activities.tests import town as activities
from last500.base import clock
from last500.evaluations.tests import scene
from last500.projects.tests import world
from tests.access import activities as activity_rows
from tests.access import calls, evaluations, projects, unmet
from tests.browser.barriers import Barriers
from tests.browser.measure import stop, tab_to

NEEDS = [
    stop("unmet:desk", "he", "community.pk", wide=True),
    stop("unmet:show", "lin", "unmet_need.pk"),
    stop("unmet:set_aside", "lin", "unmet_need.pk"),
    stop("projects:from_needs", "lin", "a.pk", query="?need={unmet_need.pk}"),
    stop("organisations:mode", "tang", "unmet_county.pk"),
]
PROJECTS = [
    stop("projects:mine", "hua"),
    stop("projects:mine", "wang"),
    stop("projects:at", "", "a.slug"),
    stop("projects:at", "", "b.slug"),
    stop("projects:desk", "lin", "a.pk", wide=True),
    stop("projects:new", "lin", "a.pk"),
    stop("projects:new", "wang", "a.pk"),
    stop("projects:show", "", "open_project.pk"),
    stop("projects:show", "wang", "open_project.pk"),
    stop("projects:show", "he", "weighed.pk"),
    stop("projects:show", "lin", "running.pk", wide=True),
    stop("projects:change", "lin", "weighed.pk"),
    stop("projects:step", "he", "weighed.pk", "=review"),
    stop("projects:step", "lin", "project_offer.pk", "=consent"),
    stop("projects:step", "lin", "open_project.pk", "=staff"),
    stop("projects:panel", "li", "weighed.pk"),
    stop("projects:panel", "he", "weighed.pk"),
    stop("projects:partners", "hua", "weighed.pk"),
    stop("projects:partners", "lin", "running.pk"),
    stop("projects:budget", "lin", "weighed.pk", wide=True),
    stop("projects:budget", "lin", "running.pk", wide=True),
    stop("projects:spent", "lin", "running.pk"),
    stop("projects:indicators", "lin", "weighed.pk", wide=True),
    stop("projects:indicators", "lin", "running.pk"),
    stop("projects:roles", "lin", "running.pk", wide=True),
    stop("projects:agreement", "hua", "open_project.pk"),
    stop("projects:agreement", "lin", "running.pk"),
]
CALLS = [
    stop("calls:list", ""),
    stop("calls:mine", "wang"),
    stop("calls:mine", "zhou"),
    stop("calls:show", "", "open_call.pk"),
    stop("calls:show", "wang", "open_call.pk"),
    stop("calls:desk", "he", "community.pk", wide=True),
    stop("calls:new", "he", "community.pk", wide=True),
    stop("calls:inside", "he", "open_call.pk", wide=True),
    stop("calls:inside", "he", "weighed_call.pk"),
    stop("calls:change", "he", "draft_call.pk"),
    stop("calls:step", "he", "draft_call.pk", "=open"),
    stop("calls:step", "he", "open_call.pk", "=call_off"),
    stop("calls:apply", "li", "open_call.pk"),
    stop("calls:apply", "zhao", "open_call.pk"),
    stop("calls:edit", "wang", "sent_now.pk", wide=True),
    stop("calls:application", "wang", "sent_now.pk"),
    stop("calls:application", "he", "hers.pk", wide=True),
    stop("calls:application", "li", "accepted.pk"),
    stop("calls:reviews", "li", "weighed_call.pk"),
    stop("calls:reviews", "zhao", "weighed_call.pk"),
    stop("calls:review", "zhou", "hers.pk"),
    stop("calls:decide", "he", "hers.pk"),
    stop("calls:contract", "li", "accepted.pk", wide=True),
    stop("calls:report", "li", "accepted.pk", "=mid"),
]
ACTIVITIES = [
    stop("activities:at", "", "a.slug"),
    stop("activities:at", "", "c.slug"),
    stop("activities:show", "", "activity.pk"),
    stop("activities:show", "wang", "activity.pk"),
    stop("activities:show", "li", "activity.pk"),
    stop("activities:show", "lin", "activity.pk", wide=True),
    stop("activities:show", "zhou", "fair.pk"),
    stop("activities:mine", "wang"),
    stop("activities:mine", "chen"),
    stop("activities:links", "zhou"),
    stop("activities:here", "wang", "activity.here_key"),
    stop("activities:take_over", "wang", "activity_offer.key"),
    stop("activities:propose", "wang", "a.slug"),
    stop("activities:helped", "wang", "helped_role.pk"),
    stop("activities:desk", "lin", "a.pk", wide=True),
    stop("activities:new", "lin", "a.pk", wide=True),
    stop("activities:change", "lin", "fair.pk"),
    stop("activities:call_off", "lin", "fair.pk"),
    stop("activities:say", "lin", "activity.pk"),
    stop("activities:tick", "lin", "helped_role.activity.pk"),
    stop("activities:photos", "lin", "helped_role.activity.pk"),
]
EVALUATIONS = [
    stop("evaluations:mine", "wang"),
    stop("evaluations:mine", "hua"),
    stop("evaluations:rate", "li", "rated.pk"),
    stop("evaluations:desk", "lin", "a.pk", wide=True),
    stop("evaluations:desk", "qian", "b.pk"),
    stop("evaluations:write", "lin", "drafted_project.pk", wide=True),
    stop("evaluations:show", "", "told_project.pk", wide=True),
    stop("evaluations:show", "he", "weighing_project.pk"),
]
MARKET = [
    stop("market:near", ""),
    stop("market:near", "wang", wide=True),
    stop("market:near", "wang", query="?when=week&far=compound&group=elders"),
    stop("market:at", "", "a.slug"),
    stop("market:at", "", "b.slug"),
]
STOPS = NEEDS + PROJECTS + CALLS + ACTIVITIES + EVALUATIONS + MARKET
PAPERS = (
    stop("projects:letter", "lin", "running.pk"),
    stop("calls:letter", "li", "accepted.pk"),
    stop("evaluations:show", "he", "told_project.pk"),
    stop("activities:code", "lin", "activity.pk"),
)


@pytest.fixture
def town(live_server, cast) -> SimpleNamespace:
    town = SimpleNamespace(cast=cast)
    for rows in (unmet, projects, calls, activity_rows, evaluations):
        rows.add(town)
    town.running = world.running(cast, title="银龄手机课堂二期")
    town.fair = activities.set_up(cast, days=11, title="便民集市")
    shift = activities.one_role(cast, 3, days=1, title="端午包粽子", start=8 * 60)
    activities.actions.sign_up(cast.actor("wang"), shift)
    # Three days ago, for two days ago at this hour she was at another one.
    with clock.at(clock.now() - 4 * clock.DAY):
        past = activities.one_role(cast, 3, days=1, title="楼道清扫")
        activities.actions.sign_up(cast.actor("wang"), past)
    town.helped_role = past
    return town


class TestBarriers(Barriers):
    stops, papers = STOPS, PAPERS


def test_a_place_is_taken_and_an_activity_rated_with_the_keyboard_alone(
    open_page, live_server, cast
):
    role = activities.one_role(cast, 1, title="图书角整理")
    page = open_page(cast.zhou)
    page.goto(live_server.url + reverse("activities:show", args=[role.activity_id]))
    tab_to(page, "main form .btn")
    page.keyboard.press("Enter")
    expect(page.locator(f"#role-{role.order}")).to_contain_text("你报上了")
    assert SignUp.objects.coming().get(role=role).person_id == cast.zhou.pk

    over = scene.activity(cast, scene.project(cast), ["wang"])
    page = open_page(cast.wang)
    page.goto(live_server.url + reverse("evaluations:rate", args=[over.pk]))
    tab_to(page, "[name=rating]")
    page.keyboard.press("Space")
    tab_to(page, "[name=changed]")
    page.keyboard.type("会挂号了")
    tab_to(page, "[name=may_publish]")
    page.keyboard.press("Space")
    tab_to(page, "main form button.btn")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("会挂号了")
    assert over.ratings.get().may_publish_at is not None
