"""The page: each reader sees what each app's own pages would show them, and never more."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from last500.activities import queries as activities
from last500.activities.tests.town import set_up
from last500.base import clock
from last500.base.actor import NOBODY
from last500.lists.models import Need
from last500.market.looking import Reader, reader_at
from last500.market.rules import PAGE, Kind
from last500.market.sources import SOURCES, Found, gathered
from last500.organisations.models import Liaison, Organisation
from last500.posts import actions as post_actions
from last500.posts import queries as posts
from last500.posts.models import Post, PostDate
from last500.projects import queries as projects
from last500.projects.models import Project, ProjectRole
from last500.service_requests.fitting import open_for
from last500.teams.models import Team
from last500.units.models import UnitReportIn

pytestmark = pytest.mark.django_db
STATEMENTS_MOST = 12


@pytest.fixture
def login(cast, client):
    def sign_in(name: str) -> None:
        client.force_login(cast.people[name], backend="last500.people.backend.CodeBackend")

    return sign_in


def post_at(place, **more: object) -> Post:
    said = {
        "place": place, "kind": "repair", "title": "周三晚小家电维修", "what": "修小家电。",
        "pattern": "weekly", "weekday": 2, "start": 19 * 60, "minutes": 90, "places": 3,
        "from_on": clock.today() - clock.DAY, "risk": "none", "state": "open",
        "made_at": clock.now(),
    } | more  # fmt: skip
    return Post.objects.create(**said)


def project_at(place, *roles: dict, **more: object) -> Project:
    now, today = clock.now(), clock.today()
    said = {
        "number": f"P{Project.objects.count():010d}", "place": place, "desk": place,
        "kind": "help", "audience": "elders", "title": "八次手机课", "aim": "会用手机。",
        "from_on": today, "until_on": today + 60 * clock.DAY, "proposed_at": now,
        "consented_at": now, "called_at": now, "state": "called", "due_at": now + clock.DAY,
    } | more  # fmt: skip
    made = Project.objects.create(**said)
    for order, role in enumerate(roles or ({"title": "教手机", "number": 2},)):
        ProjectRole.objects.create(project=made, order=order, **role)
    return made


def need_at(cast, place=None, **more: object) -> Need:
    said = {
        "community": cast.community, "place": place or cast.a, "kind": "goods",
        "title": "八张折叠桌", "audience": "all", "wanted": 8, "measure": "张",
        "until_on": clock.today() + 20 * clock.DAY, "state": "open", "stated_at": clock.now(),
    } | more  # fmt: skip
    return Need.objects.create(**said)


@pytest.fixture
def unit(cast) -> Organisation:
    """Chen speaks for a unit that is reported in to A's community; she helps nobody herself."""
    made = Organisation.objects.create(name="绵城供水所", kind="unit", place=cast.city)
    today = clock.today()
    Liaison.objects.create(organisation=made, person=cast.chen, from_on=today - clock.DAY)
    now = clock.now()
    UnitReportIn.objects.create(
        organisation=made, community=cast.community, state="agreed", asked_at=now,
        community_agreed_at=now, unit_agreed_at=now, rhythm_days=30,
    )  # fmt: skip
    return made


@pytest.fixture
def town(cast, unit):
    """One of everything at A, and some things further away."""
    cast.offered("li", open_to="compound")
    post_at(cast.a)
    post_at(cast.community, title="图书角")
    post_at(cast.b, title="远处的岗位")
    set_up(cast)
    project_at(cast.a)
    need_at(cast)
    return cast


def reader(cast, name: str = "", place=None, team: str = "") -> Reader:
    found = reader_at(cast.actor(name) if name else NOBODY, place, team)
    assert found is not None
    return found


def keys(found: Found, *kinds: Kind) -> set[str]:
    return {line.key for line in found.lines if line.kind in kinds}


def page(client, query: str = "", slug: str = "") -> str:
    address = reverse("market:at", args=[slug]) if slug else reverse("market:near")
    answer = client.get(f"{address}?far=anywhere{query}")
    assert answer.status_code == 200
    return answer.content.decode()


# ---- each app's own list ------------------------------------------------------------------------

READERS = ("", "wang", "li", "zhou", "hua", "zhao", "chen", "lin", "he", "an")


