"""Ten come for the last place in a role at once: one has it. Three sides sign at once: one letter.

The controls take the guards away and show the race.
"""

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.db.models import F
from django.test import Client
from django.urls import reverse

from last500.base.errors import Conflict
from last500.letters.models import Letter
from last500.projects import actions
from last500.projects.actions import line, roles
from last500.projects.models import Party, Project, ProjectEvent, ProjectRole, RoleClaim, RoleWait
from last500.projects.rules import PartySide
from last500.projects.tests import world
from last500.projects.tests.world import fresh, role_of
from tests.cast import Cast, build
from tests.races.test_posts import crowd, sessions_of
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def one_place_left(cast: Cast) -> Project:
    project = world.called(cast)
    actions.claim(cast.actor("wang"), role_of(project))
    return project


def test_ten_press_the_button_and_one_has_the_last_place():
    cast = build()
    project, names = one_place_left(cast), crowd(cast, 10)
    pages: dict[str, Client] = sessions_of(cast, names)
    address = reverse("projects:claim", args=[project.pk, role_of(project).pk])
    answers = all_at_once(lambda name: pages[name].post(address, {"once": uuid4().hex}), names)
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 9
    assert RoleClaim.objects.active().count() == ProjectRole.objects.get().taken == 2
    beaten = [answer for answer in answers if answer.status_code == 409]
    assert all("最后一个位置刚刚有人先来了" in answer.content.decode() for answer in beaten)


def test_control_without_the_guards_more_come_than_are_wanted(monkeypatch):
    """Look, then act, and nobody holds the row: the same crowd on the same role."""
    cast = build()
    project, names = one_place_left(cast), crowd(cast, 5)
    role, actors = role_of(project), {}
    actors = {name: cast.actor(name) for name in names}
    all_have_looked = threading.Barrier(len(names), timeout=20)

    def look_and_believe(row: ProjectRole) -> bool:
        free = ProjectRole.objects.get(pk=row.pk).missing > 0
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            all_have_looked.wait()
        return free

    monkeypatch.setattr(line, "take_place", look_and_believe)
    monkeypatch.setattr(roles, "held", fresh)
    all_at_once(lambda name: actions.claim(actors[name], role), names)
    assert RoleClaim.objects.active().filter(role=role).count() > 2


def test_the_check_alone_stops_one_too_many(monkeypatch):
    """Without the condition in the counting UPDATE: the database refuses all but one."""
    cast = build()
    project, names = one_place_left(cast), crowd(cast, 5)
    role = role_of(project)
    actors = {name: cast.actor(name) for name in names}

    def take(row: ProjectRole) -> bool:
        rows = ProjectRole.objects.filter(pk=row.pk)
        return bool(rows.update(taken=F("taken") + 1))

    monkeypatch.setattr(line, "take_place", take)
    answers = all_at_once(lambda name: actions.claim(actors[name], role), names)
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == 4
    assert ProjectRole.objects.get().taken == 2


def _full_with_a_line(cast: Cast, places: int, waiting: int) -> tuple[Project, list, list]:
    """A role of so many places, all taken by others, and so many who wait, in order."""
    project, names = world.called(cast), crowd(cast, places + waiting)
    wish = actions.Wish("助教", places, key=role_of(project).pk)
    actions.set_roles(cast.actor("lin"), project, [wish])
    there, line_of = names[:places], names[places:]
    for name in there:
        actions.claim(cast.actor(name), role_of(project))
    for name in line_of:
        actions.join(cast.actor(name), role_of(project))
    return project, there, line_of


def _asked() -> set:
    return set(RoleWait.objects.filter(state="asked").values_list("person", flat=True))


def test_four_leave_at_once_and_the_first_four_in_line_are_asked_once_each():
    cast = build()
    project, there, line_of = _full_with_a_line(cast, 4, 6)
    role = role_of(project)
    actors = {name: cast.actor(name) for name in there}
    all_at_once(lambda name: actions.leave(actors[name], role), there)
    assert _asked() == {cast.people[name].pk for name in line_of[:4]}
    assert ProjectRole.objects.get().taken == 4 and not RoleClaim.objects.active().exists()
    # Whoever comes by finds the places kept, and the answers of those who are asked count once.
    late = ["li", "zhao"]
    actors = {name: cast.actor(name) for name in [*line_of[:4], *late]}
    answers = all_at_once(lambda name: actions.claim(actors[name], role), list(actors))
    assert sum(isinstance(answer, Conflict) for answer in answers) == len(late)
    assert ProjectRole.objects.get().taken == 4 == RoleClaim.objects.active().count()


def test_control_without_the_guards_one_is_asked_for_every_place(monkeypatch):
    """Whoever looked first believes it: no project held, no condition on the row in the line."""
    cast = build()
    project, there, _line_of = _full_with_a_line(cast, 3, 6)
    role = role_of(project)
    actors = {name: cast.actor(name) for name in there}
    looked = line.first_waiting(role)

    def ask(row: RoleWait) -> bool:
        rows = RoleWait.objects.filter(pk=row.pk)
        return bool(rows.update(state="asked", ends_at=row.at + line.ANSWERS))

    monkeypatch.setattr(roles, "held", fresh)
    monkeypatch.setattr(line, "first_waiting", lambda role: looked)
    monkeypatch.setattr(line, "_ask", ask)
    all_at_once(lambda name: actions.leave(actors[name], role), there)
    assert len(_asked()) < 3 and ProjectRole.objects.get().taken == 3


def test_three_sides_that_sign_at_once_write_one_letter():
    cast = build()
    project, lin = world.called(cast), cast.actor("lin")
    carrier = world.organisation(cast, "zhao", "邻里社会服务社")
    actions.set_party(lin, project, PartySide.COMMUNITY)
    actions.set_party(lin, project, PartySide.CARRIER, organisation=carrier)
    actions.set_party(lin, project, PartySide.THIRD, person=cast.li, name="三号楼群")
    rows = Party.objects.select_related("project", "organisation__place", "place", "person")
    sides = {row.side: row for row in rows}
    who = {"he": PartySide.COMMUNITY, "zhao": PartySide.CARRIER, "li": PartySide.THIRD}
    actors = {name: cast.actor(name) for name in who}
    all_at_once(lambda name: actions.sign(actors[name], sides[who[name]]), list(who))
    assert Letter.objects.filter(kind="project").count() == 1
    assert fresh(project).letter is not None


def test_two_who_call_at_once_call_once():
    cast = build()
    project = world.termed(cast)
    actors = {name: cast.actor(name) for name in ("lin", "he", "sun")}
    answers = all_at_once(lambda name: actions.call(actors[name], project), list(actors))
    assert sum(isinstance(answer, Conflict) for answer in answers) == 2
    assert ProjectEvent.objects.filter(project=project, action="call").count() == 1
