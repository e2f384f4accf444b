"""At the same moment: one has the hour, the last pieces go to one; the controls show the races."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from last500.base.errors import Conflict
from last500.lists import actions, guards
from last500.lists.actions import stock
from last500.lists.models import Booking, Claim, ListEvent, Need, Resource, StockDay
from last500.lists.rules import Act, Deal
from last500.lists.tests import world
from tests.cast import Cast, build
from tests.postgres import owner
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CROWD = [f"asker{number}" for number in range(10)]


def ready() -> tuple[Cast, Resource, Resource]:
    cast = build()
    library = world.unit(cast, "hua")
    room = world.room(cast, library, "hua")
    return cast, room, world.goods(cast, library, "hua", pieces=3)


@contextmanager
def without_the_guard():
    with owner():
        guards.remove(connection)
    try:
        yield
    finally:
        ListEvent.objects.all().delete()
        Booking.objects.all().delete()
        with owner():
            guards.install(connection)


def test_ten_ask_for_one_hour_and_one_has_it():
    cast, room, _tables = ready()
    he = cast.actor("he")
    wish = actions.Wish(on=world.soon(), start=600, end=720, purpose="合唱队排练")
    answers = all_at_once(lambda _name: actions.book(he, room, by=cast.community, wish=wish), CROWD)
    won = [answer for answer in answers if isinstance(answer, Booking)]
    lost = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(won), len(lost)) == (1, len(CROWD) - 1)
    assert all("刚被别人约走" in str(answer) for answer in lost)
    assert Booking.objects.holding().count() == 1
    assert ListEvent.objects.filter(action=Act.ASK, booking__isnull=False).count() == 1


def test_the_database_alone_stops_the_second(monkeypatch):
    """Nobody looks into the calendar first: the guard has the last word."""
    cast, room, _tables = ready()
    monkeypatch.setattr("last500.lists.actions.bookings.taken_spans", lambda *_args: [])
    he = cast.actor("he")
    wish = actions.Wish(on=world.soon(), start=600, end=720, purpose="合唱队排练")
    answers = all_at_once(lambda _name: actions.book(he, room, by=cast.community, wish=wish), CROWD)
    assert sum(isinstance(answer, Booking) for answer in answers) == 1
    assert Booking.objects.holding().count() == 1


def test_control_without_the_guard_the_hour_is_given_many_times(monkeypatch):
    cast, room, _tables = ready()
    monkeypatch.setattr("last500.lists.actions.bookings.taken_spans", lambda *_args: [])
    he = cast.actor("he")
    wish = actions.Wish(on=world.soon(), start=600, end=720, purpose="合唱队排练")
    with without_the_guard():
        answers = all_at_once(
            lambda _name: actions.book(he, room, by=cast.community, wish=wish), CROWD
        )
        assert sum(isinstance(answer, Booking) for answer in answers) > 1


def borrow(cast: Cast, tables: Resource) -> list[object]:
    he = cast.actor("he")
    wish = actions.Wish(on=world.soon(), last=world.soon(4), number=1, purpose="院坝会")
    return all_at_once(lambda _name: actions.book(he, tables, by=cast.community, wish=wish), CROWD)


def test_ten_borrow_three_tables_and_three_have_one():
    cast, _room, tables = ready()
    answers = borrow(cast, tables)
    assert sum(isinstance(answer, Booking) for answer in answers) == 3
    assert all(isinstance(a, Conflict) for a in answers if not isinstance(a, Booking))
    assert set(StockDay.objects.values_list("left", flat=True)) == {0}


def test_control_counting_first_and_taking_then_lends_too_many(monkeypatch):
    cast, _room, tables = ready()
    from threading import Barrier

    all_have_looked = Barrier(len(CROWD))

    def look_then_take(_name: str) -> object:
        seen = Booking.objects.holding().filter(resource=tables).count()
        connection.close()
        all_have_looked.wait()
        if seen >= tables.pieces:
            raise Conflict("gone")
        wish = actions.Wish(on=world.soon(), last=world.soon(4), number=1, purpose="院坝会")
        return actions.book(cast.actor("he"), tables, by=cast.community, wish=wish)

    monkeypatch.setattr(stock, "take", lambda booking: None)
    answers = all_at_once(look_then_take, CROWD)
    assert sum(isinstance(answer, Booking) for answer in answers) > 3


def test_two_desks_agree_to_the_last_part_of_a_need_and_one_holds():
    """Several claims of one need, answered at the same moment: never more than was wanted."""
    cast = build()
    need = world.need(cast, wanted=2)
    claims = []
    for number, name in enumerate(("hua", "zhou", "wang", "li")):
        unit = world.unit(cast, name, f"单位{number}")
        claims.append(world.claimed(cast, need, unit, name, 1))
    he = cast.actor("he")

    def agree(key: str) -> object:
        row = Claim.objects.select_related("need__community", "organisation").get(pk=key)
        return actions.step(he, row, Act.AGREE) or row

    answers = all_at_once(agree, [str(row.pk) for row in claims])
    assert sum(isinstance(answer, Claim) for answer in answers) == 2
    assert all(
        isinstance(a, Conflict | IntegrityError) for a in answers if not isinstance(a, Claim)
    )
    assert Need.objects.get(pk=need.pk).agreed == 2
    assert Claim.objects.filter(state=Deal.AGREED).count() == 2
    assert not Need.objects.filter(agreed__gt=F("wanted")).exists()