@pytest.mark.parametrize("name", READERS)
def test_lines_are_those_of_each_app_own_list(town, name):
    cast = town
    who = reader(cast, name, cast.a)
    found, actor = gathered(who), who.actor

    own = open_for(actor, 40) if name else []
    assert keys(found, Kind.REQUEST) == {row.number for row in own}

    gate = {str(p.pk) for p in posts.shown_at(actor, cast.a) if p.free and p.state == "open"}
    assert gate
    near = {line.key for line in found.lines if line.kind == Kind.POST and line.path <= cast.a.path}
    assert near == gate

    gate = {str(a.pk) for a in activities.shown_at(actor, cast.a) if a.state == "open"}
    assert keys(found, Kind.SHIFT, Kind.DATE) == gate

    gate = {str(p.pk) for p in projects.at_gate(actor, cast.a) if p.missing}
    assert keys(found, Kind.PROJECT) == gate

    listed = {str(n.pk) for n in Need.objects.visible_to(actor).claimable(who.today)}
    assert keys(found, Kind.NEED) == (listed if name == "chen" else set())


def test_requests_are_for_reported_in_helpers_alone(town):
    cast = town
    assert keys(gathered(reader(cast, "wang", cast.a)), Kind.REQUEST)
    for name in ("", "hua", "lin", "chen", "he"):
        assert not keys(gathered(reader(cast, name, cast.a)), Kind.REQUEST), name


def test_a_request_says_neither_who_nor_which_door_nor_their_words(town, client, login):
    login("wang")
    text = page(client, "&kind=request")
    assert reverse("web:join", args=[open_for(town.actor("wang"), 4)[0].number]) in text
    for hidden in (town.chen.name, "2单元", "301", "三层", town.building.name, town.chen.phone):
        assert hidden not in text


def test_a_stranger_sees_what_hangs_at_gates(town, client):
    text = page(client, slug=town.a.slug)
    for shown in ("周三晚小家电维修", "图书角", "周六上午亲子读书会", "八次手机课", "远处的岗位"):
        assert shown in text
    assert "八张折叠桌" not in text
    assert 'value="request"' not in text
    assert 'value="need"' not in text


def test_a_stranger_without_a_place_is_asked_for_one(client, db):
    answer = client.get(reverse("market:near"))
    assert answer.status_code == 200
    assert "先说从哪里看起" in answer.content.decode()


# ---- what can still be taken --------------------------------------------------------------------


def test_what_is_full_paused_over_or_mine_is_not_there(cast):
    post_at(cast.a, places=1, taken=1)
    post_at(cast.a, state="paused", reason="修房子")
    held = post_at(cast.a, title="我的")
    post_actions.claim(cast.actor("wang"), held)
    full = set_up(cast)
    full.roles.update(taken=F("places"))
    project_at(cast.a, {"title": "教手机", "number": 2, "taken": 1, "brought": 1})
    project_at(cast.a, state="finished")
    project_at(cast.a, state="proposed", called_at=None)
    assert gathered(reader(cast, "wang")).lines == ()
    others = gathered(reader(cast, "li")).lines
    assert [line.key for line in others] == [str(held.pk)]


def test_a_date_that_was_called_off_is_not_the_next_one(cast):
    post = post_at(cast.a)
    (line,) = gathered(reader(cast, "li")).lines
    first, second = line.slots[:2]
    PostDate.objects.create(post=post, on=first.first, called_off="下雨")
    (line,) = gathered(reader(cast, "li")).lines
    assert line.slots[0] == second


def test_a_post_far_ahead_keeps_its_first_date(cast):
    post_at(cast.a, from_on=clock.today() + timedelta(200))
    (line,) = gathered(reader(cast, "li")).lines
    assert len(line.slots) == 1


def test_needs_are_for_units_of_that_street(cast, unit):
    mine = need_at(cast)
    need_at(cast, state="proposed", due_at=clock.now())
    assert keys(gathered(reader(cast, "chen")), Kind.NEED) == {str(mine.pk)}
    Liaison.objects.filter(person=cast.chen).update(to_on=clock.today() - clock.DAY)
    assert not keys(gathered(reader(cast, "chen", cast.a)), Kind.NEED)
    # A member reads the lists, but a need is a unit's to claim.
    assert not keys(gathered(reader(cast, "wang")), Kind.NEED)


