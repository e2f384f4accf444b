"""Eight say yes to one seat at once: one holds it, the others hear so.

The controls take the guards away and show the race.
"""

import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from last500.base.errors import Conflict, Refused
from last500.grids import actions
from last500.grids.actions import asking, step
from last500.grids.models import Note, Placement, Seat
from last500.grids.rules import Answer, State
from last500.grids.tests import town
from last500.people import actions as people
from tests.cast import Cast, build
from tests.postgres import owner
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD = 8


def crowd(cast: Cast, count: int = CROWD) -> list[str]:
    names = []
    for number in range(count):
        name = f"neighbour{number}"
        cast.people[name] = people.person_with_phone(f"1000001{number:04d}", name=f"邻{number}")
        cast.report_in(name, cast.a)
        names.append(name)
    town.live(cast, *names)
    return names


def asked(cast: Cast, seat: Seat, names: list[str]) -> dict[str, Placement]:
    return {name: town.asked(cast, seat, name) for name in names}


def holding(seat: Seat) -> int:
    return Placement.objects.holding().filter(seat=seat).count()


def test_eight_press_yes_and_one_holds_the_seat():
    cast = build()
    seat, names = town.yard(cast).seat, crowd(cast)
    rows = asked(cast, seat, names)
    pages = {name: Client(raise_request_exception=False) for name in names}
    for name, client in pages.items():
        client.force_login(cast.people[name], backend="last500.people.backend.CodeBackend")

    def yes(name: str):
        address = reverse("grids:answer", args=[rows[name].pk])
        return pages[name].post(address, {"once": uuid4().hex, "answer": "yes"})

    answers = all_at_once(yes, names)
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * (CROWD - 1)
    assert holding(seat) == 1
    assert Placement.objects.filter(state=State.TAKEN_BACK).count() == CROWD - 1


def test_the_constraint_alone_stops_a_second_holder(monkeypatch):
    """Without the row held and without looking first: the index refuses all but one."""
    cast = build()
    seat, names = town.yard(cast).seat, crowd(cast)
    rows, actors = asked(cast, seat, names), {name: cast.actor(name) for name in names}
    blind(monkeypatch)
    answers = all_at_once(lambda n: actions.answer(actors[n], rows[n], Answer.YES), names)
    assert holding(seat) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == CROWD - 1


def blind(monkeypatch) -> None:
    """Nobody holds the row of the seat, looks whether it is taken, or releases the others."""
    monkeypatch.setattr("last500.grids.actions.answering.held", lambda seat: seat)
    monkeypatch.setattr(step, "_release_others", lambda seat, but: None)
    real = Placement.objects.holding

    class Nothing:
        def filter(self, **asked):
            return Placement.objects.none() if "seat" in asked else real().filter(**asked)

    monkeypatch.setattr(step, "Placement", _Shadow(Placement, Nothing()))


class _Shadow:
    """The model with a manager that finds no holder."""

    def __init__(self, model, nothing) -> None:
        self.objects = _Manager(model.objects, nothing)


class _Manager:
    def __init__(self, real, nothing) -> None:
        self.real, self.nothing = real, nothing

    def holding(self):
        return self.nothing

    def __getattr__(self, name):
        return getattr(self.real, name)


def test_control_without_the_guards_a_seat_has_many_holders(monkeypatch):
    cast = build()
    seat, names = town.yard(cast).seat, crowd(cast)
    rows, actors = asked(cast, seat, names), {name: cast.actor(name) for name in names}
    blind(monkeypatch)
    with owner() as cursor:
        cursor.execute("DROP INDEX one_holder_of_a_seat")
    try:
        all_at_once(lambda n: actions.answer(actors[n], rows[n], Answer.YES), names)
        assert holding(seat) == CROWD
    finally:
        Placement.objects.all().delete()
        with owner() as cursor:
            cursor.execute(
                "CREATE UNIQUE INDEX one_holder_of_a_seat ON grids_placement (seat_id)"
                " WHERE state = 'holding'"
            )


def test_two_seats_that_ask_the_same_person_at_once_ask_once():
    cast = build()
    yard = town.yard(cast)
    seats = {"one": yard.seat, "two": yard.at("liaison"), "three": yard.at("liaison")}
    lin, person = cast.actor("lin"), cast.wang.pk

    def ask(which: str):
        try:
            return actions.ask(lin, seats[which], person)
        except Refused as refused:
            return refused

    answers = all_at_once(ask, list(seats))
    assert sum(isinstance(answer, Placement) for answer in answers) == 1
    assert Placement.objects.filter(person=cast.wang).count() == 1


def test_the_index_alone_keeps_two_asks_apart(monkeypatch):
    """Both desks have looked before either asks: one ask stands."""
    cast = build()
    yard = town.yard(cast)
    seats = {"one": yard.seat, "two": yard.at("liaison")}
    lin, person = cast.actor("lin"), cast.wang.pk
    looked = asking.queries.could_be_asked
    gate = threading.Barrier(2, timeout=20)

    def look(actor, seat):
        found = looked(actor, seat)
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            gate.wait()
        return found

    monkeypatch.setattr(asking.queries, "could_be_asked", look)

    class Unheld:
        class objects:
            @staticmethod
            def select_for_update():
                return Placement.objects.none()

    monkeypatch.setattr(asking, "Person", Unheld)

    def ask(which: str):
        try:
            return actions.ask(lin, seats[which], person)
        except Refused as refused:  # on PostgreSQL the index, on SQLite the look of the second
            return refused

    answers = all_at_once(ask, list(seats))
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Placement.objects.filter(person=cast.wang, state=State.ASKED).count() == 1


def test_two_yeses_to_the_last_of_two_seats_give_one():
    cast = build()
    yard = town.yard(cast)
    town.seated(cast, yard.seat)
    seats = {
        "one": yard.at("liaison"),
        "two": yard.at("liaison"),
        "three": yard.at("liaison", cast.a),
    }
    rows = {which: actions.offer(cast.actor("wang"), seat) for which, seat in seats.items()}
    lin = cast.actor("lin")

    def confirm(which: str):
        try:
            return actions.confirm(lin, rows[which])
        except Refused as refused:
            return refused

    all_at_once(confirm, list(seats))
    assert Placement.objects.holding().filter(person=cast.wang).count() == 2


def test_a_word_told_while_the_holder_leaves_lies_with_somebody():
    cast = build()
    seat = town.yard(cast).seat
    placement = town.seated(cast, seat)
    actors = {"wang": cast.actor("wang"), "hua": cast.actor("hua")}

    def move(name: str):
        if name == "wang":
            return actions.leave(actors[name], placement)
        return actions.tell(actors[name], seat, "灯坏了")

    all_at_once(move, ["wang", "hua"])
    assert Note.objects.get().at_desk and not holding(seat)
