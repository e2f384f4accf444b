"""What the database refuses, whoever asks it and however the verbs are walked round."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from last500.base import clock
from last500.records import guards
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, Source, State

pytestmark = pytest.mark.django_db
NOON = clock.parse("2026-11-25 12:00")


def written(cast, **more) -> ServiceRecord:
    """Straight into the table, past every verb."""
    filled = {
        "person": cast.wang,
        "place": cast.a,
        "source": Source.OWN,
        "kind": "tidying",
        "began_at": NOON,
        "minutes": 60,
        "state": State.ENTERED,
        "entered_at": clock.now(),
    } | more
    filled.setdefault("ended_at", filled["began_at"] + timedelta(minutes=filled["minutes"]))
    with transaction.atomic():
        return ServiceRecord.objects.create(**filled)


def confirmed(cast, **more) -> ServiceRecord:
    said = {"confirmed_by": cast.lin, "confirmed_as": ConfirmedAs.ORGANISER}
    return written(cast, state=State.CONFIRMED, confirmed_at=clock.now(), **(said | more))


def test_every_guard_is_in_place_after_all_migrations():
    assert guards.missing(connection) == set()


@pytest.mark.parametrize(("began", "minutes"), [(0, 60), (-30, 31), (59, 1), (-60, 180), (10, 5)])
def test_two_live_records_of_one_person_never_overlap(cast, began, minutes):
    written(cast)
    with pytest.raises(IntegrityError):
        written(cast, began_at=NOON + timedelta(minutes=began), minutes=minutes)


def test_records_that_touch_and_those_of_others_do_not_overlap(cast):
    written(cast)
    written(cast, began_at=NOON + clock.HOUR)
    written(cast, began_at=NOON - clock.HOUR)
    written(cast, person=cast.li)
    written(cast, began_at=NOON, state=State.DECLINED, declined_at=clock.now())


def test_a_day_has_ten_hours_in_the_database_too(cast):
    day = clock.parse("2026-11-25 00:00")
    written(cast, began_at=day, minutes=300)
    written(cast, began_at=day + timedelta(hours=6), minutes=290)
    with pytest.raises(IntegrityError):
        written(cast, began_at=day + timedelta(hours=20), minutes=11)
    written(cast, began_at=day + timedelta(hours=20), minutes=10)
    written(cast, began_at=day + timedelta(hours=24), minutes=600)
    written(cast, person=cast.li, began_at=day, minutes=600)


def test_a_night_counts_on_each_of_its_days(cast):
    written(cast, began_at=clock.parse("2026-11-24 22:00"), minutes=480)  # 6 h on the 25th
    with pytest.raises(IntegrityError):
        written(cast, began_at=NOON, minutes=241)
    written(cast, began_at=NOON, minutes=240)
    with pytest.raises(IntegrityError):  # and 8 h are left of the 24th
        written(cast, began_at=clock.parse("2026-11-24 10:00"), minutes=481)
    written(cast, began_at=clock.parse("2026-11-24 10:00"), minutes=480)


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"minutes": 601},
        {"ended_at": NOON + timedelta(minutes=61)},
        {"source": Source.REQUEST, "about": None},
        {"state": State.CONFIRMED},
        {"state": State.DECLINED},
        {"confirmed_at": NOON},
    ],
)
def test_what_makes_no_sense_is_refused(cast, wrong):
    with pytest.raises(IntegrityError):
        written(cast, **wrong)


def test_nobody_confirms_their_own(cast):
    with pytest.raises(IntegrityError):
        confirmed(cast, confirmed_by=cast.wang)
    with pytest.raises(IntegrityError):
        confirmed(cast, confirmed_by=None)
    record = written(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=record.pk).update(
            state=State.CONFIRMED, confirmed_at=clock.now(), confirmed_by=cast.wang,
            confirmed_as=ConfirmedAs.ORGANISER,
        )  # fmt: skip


def test_one_thing_is_recorded_once_and_reversed_once(cast):
    about = uuid4()
    record = confirmed(cast, source=Source.POST, about=about)
    with pytest.raises(IntegrityError):
        written(cast, source=Source.POST, about=about, began_at=NOON + clock.DAY)
    confirmed(cast, reverses=record)
    with pytest.raises(IntegrityError):
        confirmed(cast, reverses=record)


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 59},
        {"began_at": NOON - clock.DAY},
        {"ended_at": NOON + clock.DAY},
        {"entered_at": NOON},
        {"source": Source.POST},
        {"about": uuid4()},
        {"state": State.ENTERED, "confirmed_at": None, "confirmed_as": "", "confirmed_by": None},
        {"confirmed_at": NOON},
    ],
)
def test_no_fact_of_a_record_ever_changes(cast, change):
    record = confirmed(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=record.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=record.pk).update(person=cast.li)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=record.pk).update(confirmed_by=cast.he)


def test_nothing_comes_back_to_life(cast):
    declined = written(cast, state=State.DECLINED, declined_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=declined.pk).update(state=State.ENTERED, declined_at=None)
    reversed_one = confirmed(cast, reversed_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=reversed_one.pk).update(reversed_at=None)


def test_it_may_be_forgotten_who_was_served(cast):
    record = confirmed(cast, confirmed_by=cast.chen, confirmed_as=ConfirmedAs.SERVED)
    ServiceRecord.objects.filter(pk=record.pk).update(confirmed_by=None)
    record.refresh_from_db()
    assert record.counts
