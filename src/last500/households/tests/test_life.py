"""Said by oneself, seen by another, ended by oneself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.households import actions, queries
from last500.households.models import Household, Relation
from last500.households.rules import Kind, Seen, State
from last500.notify.models import Message

pytestmark = pytest.mark.django_db


def claimed(cast, name="chen", kinds=(Kind.RESIDENT,), door="1502"):
    return actions.claim(cast.actor(name), cast.a, cast.building, door, list(kinds))


def confirmed(cast, name="chen", kinds=(Kind.RESIDENT,), door="1502"):
    rows = claimed(cast, name, kinds, door)
    for row in rows:
        actions.decide(cast.actor("lin"), row, seen=Seen.KNOWN)
    return rows


def test_resident_and_owner_are_two_relations_to_one_household(cast):
    rows = confirmed(cast, kinds=[Kind.RESIDENT, Kind.OWNER])
    assert {row.kind for row in rows} == {"resident", "owner"}
    assert Household.objects.count() == 1
    assert queries.is_owner(cast.actor("chen"), cast.a)
    actions.end(cast.actor("chen"), rows[1])
    assert not queries.is_owner(cast.actor("chen"), cast.a)
    assert queries.is_neighbour(cast.actor("chen"), cast.a)


def test_nothing_holds_before_the_compound_has_confirmed(cast):
    claimed(cast)
    assert not queries.is_neighbour(cast.actor("chen"), cast.a)
    assert Message.objects.filter(kind="household_asked").exists()


def test_it_holds_in_its_own_compound_only(cast):
    confirmed(cast)
    assert not queries.is_neighbour(cast.actor("chen"), cast.b)


def test_the_same_door_written_differently_is_one_household(cast):
    confirmed(cast, "chen", door="１５０２室")
    confirmed(cast, "hua", door="1502")
    assert Household.objects.count() == 1


def test_the_same_is_not_said_twice_while_it_is_open(cast):
    rows = claimed(cast)
    with pytest.raises(Conflict):
        claimed(cast)
    actions.end(cast.actor("chen"), rows[0])
    assert claimed(cast)


def test_nobody_confirms_their_own(cast):
    [row] = claimed(cast, "lin")
    with pytest.raises(Refused):
        actions.decide(cast.actor("lin"), row, seen=Seen.KNOWN)
    actions.decide(cast.actor("he"), row, seen=Seen.PAPER)
    assert Relation.objects.get().seen == "paper"


def test_the_database_too_refuses_whoever_confirms_their_own(cast):
    [row] = claimed(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.filter(pk=row.pk).update(decided_by=cast.chen)


@pytest.mark.parametrize("who", ["qian", "wang", "tang", "op"])
def test_only_the_desk_of_the_compound_and_above_confirm(cast, who):
    [row] = claimed(cast)
    with pytest.raises(Forbidden):
        actions.decide(cast.actor(who), row, seen=Seen.KNOWN)


def test_only_the_person_ends_it(cast):
    [row] = confirmed(cast)
    with pytest.raises(Forbidden):
        actions.end(cast.actor("lin"), row)


def test_an_answer_is_given_once(cast):
    [row] = claimed(cast)
    again = Relation.objects.get(pk=row.pk)
    actions.decide(cast.actor("lin"), row, seen=None)
    with pytest.raises(Conflict):
        actions.decide(cast.actor("he"), again, seen=Seen.KNOWN)
    assert Relation.objects.get().state == State.REFUSED


def test_another_compounds_building_is_refused(cast):
    with pytest.raises(Refused):
        actions.claim(cast.actor("chen"), cast.b, cast.building, "1", [Kind.RESIDENT])


def test_whoever_waits_too_long_is_told_of_above_and_once(cast):
    claimed(cast)
    with clock.at(clock.now() + timedelta(days=6)):
        assert actions.remind_waiting() == 1
        assert actions.remind_waiting() == 0
    told = Message.objects.filter(kind="household_waits")
    assert {message.person_id for message in told} == {cast.he.pk}


def test_others_see_nothing_of_who_lives_where(cast):
    confirmed(cast)
    for name in ("hua", "wang", "zhao", "qian", "tang"):
        assert not Relation.objects.visible_to(cast.actor(name)).exists(), name
        assert not Household.objects.visible_to(cast.actor(name)).exists(), name


def test_an_area_is_changed_only_by_whoever_saw_the_one_before(cast):
    household = actions.enter(cast.actor("lin"), cast.a, cast.building, "1502", 1273800)
    actions.set_area(cast.actor("lin"), household, 1273900, seen=1273800)
    with pytest.raises(Conflict):
        actions.set_area(cast.actor("he"), household, 1, seen=1273800)
    with pytest.raises(Refused):
        actions.set_area(cast.actor("he"), household, 0, seen=1273900)
