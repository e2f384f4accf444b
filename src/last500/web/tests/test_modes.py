"""Entry pages follow the mode of the reader's district; everything stays reachable in each."""

import re
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from last500.base import clock, scope
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.modes import set_mode
from last500.places.mode_words import WORDS
from last500.places.models import Mode, Place
from last500.places.queries import forget_modes, mode_of
from last500.places.rules import BY_REQUESTS, MODES
from last500.places.rules import mode_of as mode_by_ways
from last500.projects.tests import world
from last500.web import doors

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


@pytest.fixture
def county(cast) -> Place:
    return Place.objects.get(level="county")


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def links(html: str) -> set[str]:
    return {one.partition("?")[0] for one in re.findall(r'href="([^"]+)"', html)}


def put(cast, county: Place, code: str) -> None:
    number = Mode.objects.filter(place=county).count()
    set_mode(cast.actor("tang"), county, code, seen=number)


def test_nobody_has_set_anything_then_it_is_by_requests(cast):
    assert mode_of(cast.a) == BY_REQUESTS


def test_a_district_goes_before_its_city_and_the_latest_counts(cast, county):
    set_mode(cast.actor("gao"), cast.city, "projects", seen=0)
    assert mode_of(cast.a).code == mode_of(cast.b).code == "projects"
    put(cast, county, "requests")
    put(cast, county, "both")
    assert mode_of(cast.a).code == "both"
    set_mode(cast.actor("gao"), cast.city, "requests", seen=1)
    assert mode_of(cast.a).code == "both"


def test_only_the_district_and_the_city_set_it_and_only_for_themselves(cast, county):
    for name in ("lin", "he", "sun", "wang", "op"):
        with pytest.raises(Forbidden):
            set_mode(cast.actor(name), county, "projects", seen=0)
    with pytest.raises(Forbidden):
        set_mode(cast.actor("tang"), cast.city, "projects", seen=0)
    with pytest.raises(Refused):
        set_mode(cast.actor("tang"), cast.street, "projects", seen=0)
    with pytest.raises(Refused):
        set_mode(cast.actor("tang"), county, "", seen=0)
    assert not Mode.objects.exists()


def test_whoever_sets_it_second_is_told_that_it_has_changed(cast, county):
    put(cast, county, "projects")
    with pytest.raises(Conflict):
        set_mode(cast.actor("tang"), county, "both", seen=0)
    row = Mode.objects.get()
    assert row.office is not None and row.rule == MODES["projects"]


def test_it_costs_one_statement_for_a_whole_page(cast, county, django_assert_num_queries):
    put(cast, county, "both")
    with scope.within(scope.Scope()), django_assert_num_queries(1):
        for place in (cast.a, cast.b, cast.community, cast.a):
            mode_of(place)
    forget_modes()


def test_the_words_of_every_mode_are_there_and_differ():
    assert set(WORDS) == set(MODES)
    assert len({words.home for words in WORDS.values()}) == len(WORDS)


@pytest.mark.parametrize("code", list(MODES))
def test_the_entry_pages_say_what_the_district_works_by(cast, county, code):
    put(cast, county, code)
    gate = page(Client(), "/c/furongyuan/")
    assert f"<h1>{WORDS[code].compound}</h1>" in gate
    assert f"<h1>{WORDS[code].home}</h1>" in page(signed_in(cast, "wang"), "/")
    ask, projects = gate.index("/c/furongyuan/request/"), gate.index("/projects/at/furongyuan/")
    mode = MODES[code]
    assert (projects < ask) == (not mode.requests)
    desk = page(signed_in(cast, "lin"), f"/desk/{cast.a.pk}/")
    first_project = desk.index(f"/projects/desk/{cast.a.pk}/")
    entering = desk.index(f"/desk/{cast.a.pk}/enter/")
    assert (first_project < desk.index(f"/posts/desk/{cast.a.pk}/")) == mode.projects
    assert (first_project < entering) == (mode.grid or not mode.requests)
    grids = desk.index(f"/grids/desk/{cast.a.pk}/")
    assert (grids < first_project) == mode.grid
    assert (grids < entering) == (mode.grid or not mode.requests)
    mine = page(signed_in(cast, "wang"), "/me/")
    assert ("小区里一起做的" in mine) == mode.projects
    assert ("/grids/at/furongyuan/" in mine[: mine.index("<h1>")]) == mode.grid