def test_a_unit_looks_from_its_community(cast, unit):
    assert reader(cast, "chen").home == cast.community


def test_a_team_looks_through_its_leader_with_what_its_kind_can_do(cast):
    team = Team.objects.create(
        place=cast.a, name="芙蓉电脑队", category="digital", purpose="教手机。", risk_note="没有",
        size=15, taken=1, founded_at=clock.now(), leader=cast.wang, state="forming",
    )  # fmt: skip
    led = reader(cast, "wang", team=str(team.pk))
    assert led.team == team
    assert led.skills == {"phone_teaching", "computing"}
    for name, key in (("li", str(team.pk)), ("wang", "team"), ("wang", str(cast.wang.pk))):
        assert reader(cast, name, team=key).team is None


# ---- the page -----------------------------------------------------------------------------------


def test_what_a_filter_hides_is_counted_and_one_press_away(town, client, login):
    login("wang")
    near = client.get(reverse("market:near") + "?kind=post&far=community").content.decode()
    assert "远处的岗位" not in near
    found = re.search(r'<a href="(\?[^"]*)">更远的地方还有 1 件</a>', near)
    assert found
    wider = client.get(reverse("market:near") + found[1].replace("&amp;", "&")).content.decode()
    assert "远处的岗位" in wider


def test_each_line_leads_to_the_app_that_owns_it(town, client, login):
    login("chen")
    text = page(client)
    assert reverse("lists:need", args=[Need.objects.get().pk]) in text
    assert reverse("posts:show", args=[Post.objects.first().pk]) in text
    assert reverse("projects:show", args=[Project.objects.get().pk]) in text
    assert 'method="post"' not in text.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("name", ["", "wang", "chen", "he"])
def test_the_page_asks_twelve_statements_at_most(town, client, login, name):
    slug = "" if name in {"wang", "chen"} else town.a.slug
    if name:
        login(name)
    page(client, slug=slug)  # the calendar is kept from here on
    with CaptureQueriesContext(connection) as few:
        page(client, slug=slug)
    for number in range(30):
        post_at(town.a, title=f"岗位{number}")
        project_at(town.a)
        need_at(town)
    set_up(town, days=9)
    with CaptureQueriesContext(connection) as many:
        page(client, slug=slug)
    assert len(many) == len(few)
    assert len(many) <= STATEMENTS_MOST, "\n".join(q["sql"][:150] for q in many)


def test_each_source_asks_two_statements_at_most(town):
    for name in ("", "wang", "chen"):
        who = reader(town, name, town.a)
        for source in SOURCES:
            with CaptureQueriesContext(connection) as asked:
                source(who)
            assert len(asked) <= 2, source.__name__


def test_a_full_page_is_small_and_the_next_goes_on_where_it_ended(cast, client):
    for number in range(3 * PAGE):
        post_at(cast.a, title=f"岗位{number:02d}" + "长" * 30, skills=["haircut", "driving"])
    seen: list[str] = []
    for number in (1, 2, 3):
        text = page(client, f"&page={number}", cast.a.slug)
        assert len(text.encode()) < 100_000
        seen += re.findall(r'href="/posts/([0-9a-f-]{36})/"', text)
    assert len(seen) == len(set(seen)) == 3 * PAGE


@pytest.mark.parametrize("query", [
    "kind=people", "when=day&day=2026-99-99", "minutes=-1", "far=moon", "skill=%00",
    "page=99999999", "team=nobody", "group=rich&group=poor", "page=%EF%BC%99",
])  # fmt: skip
def test_an_odd_address_is_answered_calmly(town, client, login, query):
    login("wang")
    assert client.get(f"{reverse('market:near')}?{query}").status_code == 200


def test_the_bound_is_said(cast, client, monkeypatch):
    monkeypatch.setattr("last500.market.sources.MOST", 2)
    for _number in range(3):
        post_at(cast.a)
    assert "更远的还有" in page(client, slug=cast.a.slug)


def test_the_market_keeps_nothing():
    assert list(apps.get_app_config("market").get_models()) == []
