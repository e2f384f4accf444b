"""The last place in a team, the one helper of a pairing: one wins; the control shows the race.

Real threads on a real database; on SQLite writers queue, on PostgreSQL they truly run together.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, connections

from last500.base.errors import Conflict
from last500.base.scope import everything
from last500.pairings import actions as pairings
from last500.pairings.actions import helping
from last500.pairings.models import Bond, Pairing, PairingAsk
from last500.people import actions as people
from last500.teams import actions as teams
from last500.teams.actions import Plan, joining
from last500.teams.models import Membership, Team
from tests.access.pairings import ask_of, proposed
from tests.cast import Cast, build
from tests.postgres import owner

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD = 8


def crowd(cast: Cast) -> list[str]:
    names = []
    for number in range(CROWD):
        name = f"helper{number}"
        cast.people[name] = people.person_with_phone(f"1000001{number:04d}", name=f"邻{number}")
        cast.report_in(name, cast.a)
        names.append(name)
    return names


def all_at_once(work: Callable[[str], object], names: list[str]) -> list[object]:
    """Run `work(name)` in a thread each, started together; give back answers or refusals."""
    gate = threading.Barrier(len(names))

    def one(name: str) -> object:
        gate.wait()
        try:
            with everything("one of a crowd"):
                return work(name)
        except (Conflict, IntegrityError) as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(one, names))


# ---- the last place in a team --------------------------------------------------------------------


def team_of_three(cast: Cast) -> Team:
    plan = Plan("修修队", "repair", "修修补补。", "要上梯子。", size=3)
    team = teams.found(cast.actor("lin"), cast.a, plan)
    teams.join(cast.actor("wang"), team)
    teams.join(cast.actor("li"), team)
    return team


def press_join(cast: Cast, team: Team, names: list[str]) -> list[object]:
    actors = {name: cast.actor(name) for name in names}
    return all_at_once(
        lambda name: teams.join(actors[name], Team.objects.select_related("place").get(pk=team.pk)),
        names,
    )


def test_eight_want_the_last_place_and_one_has_it():
    cast = build()
    names, team = crowd(cast), team_of_three(cast)
    answers = press_join(cast, team, names)
    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == CROWD - 1
    team.refresh_from_db()
    assert team.taken == Membership.objects.living().filter(team=team).count() == 3


def believe(barrier: threading.Barrier) -> Callable[[Team], bool]:
    """Check, then act: everybody sees the free place."""

    def look(team: Team) -> bool:
        seen = Team.objects.values_list("taken", "size").get(pk=team.pk)
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            barrier.wait()
        return seen[0] < seen[1]

    return look


@contextmanager
def without(table: str, index: str, columns: str, where: str) -> Iterator[None]:
    with owner() as cursor:
        cursor.execute(f"DROP INDEX {index}")
    try:
        yield
    finally:
        with everything("tidying up"):
            Membership.objects.all().delete()
            Bond.objects.all().delete()
        with owner() as cursor:
            cursor.execute(f"CREATE UNIQUE INDEX {index} ON {table} ({columns}) WHERE {where}")


def test_the_slot_alone_stops_a_second_one_on_the_last_place(monkeypatch):
    """The database's own guard: without the counting UPDATE still one place, one member."""
    cast = build()
    names, team = crowd(cast), team_of_three(cast)
    monkeypatch.setattr(joining, "_take_place", believe(threading.Barrier(CROWD, timeout=20)))
    press_join(cast, team, names)
    assert Membership.objects.living().filter(team=team, slot=2).count() == 1
    assert Membership.objects.living().filter(team=team).count() == 3


def test_control_without_both_guards_the_team_is_too_big(monkeypatch):
    cast = build()
    names, team = crowd(cast), team_of_three(cast)
    monkeypatch.setattr(joining, "_take_place", believe(threading.Barrier(CROWD, timeout=20)))
    monkeypatch.setattr(joining.rules, "free_slot", lambda held, size: 2)
    with without(
        "teams_membership", "one_member_per_place_in_team", "team_id, slot", "left_at IS NULL"
    ):
        press_join(cast, team, names)
        assert Membership.objects.living().filter(team=team).count() > 3


# ---- the one helper of a pairing -----------------------------------------------------------------


def asked(cast: Cast, names: list[str]) -> Pairing:
    made = proposed(cast)
    for start in range(0, len(names), 3):
        keys = [cast.people[name].pk for name in names[start : start + 3]]
        pairings.ask(cast.actor("lin"), made, helpers=keys)
    return made


def press_yes(cast: Cast, made: Pairing, names: list[str]) -> list[object]:
    """All look at their ask first, then all say yes: nobody finds it answered before they begin."""
    actors = {name: cast.actor(name) for name in names}
    asks = {name: ask_of(cast, made, name) for name in names}
    return all_at_once(lambda name: pairings.accept(actors[name], asks[name]), names)


def test_eight_say_yes_and_one_is_paired():
    cast = build()
    names = crowd(cast)
    made = asked(cast, names)
    answers = press_yes(cast, made, names)
    assert sum(isinstance(answer, Bond) for answer in answers) == 1
    assert Bond.objects.living().count() == 1
    assert Pairing.objects.get().state == "running"
    assert not PairingAsk.objects.filter(answer="asked").exists()


def test_the_constraint_alone_stops_a_second_helper(monkeypatch):
    cast = build()
    names = crowd(cast)
    made = asked(cast, names)
    monkeypatch.setattr(helping, "_win", win_by_looking(threading.Barrier(CROWD, timeout=20)))
    press_yes(cast, made, names)
    assert Bond.objects.living().filter(pairing=made).count() == 1


def win_by_looking(barrier: threading.Barrier) -> Callable[[Pairing], bool]:
    def look(pairing: Pairing) -> bool:
        seen = Pairing.objects.values_list("state", flat=True).get(pk=pairing.pk)
        if connection.vendor == "postgresql":
            barrier.wait()
        return seen == "asked"

    return look


def test_control_without_both_guards_several_are_paired(monkeypatch):
    cast = build()
    names = crowd(cast)
    made = asked(cast, names)
    monkeypatch.setattr(helping, "_win", win_by_looking(threading.Barrier(CROWD, timeout=20)))
    # Nor does the first one's yes end what the others were asked.
    monkeypatch.setattr(helping, "stop_asks", lambda *_args, **_more: [])
    with without("pairings_bond", "one_helper_of_a_pairing", "pairing_id", "ended_at IS NULL"):
        press_yes(cast, made, names)
        assert Bond.objects.living().filter(pairing=made).count() > 1