def test_the_words_of_self_government_stand_first_and_are_put_together_for_the_reader():
    for code, mode in MODES.items():
        words = WORDS[code]
        assert (words.first_part == "self_government") == mode.grid
        assert (words.first_part == "projects") == (code == "projects")
        if mode.grid and mode.rest:
            assert str(words.home).endswith(WORDS[mode.rest.code].home)
            assert str(words.first).endswith(WORDS[mode.rest.code].first)
    with translation.override("en"):
        for code, words in WORDS.items():
            for name in ("name", "what", "home", "home_more", "compound", "first", "me", "desk"):
                read = gettext(getattr(words, name))
                assert not re.search("[一-龥，。：；]", read), (code, name, read)


def test_a_mode_is_any_of_three_ways_and_never_none(county):
    """Seven combinations in the rules and in the table; the eighth is refused by both."""
    seen = set()
    for number, ways in enumerate(product((True, False), repeat=3), 1):
        said = {name for name, on in zip(("projects", "requests", "grid"), ways, strict=True) if on}
        mode = mode_by_ways(said)
        row = Mode(place=county, number=number, since=clock.now(), **dict.fromkeys(
            ("projects", "requests", "grid"), False) | dict.fromkeys(said, True))  # fmt: skip
        if said:
            assert mode is not None and MODES[mode.code] == mode
            row.save()
            assert row.rule == mode
            seen.add(mode.code)
        else:
            assert mode is None
            with pytest.raises(IntegrityError, match="mode_has_something"), transaction.atomic():
                row.save()
    assert seen == set(MODES) and len(seen) == 7


def test_a_stranger_without_a_district_reads_the_front_door_as_ever(cast, county):
    put(cast, county, "projects")
    assert f"<h1>{WORDS['requests'].home}</h1>" in page(Client(), "/")


def test_every_object_is_reached_from_the_entry_pages_in_every_mode(cast, county):
    """What one mode links to, each of them does; only the order is another."""
    project = world.called(cast)
    cast.placed("wang")
    pages = [
        (Client(), "/c/furongyuan/"),
        (signed_in(cast, "wang"), "/c/furongyuan/"),
        (signed_in(cast, "wang"), "/me/"),
        (signed_in(cast, "lin"), f"/desk/{cast.a.pk}/"),
        (signed_in(cast, "he"), f"/desk/{cast.community.pk}/"),
        (signed_in(cast, "wang"), "/"),
    ]
    # In request mode the front door and one's own page do not name the compound's projects: they
    # are one step further on, behind the compound's page.
    one_step = {"/projects/at/furongyuan/", "/activities/at/furongyuan/"}
    one_step |= {way.href for way in doors.self_government(cast.a)}
    found = {}
    for code in MODES:
        put(cast, county, code)
        found[code] = [links(page(client, address)) for client, address in pages]
    for number, (_client, address) in enumerate(pages):
        spare = one_step if address in {"/", "/me/"} else set()
        asked = {code: seen[number] - spare for code, seen in found.items()}
        assert asked["projects"] == asked["both"], address
        for code in MODES:
            left = asked[code] - asked["requests"]
            assert asked["requests"] <= asked[code] and left <= {"/c/furongyuan/"}, (code, address)
    for code in MODES:
        put(cast, county, code)
        for step in one_step | {f"/projects/{project.pk}/", f"/projects/desk/{cast.a.pk}/"}:
            page(signed_in(cast, "lin"), step)
        gate = links(page(Client(), "/c/furongyuan/"))
        assert {"/projects/at/furongyuan/", "/activities/at/furongyuan/"} <= gate
        assert "/posts/at/furongyuan/" in gate
        assert f"/projects/{project.pk}/" in links(page(Client(), "/projects/at/furongyuan/"))


def test_the_page_previews_what_changes_before_it_is_set(cast, county):
    tang, address = signed_in(cast, "tang"), reverse("organisations:mode", args=[county.pk])
    assert address in page(tang, reverse("organisations:place", args=[county.pk]))
    assert "以求助为主" in page(tang, address)
    preview = page(tang, f"{address}?to=projects")
    for line in (WORDS["requests"].home, WORDS["projects"].home, WORDS["projects"].desk):
        assert line in preview
    assert not Mode.objects.exists()
    said = {"mode": "projects", "seen": "0"}
    assert tang.post(address, {"once": "a" * 32, **said}).status_code == 303
    assert mode_of(cast.a).code == "projects"
    assert tang.post(address, {"once": "b" * 32, **said}).status_code == 409
    assert tang.get(f"{address}?to=nothing").status_code == 422
    assert tang.get(f"{address}?ways=1").status_code == 422
    ticked = page(tang, f"{address}?ways=1&way=grid&way=requests")
    assert 'value="grid_requests"' in ticked and str(WORDS["grid_requests"].home) in ticked
    assert Mode.objects.count() == 1
