"""Two desks take up the same need at once: one project stands on it, the other is not there.

The controls take the guards away and show the race.
"""

import threading
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection

from last500.base.errors import Conflict
from last500.projects.actions import needs as from_needs
from last500.projects.actions.needs import propose_from
from last500.projects.models import Project, ProjectNeed
from last500.projects.tests import world
from last500.unmet import actions as unmet_actions
from last500.unmet.actions import answering, gathering
from last500.unmet.actions.gathering import cell_of
from last500.unmet.models import UnmetNeed, UnmetRequest
from last500.unmet.rules import State
from last500.unmet.tests.world import asked, unmet
from tests.cast import build
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DESKS = ("lin", "he", "sun")


def raced() -> list:
    """Three desks propose from the same need at once."""
    cast = build()
    unmet(cast)
    needs = list(UnmetNeed.objects.select_related("place"))
    actors = {name: cast.actor(name) for name in DESKS}

    def take(name: str) -> Project:
        return propose_from(actors[name], cast.a, world.draft(title=f"{name}的项目"), needs)

    return all_at_once(take, DESKS)


def test_the_worker_gathers_though_it_is_in_no_transaction():
    """On PostgreSQL a cursor that the server holds shows nothing outside of one (base/wall.py)."""
    cast = build()
    for by in ("chen", "wang", "li"):
        asked(cast, by)
    assert not UnmetNeed.objects.exists()
    assert unmet_actions.gather() == 3
    assert UnmetNeed.objects.get().count == 3


def test_three_desks_take_up_one_need_and_one_has_it():
    answers = raced()
    assert sum(isinstance(answer, Project) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 2
    assert Project.objects.count() == ProjectNeed.objects.count() == 1
    assert UnmetNeed.objects.get().state == State.PROPOSED


def unguarded(monkeypatch) -> None:
    """Look, then act: no condition in the UPDATE."""
    all_have_looked = threading.Barrier(len(DESKS), timeout=20)

    def believe(actor, needs, *, title):
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            all_have_looked.wait()
        UnmetNeed.objects.filter(pk__in=[one.pk for one in needs]).update(
            state=State.PROPOSED, due_at=None
        )

    monkeypatch.setattr(from_needs.unmet, "take_up", believe)


def test_the_constraint_alone_stops_a_second_project(monkeypatch):
    unguarded(monkeypatch)
    answers = raced()
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == 2
    assert Project.objects.count() == ProjectNeed.objects.count() == 1


def test_control_without_either_guard_several_projects_stand_on_one_need(monkeypatch):
    """Nothing is asked and nothing is constrained: each desk has a project of its own."""
    unguarded(monkeypatch)
    loose = SimpleNamespace(bulk_create=lambda rows: None, filter=ProjectNeed.objects.filter)
    monkeypatch.setattr(from_needs, "ProjectNeed", SimpleNamespace(objects=loose))
    raced()
    assert Project.objects.count() == len(DESKS)


def test_many_gatherers_of_one_cell_make_one_need():
    cast = build()
    rows = [asked(cast, by) for by in ("chen", "hua", "li")]
    cell = cell_of(rows[0])

    def gather(_number: int) -> int:
        with gathering.transaction.atomic():
            return gathering.gather_cell(cell)

    answers = all_at_once(gather, range(4))
    assert sorted(answers) == [0, 0, 0, 3]
    assert UnmetNeed.objects.get().count == UnmetRequest.objects.count() == 3


def test_setting_aside_and_taking_up_do_not_both_happen():
    cast = build()
    unmet(cast)
    need = UnmetNeed.objects.select_related("place").get()
    lin, he = cast.actor("lin"), cast.actor("he")

    def answer(what: str) -> str:
        if what == "aside":
            unmet_actions.set_aside(lin, need, reason="物业来做。")
        else:
            answering.take_up(he, [need], title="陪伴")
        return what

    answers = all_at_once(answer, ["aside", "up"])
    assert sum(isinstance(one, Conflict) for one in answers) == 1
