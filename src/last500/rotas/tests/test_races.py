"""Two workers at the same moment, and one that is killed: a turn has one request all the same."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from last500.base import clock
from last500.base.errors import Conflict
from last500.rotas import actions
from last500.rotas.actions import turns as placing
from last500.rotas.models import Rota, Turn
from last500.rotas.tests.telling import FULL, arranged, fresh, household
from last500.service_requests.models import Acceptance, ServiceRequest
from tests.cast import Cast, build
from tests.postgres import owner
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WORKERS = [str(number) for number in range(6)]


def ready() -> tuple[Cast, Rota, Turn]:
    cast = build()
    with clock.at(FULL):
        rota = arranged(cast, "wang", "li")
    return cast, rota, Turn.objects.filter(rota=rota).earliest("on")


def at_the_moment(work):
    """A thread has a clock of its own."""

    def held(name: str) -> object:
        with clock.at(FULL):
            return work(name)

    return held


def test_many_workers_place_one_request_for_a_turn():
    _cast, _rota, turn = ready()
    answers = all_at_once(at_the_moment(lambda _n: placing.place_turn(turn.pk)), WORKERS)
    assert sum(isinstance(answer, ServiceRequest) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == len(WORKERS) - 1
    assert ServiceRequest.objects.count() == 1
    assert Turn.objects.get(pk=turn.pk).request == ServiceRequest.objects.get()


def test_control_without_the_guards_several_are_placed(monkeypatch):
    """The same workers, but they look and then act, hold nothing and claim nothing."""
    _cast, _rota, turn = ready()
    all_have_looked = threading.Barrier(len(WORKERS), timeout=20)

    def look_and_believe(row: Turn) -> bool:
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            all_have_looked.wait()
        return True

    monkeypatch.setattr(placing, "hold", lambda rota, *states: None)
    monkeypatch.setattr(placing, "_is_still_planned", look_and_believe)
    monkeypatch.setattr(placing, "_claim", lambda turn, request: None)
    all_at_once(at_the_moment(lambda _n: placing.place_turn(turn.pk)), WORKERS)
    assert ServiceRequest.objects.count() > 1


def test_the_claim_alone_lets_one_request_stand(monkeypatch):
    """Even if no worker holds the rota or looks again, whoever claims second is undone whole."""
    _cast, _rota, turn = ready()
    monkeypatch.setattr(placing, "hold", lambda rota, *states: None)
    monkeypatch.setattr(placing, "_is_still_planned", lambda turn: True)
    all_at_once(at_the_moment(lambda _n: placing.place_turn(turn.pk)), WORKERS)
    assert ServiceRequest.objects.count() == 1


def test_many_workers_lay_out_each_day_once():
    _cast, rota, _turn = ready()
    Turn.objects.all().delete()
    all_at_once(at_the_moment(lambda _n: placing.lay_out(fresh(rota))), WORKERS)
    days = list(Turn.objects.filter(rota=rota).values_list("on", flat=True))
    assert days and len(days) == len(set(days))


def test_control_without_the_constraint_a_day_is_laid_out_twice(monkeypatch):
    _cast, rota, _turn = ready()
    Turn.objects.all().delete()
    everybody_looked = threading.Barrier(2, timeout=20)
    real = placing._comes

    def slowly(row: Rota, on) -> bool:
        if connection.vendor == "postgresql" and on == FULL.date() + 4 * clock.DAY:
            everybody_looked.wait()
        return real(row, on)

    monkeypatch.setattr(placing, "_comes", slowly)
    with without_the_constraint():
        all_at_once(at_the_moment(lambda _n: lay_out_only(rota)), ["one", "two"])
        days = list(Turn.objects.all().values_list("on", flat=True))
        assert len(days) > len(set(days))


def lay_out_only(rota: Rota) -> None:
    """What `lay_out` does, without the plan that would trip over the double day."""
    known = set(Turn.objects.filter(rota=rota).values_list("on", flat=True))
    found = placing.rules.days(rota.pattern, clock.today(), clock.today() + 20 * clock.DAY)
    free = [on for on in found if placing._comes(rota, on) and on not in known]
    Turn.objects.bulk_create(
        [Turn(rota=rota, on=on, state="planned") for on in free], ignore_conflicts=True
    )


@contextmanager
def without_the_constraint() -> Iterator[None]:
    with owner() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE rotas_turn DROP CONSTRAINT one_turn_for_each_day")
        else:
            pytest.skip("a table constraint of SQLite cannot be dropped; PostgreSQL shows the race")
    try:
        yield
    finally:
        Turn.objects.all().delete()
        with owner() as cursor:
            cursor.execute(
                'ALTER TABLE rotas_turn ADD CONSTRAINT one_turn_for_each_day UNIQUE (rota_id, "on")'
            )


class Killed(BaseException):
    """As a process ends: nothing catches it."""


@pytest.mark.parametrize("where", ["_claim", "_verify", "ask_members", "_note_asked"])
def test_killed_midway_and_run_again_there_is_one_request(monkeypatch, where):
    """Nothing half done is left; control: without the transaction something would be."""
    _cast, _rota, turn = ready()

    def die(*args: object, **kwargs: object) -> None:
        raise Killed

    with clock.at(FULL):
        with monkeypatch.context() as cut, pytest.raises(Killed):
            cut.setattr(placing, where, die)
            placing.place_turn(turn.pk)
        assert not ServiceRequest.objects.exists()
        assert Turn.objects.get(pk=turn.pk).state == "planned"
        assert placing.place_due() == 1
        assert placing.place_due() == 0
    assert ServiceRequest.objects.count() == 1


def test_the_household_ends_it_while_a_worker_places_and_nobody_is_left_waiting():
    """Whoever holds the rota first decides: placed and withdrawn, or not placed at all."""
    _cast, rota, turn = ready()

    def one(name: str) -> object:
        if name == "worker":
            return placing.place_turn(turn.pk)
        return actions.end(household(rota), fresh(rota))

    all_at_once(at_the_moment(one), ["worker", "home"])
    assert fresh(rota).state == "ended"
    assert set(ServiceRequest.objects.values_list("state", flat=True)) <= {"withdrawn"}


def test_two_say_yes_to_swaps_of_one_turn_and_one_of_them_holds():
    cast = build()
    with clock.at(FULL):
        rota = arranged(cast, "wang", "li", "zhou")
        mine, theirs, third = Turn.objects.filter(rota=rota).order_by("on")[:3]
        one = actions.ask_to_swap(cast.actor("wang"), mine, theirs.planned.get())
        two = actions.ask_to_swap(cast.actor("zhou"), third, theirs.planned.get())
    actor = cast.actor("li")
    swaps = {"one": one, "two": two}

    def agree(name: str) -> object:
        return actions.agree_to_swap(actor, swaps[name]) or "yes"

    answers = all_at_once(at_the_moment(agree), ["one", "two"])
    assert answers.count("yes") == 1
    assert theirs.planned.count() == 1
    assert not Acceptance.objects.exists()
