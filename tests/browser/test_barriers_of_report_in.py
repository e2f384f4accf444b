"""Everybody can use what report-in is made of: units, members, lists, posts, teams, letters.

Two visits of each page, so chosen that every pair is met once: as it is; and at 30 px, dark, in
English, where words are longest. Papers are looked at as paper.
"""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.urls import reverse
from playwright.sync_api import Page, expect

from last500.lists.models import Booking
from last500.posts.models import Holding
from last500.posts.tests.town import set_up
from tests.browser.conftest import DESK
from tests.browser.measure import SIDEWAYS, Stop, axe, by_reader, elder, faults
from tests.browser.walk import tap
from tests.test_access import town_of

HAN = re.compile(r"[一-鿿](?!\*\*)")  # 华** is a name
# What another size, scheme or language may change; the rest is the same page.
LOOKS = ("color-contrast", "label", "link-name")
A4 = {"width": 794, "height": 1123}


def stop(name: str, who: str, *arguments: str, query: str = "", wide: bool = False) -> Stop:
    """`name` is an address; each argument the way to what stands in it: `need.pk`, `a.slug`."""

    def address(town: SimpleNamespace) -> str:
        return reverse(name, args=[value_of(town, way) for way in arguments]) + query.format(
            at=town.cast.community.pk
        )

    return Stop(f"{name} {' '.join(arguments)}".strip(), who, address, wide)


def value_of(town: SimpleNamespace, way: str) -> object:
    first, _, rest = way.partition(".")
    found = getattr(town, first) if hasattr(town, first) else getattr(town.cast, first)
    for name in rest.split(".") if rest else ():
        found = getattr(found, name)
    return found


STOPS = [
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
]
PAPERS = [
    stop("units:letter", "hua", "unit_agreed.pk"),
    stop("units:paper", "hua", "unit.pk"),
    stop("lists:paper", "he", "community.pk"),
    stop("letters:show", "wang", "letter.pk"),
    stop("feedback:paper", "he", "sent.pk"),
]


@pytest.fixture
def town(live_server, cast) -> SimpleNamespace:
    return town_of(cast)


def visit(page: Page, live_server, one: Stop, town: SimpleNamespace) -> list[str]:
    """Open it; what is wrong with that."""
    address = one.address(town)
    answer = page.goto(live_server.url + address)
    if not answer or answer.status not in {200, 422}:
        return [f"{one.name}: {answer and answer.status}"]
    here = urlsplit(page.url).path == urlsplit(address).path
    return [] if here else [f"{one.name} led to {page.url}"]


def test_no_page_has_a_barrier(open_page, live_server, town, no_barriers):
    wrong: list[str] = []
    for who, stops in by_reader(STOPS):
        page = open_page(getattr(town.cast, who) if who else None)
        for one in stops:
            wrong += visit(page, live_server, one, town)
            wrong += [f"{one.name}: {fault}" for fault in faults(page, 0)]
            wrong += axe(page, one, 0, no_barriers)
    assert not wrong, "\n".join(wrong)


def test_no_page_has_a_barrier_large_dark_and_in_english(open_page, live_server, town, no_barriers):
    wrong: list[str] = []
    written = written_here()
    assert town.need.title in written
    for who, stops in by_reader(STOPS):
        page = open_page(getattr(town.cast, who) if who else None)
        page.goto(live_server.url + "/about/")
        page.get_by_role("button", name="English").click()
        page.wait_for_load_state()
        page.emulate_media(color_scheme="dark")
        elder(page, live_server, 30)
        for one in stops:
            wrong += visit(page, live_server, one, town)
            wrong += [f"{one.name}: {fault}" for fault in faults(page, 30)]
            wrong += axe(page, one, 30, no_barriers, LOOKS)
            wrong += [f"{one.name} in English: {line}" for line in chinese_left(page, written)]
    assert not wrong, "\n".join(wrong)


def chinese_left(page: Page, written: list[str]) -> list[str]:
    assert page.locator("html").get_attribute("lang") == "en"
    words = page.locator("main").inner_text()
    for own in written:
        words = words.replace(own, "")
    return [line.strip() for line in words.splitlines() if HAN.search(line)]


def written_here() -> list[str]:
    """What people wrote, and names: every Chinese text in every table, longest first."""
    found: set[str] = set()
    for model in apps.get_models():
        if model.__module__.startswith("last500."):
            for row in model._default_manager.all():
                for field in model._meta.concrete_fields:
                    found |= set(texts(getattr(row, field.attname)))
    return sorted(found, key=len, reverse=True)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from (line.strip() for line in value.splitlines() if HAN.search(line))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
    elif isinstance(value, dict):
        yield from texts(list(value.values()))


def test_the_wide_pages_have_no_barrier_on_a_desktop(open_page, live_server, town, no_barriers):
    wrong: list[str] = []
    for who, stops in by_reader([one for one in STOPS if one.wide]):
        page = open_page(getattr(town.cast, who), viewport=DESK)
        for one in stops:
            wrong += visit(page, live_server, one, town)
            if page.evaluate(SIDEWAYS) > 0:
                wrong.append(f"{one.name}: wider than a desktop")
            wrong += axe(page, one, 0, no_barriers)
    assert not wrong, "\n".join(wrong)


INK = """() => {
  const shown = [...document.querySelectorAll('main *, footer *')].filter(e =>
    e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  const light = shown.filter(e => {
    const [r, g, b] = getComputedStyle(e).color.match(/[0-9.]+/g).map(Number);
    return r + g + b > 400;
  });
  return light.map(e => e.innerText.slice(0, 30));
}"""


def test_papers_print_dark_on_white_without_what_belongs_to_the_screen(
    open_page, live_server, town, shot
):
    """Also from a screen that is dark: ink is not light."""
    wrong: list[str] = []
    for who, stops in by_reader(PAPERS):
        page = open_page(getattr(town.cast, who), viewport=A4)
        for one in stops:
            wrong += visit(page, live_server, one, town)
            page.emulate_media(media="print", color_scheme="dark")
            for belongs_to_the_screen in (".top", ".menu", ".foot", ".screen"):
                for part in page.locator(belongs_to_the_screen).all():
                    if part.is_visible():
                        wrong.append(f"{one.name}: {belongs_to_the_screen} is printed")
            if page.evaluate(SIDEWAYS) > 0:
                wrong.append(f"{one.name}: wider than paper")
            wrong += [f"{one.name}: light ink, {words}" for words in page.evaluate(INK)]
            shot(page, f"paper-{one.name}")
            page.emulate_media(media="screen", color_scheme="light")
    assert not wrong, "\n".join(wrong)


def tab_to(page: Page, wanted: str) -> None:
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("w => document.activeElement.matches(w)", wanted):
            assert page.evaluate("() => document.activeElement.matches(':focus-visible')"), wanted
            return
    raise AssertionError(f"Tab does not come to {wanted}")


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
