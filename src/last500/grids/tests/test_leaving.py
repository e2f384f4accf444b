"""What goes with an account, and what is erased when its time is over."""

from datetime import timedelta

import pytest

from last500.base import clock, erasing
from last500.base.privacy import Keep, days_of
from last500.grids import actions, queries
from last500.grids.models import Note, Placement, Willing
from last500.grids.rules import State
from last500.grids.tests import town
from last500.people import leaving
from last500.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard(cast):
    return town.yard(cast)


def test_a_closed_account_leaves_its_seat_vacant_and_nothing_behind(cast, yard):
    town.seated(cast, yard.seat)
    other = yard.at("liaison", cast.a)
    actions.offer(cast.actor("wang"), other)
    actions.say_willing(cast.actor("wang"), willing=True)
    kept = actions.tell(cast.actor("hua"), yard.seat, "灯坏了")
    actions.tell(cast.actor("wang"), other, "我说的")
    leaving.close_account(cast.actor("wang"))
    assert town.holder(yard.seat) is None and town.told("seat_vacant") == {cast.lin.pk}
    assert not Placement.objects.filter(person=cast.wang).exists() and not Willing.objects.exists()
    assert Note.objects.get() == kept
    kept.refresh_from_db()
    assert kept.at_desk
    assert [one.report_in.person_id for one in queries.could_be_asked(cast.actor("lin"), yard.seat)]


def test_a_desk_that_closes_its_account_is_forgotten_in_what_it_asked(cast, yard):
    placement = town.seated(cast, yard.seat)
    Placement.objects.update(asked_by=cast.hua, confirmed_by=cast.hua)
    leaving.close_account(cast.actor("hua"))
    row = town.fresh(placement)
    assert row.asked_by is None and row.confirmed_by is None and row.state == State.HOLDING


def test_whoever_locks_their_data_is_off_every_seat_and_asked_for_nothing(cast, yard):
    placement = town.seated(cast, yard.seat)
    other = yard.at("liaison", cast.a)
    waiting = actions.offer(cast.actor("wang"), other)
    for part in leaving.parts():
        if part.restrict:
            part.restrict(cast.wang, clock.now())
    Person.objects.filter(pk=cast.wang.pk).update(restricted_at=clock.now())
    assert town.fresh(placement).state == State.ENDED
    assert town.fresh(waiting).state == State.WITHDRAWN
    assert cast.wang.pk not in {
        one.report_in.person_id for one in queries.could_be_asked(cast.actor("lin"), yard.seat)
    }


def test_who_held_a_seat_is_forgotten_after_its_time_and_who_holds_one_is_not(cast, yard):
    past = town.seated(cast, yard.seat)
    actions.leave(cast.actor("wang"), past)
    now_held = town.seated(cast, yard.seat, "li")
    for name in ("li", "hua"):  # Hua has never reported in
        actions.say_willing(cast.actor(name), willing=True)
    note = actions.tell(cast.actor("hua"), yard.seat, "灯坏了")
    actions.answer_note(cast.actor("li"), note, "好")
    days = max(days_of(keep) for keep in (Keep.DUTY, Keep.TOPIC, Keep.REPORT_IN)) + 1
    with clock.at(clock.now() + timedelta(days=days)):
        erasing.run()
    assert set(Placement.objects.values_list("pk", flat=True)) == {now_held.pk}
    assert not Note.objects.exists()
    assert [row.person_id for row in Willing.objects.all()] == [cast.li.pk]
