"""A street's trial, in a browser: no barrier on its pages, and it goes on by itself where script
runs.

Each page is looked at as in `test_barriers_of_report_in`.
"""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from last500.base.scope import everything
from last500.simulation import actions
from last500.simulation.models import Trial
from last500.simulation.tests import world
from tests.browser.barriers import Barriers
from tests.browser.measure import stop, tab_to

STOPS = (
    stop("simulation:numbers", "", wide=True),
    stop("simulation:ways", "", wide=True),
    stop("simulation:desk", "sun", "street.pk", wide=True),
    stop("simulation:desk", "tang", "other.pk"),
    stop("simulation:show", "sun", "running.pk"),
    stop("simulation:show", "tang", "waiting.pk"),
    stop("simulation:show", "sun", "found.pk", wide=True),
    stop("simulation:show", "sun", "cancelled.pk"),
)
PAPERS = (stop("simulation:show", "sun", "found.pk"),)


@pytest.fixture
def town(live_server, cast, monkeypatch) -> SimpleNamespace:
    other = cast.b.parent
    while other.level != "street":
        other = other.parent
    world.placed(cast, count=300, ago=60)
    found = world.done(cast, monkeypatch, changes=("evenings", "half", "one_by_one", "hard_week"))
    cancelled = world.begun(cast)
    actions.cancel(cast.actor("sun"), cancelled)
    running = world.claimed(cast)
    waiting = actions.begin(cast.actor("tang"), other, world.QUICK)
    Trial.objects.filter(pk=running.pk).update(progress=370)
    return SimpleNamespace(
        cast=cast, found=found, cancelled=cancelled, running=running, waiting=waiting, other=other
    )


class TestBarriers(Barriers):
    stops, papers = STOPS, PAPERS
    once = False


def test_begun_with_the_keyboard_it_moves_and_ends_by_itself(
    open_page, live_server, cast, monkeypatch
):
    world.quick(monkeypatch)
    page = open_page(cast.sun)
    page.goto(live_server.url + reverse("simulation:desk", args=[cast.street.pk]))
    tab_to(page, "main form button.btn.do")
    page.keyboard.press("Enter")
    expect(page.locator("#trial")).to_contain_text("排着队")
    with everything("the worker"):
        trial = actions.claim()
        assert trial is not None and trial.lease is not None
        Trial.objects.filter(pk=trial.pk).update(progress=370)
    expect(page.locator("#trial")).to_contain_text("算了 37%", timeout=15_000)
    assert page.locator("progress").get_attribute("value") == "370"
    with everything("the worker"):
        actions.compute(trial.pk, trial.lease)
    expect(page.locator("h1")).to_contain_text("换个做法会怎样", timeout=15_000)
    assert page.locator("table.strips").count() > 8
