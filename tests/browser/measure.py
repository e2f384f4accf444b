"""What makes a page usable by everybody, measured on the page itself: sizes, width, axe-core."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

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


@dataclass(frozen=True)
class Stop:
    """One page of the journeys: who opens it, and its address in this town."""

    name: str
    who: str
    address: Callable[..., str]
    wide: bool = False


def elder(page: Page, live_server, size: int) -> None:
    page.context.add_cookies([{"name": "elder", "value": str(size), "url": live_server.url}])


def by_reader(stops: list[Stop]) -> list[tuple[str, list[Stop]]]:
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
