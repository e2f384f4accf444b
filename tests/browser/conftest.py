"""Real Chromium over a live server. Everything in this folder carries the mark `browser`.

    def test_a_resident_asks_for_help(phone, live_server, cast): phone.goto(live_server.url + …)

LAST500_TEST_CHROMIUM names another browser than Debian's. With LAST500_TEST_SHOTS=1 the walks
leave pictures in screens/ (not kept); they take a third of the time.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from last500.base import clock

# Playwright keeps an event loop in this thread; our own queries here are plain ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

HERE = Path(__file__).parent
SCREENS = HERE.parent.parent / "screens"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = os.environ.get("LAST500_TEST_CHROMIUM") or shutil.which("chromium")
    assert found, "no Chromium: apt install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(
    chromium: Browser, live_server: object, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody: `open_page(person, viewport=DESK)`; every console error fails."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def keep_errors(said: ConsoleMessage) -> None:
        if said.type == "error":
            faults.append(f"{said.text} ({said.location['url']})")

    def open_as(person: object = None, *, viewport: dict[str, int] = PHONE, **more: object) -> Page:
        wide = viewport["width"] > 600
        context = chromium.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            device_scale_factor=1 if wide else 2,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **more,  # type: ignore[arg-type]
        )
        contexts.append(context)
        if person is not None:
            context.add_cookies([signed_in(person, live_server.url)])  # type: ignore[attr-defined]
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: (
                faults.append(f"{said.text} ({said.location})") if said.type == "error" else None
            ),
        )
        return page

    yield open_as
    for context in contexts:
        context.close()
    # A page that answers 4xx on purpose is reported by the browser as an error of loading.
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


def signed_in(person: object, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"name": cookie.key, "value": cookie.value, "url": url}


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A passer-by's telephone, 390×844."""
    return open_page()


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Keep a picture of the whole page in screens/, where pictures were asked for."""
    wanted = os.environ.get("LAST500_TEST_SHOTS", "") not in {"", "0"}

    def take(page: Page, name: str) -> None:
        if not wanted:
            return
        SCREENS.mkdir(exist_ok=True)
        path = SCREENS / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png"
        # Hiding the caret leaves style attributes behind, which the policy of the page forbids.
        page.screenshot(path=path, full_page=True, caret="initial")

    return take


@pytest.fixture
def no_barriers() -> Callable[..., None]:
    """axe-core finds nothing on this page; `only` names the rules where not all are wanted."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def check(page: Page, only: tuple[str, ...] = ()) -> None:
        found = axe.run(page, options={"runOnly": list(only)} if only else None)
        assert found.violations_count == 0, found.generate_report()

    return check


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let time go by for the test and for its server: `travel(days=16)`."""
    gone = [timedelta()]

    def now() -> datetime:
        return clock._fixed.get() or datetime.now(UTC) + gone[0]

    def go(**more: float) -> None:
        gone[0] += timedelta(**more)
        monkeypatch.setattr(clock, "now", now)

    return go
