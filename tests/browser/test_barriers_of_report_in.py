"""Everybody can use what report-in is made of: units, members, lists, posts, teams, letters.

Two visits of each page, so chosen that every pair is met once: as it is; and at 30 px, dark, in
English, where words are longest. Papers are looked at as paper.
"""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from last500.lists.models import Booking
from last500.posts.models import Holding
from last500.posts.tests.town import set_up
from tests.browser.barriers import Barriers
from tests.browser.measure import stop, tab_to
from tests.browser.walk import tap
from tests.test_access import town_of

STOPS = (
    stop("units:home", "hua"),
    stop("units:report_in", "hua"),
    stop("units:report_in", "hua", query="?at={at}"),
    stop("units:one", "hua", "unit_agreed.pk"),
    stop("units:members", "hua", "unit.pk"),
    stop("units:import", "hua", "unit_list.pk"),
    stop("units:liaisons", "hua", "unit.pk"),
    stop("units:move", "hua", "unit_agreed.pk"),
    stop("units:invited", "chen", "unit_asks.pk"),
    stop("units:desk", "he", "community.pk", wide=True),
    stop("units:one", "he", "unit_agreed.pk", wide=True),
    stop("units:enter", "he", "community.pk"),
    *(
        stop(f"reportin:{name}", "wang")
        for name in ("skills", "times", "peace", "unwanted", "days", "proofs", "number", "move")
    ),
    stop("lists:unit", "hua", "library.pk", wide=True),
    stop("lists:add_resource", "hua", "library.pk"),
    stop("lists:import_unit", "hua", "library.pk"),
    stop("lists:read", "hua", "community.pk"),
    stop("lists:need", "hua", "need.pk"),
    stop("lists:claim", "hua", "need.pk"),
    stop("lists:show_booking", "hua", "booking.pk"),
    stop("lists:desk", "he", "community.pk", wide=True),
    stop("lists:desk", "he", "community.pk", query="?list=resources"),
    stop("lists:add_need", "he", "community.pk"),
    stop("lists:show_claim", "he", "need_claim.pk"),
    stop("lists:resource", "he", "venue.pk", wide=True),
    stop("lists:book", "he", "library_room.pk", wide=True),
    stop("lists:profile", "he", "community.pk", wide=True),
    stop("lists:about", "", "community.pk"),
    stop("posts:at", "", "a.slug"),
    stop("posts:show", "li", "post.pk"),
    stop("posts:show", "wang", "post.pk"),
    stop("posts:mine", "wang"),
    stop("posts:leave", "wang", "post.pk"),
    stop("posts:desk", "lin", "a.pk", wide=True),
    stop("posts:new", "lin", "a.pk"),
    stop("teams:at", "", "a.slug"),
    stop("teams:mine", "li"),
    stop("teams:show", "wang", "team.pk"),
    stop("teams:show", "he", "team.pk"),
    stop("teams:desk", "lin", "a.pk", wide=True),
    stop("teams:found", "lin", "a.pk"),
    stop("pairings:mine", "li"),
    stop("pairings:help", "wang", "pairing.pk"),
    stop("pairings:household", "chen", "pairing.pk"),
    stop("pairings:wish", "chen", "a.slug"),
    stop("pairings:desk", "lin", "a.pk", wide=True),
    stop("pairings:enter", "lin", "a.pk"),
    stop("pairings:show", "lin", "pairing_sought.pk"),
    stop("pairings:ask", "lin", "pairing_sought.pk"),
    stop("rotas:mine", "wang"),
    stop("rotas:turn", "wang", "rota_turn.pk"),
    stop("rotas:home", "chen", "rota.pk"),
    stop("rotas:desk", "lin", "a.pk", wide=True),
    stop("rotas:arrange", "lin", "a.pk"),
    stop("rotas:one", "lin", "rota.pk", wide=True),
    stop("records:mine", "wang"),
    stop("records:enter", "wang"),
    stop("records:one", "wang", "record.pk"),
    stop("records:certificate", "wang"),
    stop("records:served", "", "link.key"),
    stop("records:desk", "lin", "a.pk", wide=True),
    stop("letters:mine", "wang"),
    stop("letters:check", ""),
    stop("letters:check", "", query="?letter=K7M4"),
    stop("letters:checked", "", "letter.code"),
    stop("feedback:mine", "wang"),
    stop("feedback:part", "wang", "part.pk"),
    stop("feedback:unit", "hua"),
    stop("feedback:unit_one", "hua", "sent.pk"),
    stop("feedback:desk", "he", "community.pk", wide=True),
    stop("feedback:one", "he", "shown.pk", wide=True),
    stop("desk:quiet", "he", "community.pk", wide=True),
    stop("supply:show", "he", "community.pk", wide=True),
    stop("supply:show", "sun", "street.pk", wide=True),
    stop("supply:show", "lin", "a.pk"),
)
PAPERS = (
    stop("units:letter", "hua", "unit_agreed.pk"),
    stop("units:paper", "hua", "unit.pk"),
    stop("lists:paper", "he", "community.pk"),
    stop("letters:show", "wang", "letter.pk"),
    stop("feedback:paper", "he", "sent.pk"),
)


@pytest.fixture
def town(live_server, cast) -> SimpleNamespace:
    return town_of(cast)


class TestBarriers(Barriers):
    stops, papers = STOPS, PAPERS
    once = False


def test_a_room_is_booked_and_a_post_taken_with_the_keyboard_alone(open_page, live_server, town):
    page = open_page(town.cast.he)
    page.goto(live_server.url + reverse("lists:book", args=[town.venue.pk]))
    before = Booking.objects.count()
    tab_to(page, "[name=on]")
    page.locator("[name=on]").fill(str(town.post_day))  # how a day is typed is the browser's
    tab_to(page, "[name=start]")
    page.keyboard.type("0200PM")
    tab_to(page, "[name=end]")
    page.keyboard.type("0300PM")
    tab_to(page, "[name=purpose]")
    page.keyboard.type("合唱队排练")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("说定了")
    assert Booking.objects.count() == before + 1

    post = set_up(town.cast, title="图书角值日", places=1)
    page = open_page(town.cast.zhou)
    page.goto(live_server.url + reverse("posts:show", args=[post.pk]))
    tab_to(page, "main form .btn")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("你在这个岗位上")
    assert Holding.objects.active().get(post=post).person_id == town.cast.zhou.pk


def test_what_matters_works_without_javascript(open_page, live_server, town):
    """A refused booking, a taken place, a record taken back (asked about only with JavaScript)."""

    def opened(who: str, name: str, *arguments: object) -> Page:
        page = open_page(getattr(town.cast, who), java_script_enabled=False)
        page.goto(live_server.url + reverse(name, args=arguments))
        return page

    page = opened("he", "lists:book", town.venue.pk)
    for end in ("08:30", "11:00"):
        page.get_by_label("哪一天").fill(str(town.post_day))
        page.get_by_label("从", exact=True).fill("10:00")
        page.get_by_label("到", exact=True).fill(end)
        page.get_by_label("做什么用").fill("合唱队排练")
        tap(page, "约")
    expect(page.locator("main")).to_contain_text("说定了")
    post = set_up(town.cast, title="图书角值日", places=1)
    page = opened("zhou", "posts:show", post.pk)
    tap(page, "我来")
    expect(page.locator("main")).to_contain_text("你在这个岗位上")
    page = opened("wang", "records:one", town.record.pk)
    tap(page, "记错了，撤回")
    expect(page.locator("main")).to_contain_text("自己撤回了")
