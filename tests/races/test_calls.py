"""Two results at once for the last of the money: one is written. Two tabs hand the same
application in: one project. The controls take the guards away and show the race.
"""

import threading
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.db.models import F, Sum
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.base.errors import Conflict
from last500.calls import actions, guards
from last500.calls.actions import applying, deciding
from last500.calls.models import Application, Call
from last500.calls.rules import Stand
from last500.calls.tests import world
from last500.calls.tests.test_pages import proposal_fields
from last500.calls.tests.world import after, again, fresh
from last500.projects.models import Project
from tests.cast import Cast, build
from tests.postgres import owner
from tests.races.test_posts import sessions_of
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NAMES = ("hua", "li", "wang")


def three_for_the_money_of_one(cast: Cast) -> tuple[Call, dict[str, Application]]:
    """Three ask for 9,000 yuan each, there are 10,000."""
    call, rows = world.weighed(cast, *NAMES, total=10_000_00, most=10_000_00)
    return call, dict(zip(NAMES, rows, strict=True))


def granted(call: Call) -> int:
    return Application.objects.filter(call=call).aggregate(n=Sum("granted_fen"))["n"] or 0


def test_three_results_at_once_and_the_money_goes_to_one():
    cast = build()
    call, rows = three_for_the_money_of_one(cast)
    he = cast.actor("he")

    def accept(name: str) -> object:
        with after(call, 9):
            try:
                actions.accept(he, again(rows[name]), granted=9_000_00, reason="好。")
            except actions.Faulty as faulty:  # read after the other had taken it
                return faulty
        return "granted"

    answers = all_at_once(accept, list(NAMES))
    assert answers.count("granted") == 1
    assert all(isinstance(one, Conflict | actions.Faulty) for one in answers if one != "granted")
    assert granted(call) == fresh(call).granted_fen == 9_000_00


def _without_waiting(monkeypatch, *, counted: bool) -> None:
    """Nobody holds the call's row, and all have looked before one writes. On SQLite one writer is
    let in at a time, so that there the look of the others is made old by hand."""
    looked = threading.Barrier(len(NAMES), timeout=20)

    def take(call: Call, more: int) -> bool:
        if connection.vendor == "postgresql":
            looked.wait()
        rows = Call.objects.filter(pk=call.pk)
        if counted:
            rows = rows.filter(granted_fen__lte=F("total_fen") - more)
            return bool(rows.update(granted_fen=F("granted_fen") + more))
        return True  # what was read seconds ago is believed

    def unheld(row: Application) -> Application:
        found = again(row)
        found.call.granted_fen = 0  # as everybody has seen it
        return found

    monkeypatch.setattr(deciding, "_take_money", take)
    monkeypatch.setattr(deciding, "held_application", unheld)


def _race(cast: Cast, call: Call, rows: dict[str, Application]) -> list[object]:
    he = cast.actor("he")

    def accept(name: str) -> object:
        with after(call, 9):
            try:
                actions.accept(he, rows[name], granted=9_000_00, reason="好。")
            except DatabaseError as fault:
                return fault
        return "granted"

    return all_at_once(accept, list(NAMES))


def test_control_without_the_guards_more_is_granted_than_there_is(monkeypatch):
    cast = build()
    call, rows = three_for_the_money_of_one(cast)
    _without_waiting(monkeypatch, counted=False)
    with without_the_triggers():
        assert _race(cast, call, rows).count("granted") > 1
        assert granted(call) > call.total_fen
        Application.objects.filter(call=call).update(stand=Stand.SUBMITTED, granted_fen=None)


@contextmanager
def without_the_triggers():
    with owner() as cursor:
        for name in (guards.TOTAL, f"{guards.TOTAL}_new"):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {name}")
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {guards.APPLICATION} DISABLE TRIGGER {guards.TOTAL}")
    try:
        yield
    finally:
        with owner() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"ALTER TABLE {guards.APPLICATION} ENABLE ALWAYS TRIGGER {guards.TOTAL}"
                )
        if connection.vendor == "sqlite":
            guards.install(connection)


def test_the_trigger_alone_stops_a_second_grant(monkeypatch):
    cast = build()
    call, rows = three_for_the_money_of_one(cast)
    _without_waiting(monkeypatch, counted=False)
    answers = _race(cast, call, rows)
    assert answers.count("granted") == 1 and granted(call) == 9_000_00


def test_the_counting_statement_alone_stops_a_second_grant(monkeypatch):
    cast = build()
    call, rows = three_for_the_money_of_one(cast)
    _without_waiting(monkeypatch, counted=True)
    with without_the_triggers():
        answers = _race(cast, call, rows)
    assert answers.count("granted") == 1 and granted(call) == 9_000_00


# ---- two tabs -----------------------------------------------------------------------------------


def test_two_tabs_hand_it_in_and_there_is_one_project():
    cast = build()
    call = world.opened(cast)
    row = world.begun(cast, call, "wang")
    tabs: dict[str, Client] = sessions_of(cast, ["wang"])
    address = reverse("calls:edit", args=[row.pk])

    def press(tab: str) -> object:
        return tabs["wang"].post(address, {"once": uuid4().hex, "act": "send"} | proposal_fields())

    answers = all_at_once(press, ["one", "two"])
    # The second finds it handed in: told so (409), or as a change of what is there (303).
    codes = sorted(answer.status_code for answer in answers)
    assert codes in ([303, 303], [303, 409])
    assert Project.objects.count() == 1
    assert again(row).stand == Stand.SUBMITTED


def test_control_without_the_condition_two_tabs_make_two_projects(monkeypatch):
    cast = build()
    call = world.opened(cast)
    row = world.begun(cast, call, "wang")
    stale = again(row)

    def unheld(_row: Application) -> Application:
        found = again(row)
        found.stand, found.project = stale.stand, stale.project  # as both tabs have seen it
        return found

    def believe(found: Application, project: Project, asked: int) -> bool:
        return bool(
            Application.objects.filter(pk=found.pk).update(
                stand=Stand.SUBMITTED, project=project, asked_fen=asked, submitted_at=clock.now()
            )
        )

    monkeypatch.setattr(applying, "held_application", unheld)
    monkeypatch.setattr(applying, "_take_in", believe)
    wang = cast.actor("wang")
    all_at_once(lambda _tab: actions.submit(wang, stale, world.proposed()), ["one", "two"])
    assert Project.objects.count() == 2


def test_the_condition_alone_lets_one_tab_through(monkeypatch):
    cast = build()
    call = world.opened(cast)
    row = world.begun(cast, call, "wang")
    stale = again(row)

    def unheld(_row: Application) -> Application:
        found = again(row)
        found.stand = stale.stand
        return found

    monkeypatch.setattr(applying, "held_application", unheld)
    wang = cast.actor("wang")
    answers = all_at_once(
        lambda _tab: actions.submit(wang, stale, world.proposed()), ["one", "two"]
    )
    assert sum(isinstance(one, Conflict) for one in answers) == 1
    assert Project.objects.count() == 1
