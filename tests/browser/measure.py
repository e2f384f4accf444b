"""What makes a page usable by everybody, measured on the page itself: sizes, width, axe-core."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.conftest import DESK

# Ordinary targets and those of elder mode, in CSS pixels (WCAG 2.5.5; design of the elder mode).
LEAST, LEAST_ELDER = 44, 60
MAIN_TARGETS = (
    ".btn, .chip, .kind, label.pick, .pile, summary, select.in, input.in, .menu a, .foot .links a"
)

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOO_SMALL = """([wanted, least]) => [...document.querySelectorAll(wanted)]
  .filter(e => e.checkVisibility() && !e.closest('.hide'))
  .map(e => [e.getBoundingClientRect(), e])
  .filter(([r]) => r.width > 0 && (r.height < least - 0.5 || r.width < least - 0.5))
  .map(([r, e]) => `${e.tagName}.${e.className} ${e.innerText.slice(0, 20)} ` +
    `${Math.round(r.width)}×${Math.round(r.height)}`)"""
TEXT = """() => ['p', 'li', 'label', 'dd', 'td', 'a', 'button', 'summary', 'h1', 'h2', 'h3']
  .flatMap(tag => [...document.querySelectorAll(`body > :not(.foot) ${tag}`)])
  .filter(e => e.checkVisibility() && e.innerText.trim() && !e.closest('.hide'))
  .map(e => [getComputedStyle(e), e])
  .map(([s, e]) => [parseFloat(s.fontSize), parseFloat(s.lineHeight) / parseFloat(s.fontSize),
    `${e.tagName}.${e.className} ${e.innerText.slice(0, 20)}`])"""

INK = """() => {
  const shown = [...document.querySelectorAll('main *, footer *')].filter(e =>
    e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  const light = shown.filter(e => {
    const [r, g, b] = getComputedStyle(e).color.match(/[0-9.]+/g).map(Number);
    return r + g + b > 400;
  });
  return light.map(e => e.innerText.slice(0, 30));
}"""
HAN = re.compile(r"[一-鿿](?!\*\*)")  # 华** is a name
# What another size, scheme or language may change; the rest is the same page.
LOOKS = ("color-contrast", "label", "link-name")


A4 = {"width": 794, "height": 1123}


@dataclass(frozen=True)
class Stop:
    """One page of the journeys: who opens it, and its address in this town."""

    name: str
    who: str
    address: Callable[..., str]
    wide: bool = False


@dataclass(frozen=True)
class Round:
    """What a walk past many pages needs of its test."""

    open_page: Callable[..., Page]
    live_server: Any
    town: SimpleNamespace
    no_barriers: Callable[..., None] = lambda *_: None
    shot: Callable[[Page, str], None] = lambda *_: None

    def opened(self, who: str, **more: Any) -> Page:
        return self.open_page(getattr(self.town.cast, who) if who else None, **more)


def stop(name: str, who: str, *arguments: str, query: str = "", wide: bool = False) -> Stop:
    """`name` is an address; each argument the way to what stands in it: `need.pk`, `a.slug`; what
    stands in braces in `query` as well; `=open` stands for itself."""

    def address(town: SimpleNamespace) -> str:
        return reverse(name, args=[value_of(town, way) for way in arguments]) + query.format(
            at=town.cast.community.pk, **vars(town)
        )

    return Stop(f"{name} {' '.join(arguments)}".strip(), who, address, wide)


def value_of(town: SimpleNamespace, way: str) -> object:
    if way.startswith("="):
        return way[1:]
    first, _, rest = way.partition(".")
    found = getattr(town, first) if hasattr(town, first) else getattr(town.cast, first)
    for name in rest.split(".") if rest else ():
        found = getattr(found, name)
    return found


def visit(page: Page, live_server, one: Stop, town: SimpleNamespace) -> list[str]:
    """Open it; what is wrong with that."""
    address = one.address(town)
    answer = page.goto(live_server.url + address)
    if not answer or answer.status not in {200, 422}:
        return [f"{one.name}: {answer and answer.status}"]
    here = urlsplit(page.url).path == urlsplit(address).path
    return [] if here else [f"{one.name} led to {page.url}"]


def elder(page: Page, live_server, size: int) -> None:
    page.context.add_cookies([{"name": "elder", "value": str(size), "url": live_server.url}])


def by_reader(stops: Sequence[Stop]) -> list[tuple[str, list[Stop]]]:
    readers = dict.fromkeys(stop.who for stop in stops)
    return [(who, [stop for stop in stops if stop.who == who]) for who in readers]


def axe(page: Page, stop: Stop, size: int, no_barriers, only: tuple[str, ...] = ()) -> list[str]:
    try:
        no_barriers(page, only)
    except AssertionError as found:
        return [f"{stop.name} at {size or 17} px: {found}"]
    return []


def faults(page: Page, size: int) -> list[str]:
    least = LEAST_ELDER if size else LEAST
    found = [f"target {small}" for small in page.evaluate(TOO_SMALL, [MAIN_TARGETS, least])]
    for width in (390, 360):
        page.set_viewport_size({"width": width, "height": 844})
        over = page.evaluate(SIDEWAYS)
        if over > 0:
            found.append(f"{over} px sideways at {width}")
    page.set_viewport_size({"width": 390, "height": 844})
    if size:
        for type_size, leading, where in page.evaluate(TEXT):
            if type_size < 18 or leading < 1.295:  # the browser rounds
                found.append(f"type {type_size:.1f} px, leading {leading:.2f}: {where}")
    return found


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


def tab_to(page: Page, wanted: str) -> None:
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("w => document.activeElement.matches(w)", wanted):
            assert page.evaluate("() => document.activeElement.matches(':focus-visible')"), wanted
            return
    raise AssertionError(f"Tab does not come to {wanted}")


def as_it_is(of: Round, stops: Sequence[Stop]) -> list[str]:
    """Everything that stands in somebody's way on a telephone, page by page."""
    wrong: list[str] = []
    for who, theirs in by_reader(stops):
        page = of.opened(who)
        for one in theirs:
            wrong += visit(page, of.live_server, one, of.town)
            of.shot(page, f"phone {one.name} {one.who}")
            wrong += [f"{one.name}: {fault}" for fault in faults(page, 0)]
            wrong += axe(page, one, 0, of.no_barriers)
    return wrong


def large_dark_and_english(of: Round, stops: Sequence[Stop]) -> list[str]:
    """Elder mode at its largest, where words are longest; nothing is left in Chinese."""
    wrong: list[str] = []
    written = written_here()
    for who, theirs in by_reader(stops):
        page = of.opened(who)
        page.goto(of.live_server.url + "/about/")
        page.get_by_role("button", name="English").click()
        page.wait_for_load_state()
        page.emulate_media(color_scheme="dark")
        elder(page, of.live_server, 30)
        for one in theirs:
            wrong += visit(page, of.live_server, one, of.town)
            of.shot(page, f"large {one.name} {one.who}")
            wrong += [f"{one.name}: {fault}" for fault in faults(page, 30)]
            wrong += axe(page, one, 30, of.no_barriers, LOOKS)
            wrong += [f"{one.name} in English: {line}" for line in chinese_left(page, written)]
    return wrong


def on_a_desktop(of: Round, stops: Sequence[Stop]) -> list[str]:
    wrong: list[str] = []
    for who, theirs in by_reader([one for one in stops if one.wide]):
        page = of.opened(who, viewport=DESK)
        for one in theirs:
            wrong += visit(page, of.live_server, one, of.town)
            of.shot(page, f"desk {one.name} {one.who}")
            if page.evaluate(SIDEWAYS) > 0:
                wrong.append(f"{one.name}: wider than a desktop")
            wrong += axe(page, one, 0, of.no_barriers)
    return wrong


def on_paper(of: Round, papers: Sequence[Stop]) -> list[str]:
    wrong: list[str] = []
    for who, theirs in by_reader(papers):
        page = of.opened(who, viewport=A4)
        for one in theirs:
            wrong += visit(page, of.live_server, one, of.town)
            page.emulate_media(media="print", color_scheme="dark")
            for belongs_to_the_screen in (".top", ".menu", ".foot", ".screen"):
                for part in page.locator(belongs_to_the_screen).all():
                    if part.is_visible():
                        wrong.append(f"{one.name}: {belongs_to_the_screen} is printed")
            if page.evaluate(SIDEWAYS) > 0:
                wrong.append(f"{one.name}: wider than paper")
            wrong += [f"{one.name}: light ink, {words}" for words in page.evaluate(INK)]
            of.shot(page, f"paper {one.name}")
            page.emulate_media(media="screen", color_scheme="light")
    return wrong
