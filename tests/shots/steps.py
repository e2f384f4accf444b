"""What a step of a guide is, and what a person does on a page to get there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from playwright.sync_api import Page

Act = Callable[["Page"], None]
TALLEST = 640  # pixels of a page of 390


@dataclass(frozen=True)
class Errand:
    """What somebody else does before, so that there is something to see."""

    who: str
    path: str
    then: tuple[Act, ...]


@dataclass(frozen=True)
class Step:
    """One picture. `show` is where it begins, or "first … last"; without it all of `main`.

    `mark` gets a ring: what to press. At most `tall` pixels are shown.
    """

    picture: str  # <guide>-<step>
    who: str  # a persona of the demo town; "" is nobody
    path: str
    then: tuple[Act, ...] = ()
    show: str = ""
    mark: str = ""
    tall: int = TALLEST
    errands: tuple[Errand, ...] = ()


def tap(words: str) -> Act:
    """Press the link, button or fold that says just this; else the first that says it at all."""

    def act(page: Page) -> None:
        found = page.locator("main :is(a, button, summary):visible")
        just = found.filter(has_text=re.compile(rf"^\s*{re.escape(words)}\s*$"))
        (just if just.count() else found.filter(has_text=words)).first.click()

    return act


def press(selector: str) -> Act:
    """Press what stands at a place, whatever it says today."""

    def act(page: Page) -> None:
        page.locator(f"main {selector}").first.click()

    return act


def tap_in(card: str, words: str) -> Act:
    """Press what says this in the innermost card that says that."""

    def act(page: Page) -> None:
        found = page.locator("main :is(article, li)", has_text=card).last
        found.locator(":is(a, button, summary)", has_text=words).first.click()

    return act


def copy_code(page: Page) -> None:
    """Type the check code of the letter on this page where anybody may check it."""
    code = page.locator(".letter .code").inner_text()
    page.goto(urljoin(page.url, "/check/"))
    page.get_by_label("核验码").fill(code)
    page.get_by_role("button", name="核对").click()


def fill(label: str, text: str) -> Act:
    def act(page: Page) -> None:
        page.locator("main").get_by_label(label).first.fill(text)

    return act


def fill_day(label: str, days: int, since: date | None = None) -> Act:
    """So many days from today, or from a day that is said."""

    def act(page: Page) -> None:
        found = (since or datetime.now(UTC).date()) + timedelta(days=days)
        fill(label, found.isoformat())(page)

    return act


def next_new_year() -> date:
    return date(datetime.now(UTC).year + 1, 1, 1)


def choose(label: str, option: str) -> Act:
    """In a list that opens, what begins with these words."""

    def act(page: Page) -> None:
        found = page.locator("main").get_by_label(label).first
        words = found.locator("option").all_inner_texts()
        fitting = [one for one in words if one.strip().startswith(option)]
        assert fitting, f"{label}: {option} is none of {words}"
        found.select_option(label=fitting[0])

    return act


def pick(label: str) -> Act:
    """A radio button or a checkbox."""

    def act(page: Page) -> None:
        page.locator("main label", has_text=label).first.click()

    return act


def upload(name: str, text: str) -> Act:
    """A file for the page's only file field."""

    def act(page: Page) -> None:
        file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        page.locator('main input[type="file"]').first.set_input_files(file)  # type: ignore[arg-type]

    return act
