"""Two at once for one hour of one person: one is entered; the controls show what guards stop."""

import threading
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.letters.models import Letter
from last500.people.models import Person
from last500.records import actions, guards, rules
from last500.records.actions import entering
from last500.records.models import CertifiedRecord, ServiceRecord
from last500.records.rules import ConfirmedAs, Source, State
from tests.cast import Cast, build
from tests.postgres import owner
from tests.races.test_sign_in_codes import together, won

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NIGHT = clock.parse("2026-11-25 00:00")
HANDS = 8


def entered(cast: Cast, began, minutes: int = 60, **more) -> ServiceRecord:
    said = {"source": Source.POST, "about": uuid4()} | more
    return actions.enter(
        cast.actor("lin"), person=cast.wang, place=cast.a, kind="patrol", began_at=began,
        minutes=minutes, **said,
    )  # fmt: skip


def written(cast: Cast, began, minutes: int = 60) -> ServiceRecord:
    """Straight into the table, past every verb."""
    with transaction.atomic():
        return ServiceRecord.objects.create(
            person=cast.wang, place=cast.a, source=Source.OWN, kind="patrol", began_at=began,
            ended_at=began + timedelta(minutes=minutes), minutes=minutes, state=State.ENTERED,
            entered_at=clock.now(),
        )  # fmt: skip


def live() -> list[tuple]:
    return list(ServiceRecord.objects.live().values_list("began_at", "ended_at"))


def test_of_many_entries_for_the_same_hour_one_is_entered():
    cast = build()
    moments = [NIGHT + timedelta(hours=9, minutes=5 * n) for n in range(HANDS)]
    answers = together(lambda n: entered(cast, moments[n]))
    assert won(answers) == 1
    assert len(live()) == 1


def test_the_same_thing_entered_by_many_at_once_is_one_record():
    cast, about = build(), uuid4()
    answers = together(lambda _n: entered(cast, NIGHT, about=about))
    assert won(answers) == HANDS
    assert len({answer.pk for answer in answers}) == 1


def test_no_more_than_ten_hours_of_a_day_are_entered_at_once():
    cast = build()
    answers = together(lambda n: entered(cast, NIGHT + n * timedelta(hours=3), 120))
    assert won(answers) == 5
    assert sum((ends - begins).seconds for begins, ends in live()) == 600 * 60


@contextmanager
def without_the_lock(monkeypatch):
    """The verbs look and then write, as if each were alone."""
    both_have_looked = threading.Barrier(2)

    @contextmanager
    def nobody_waits(person):
        yield Person.objects.get(pk=person)

    def look(one, taken, **_more):
        taken = list(taken)
        both_have_looked.wait(5)
        return rules.Fault.OVERLAP if any(one.overlaps(other) for other in taken) else None

    monkeypatch.setattr(entering, "one_at_a_time", nobody_waits)
    monkeypatch.setattr(entering.rules, "fault", look)
    yield


@contextmanager
def without_the_guards():
    with owner():
        guards.remove(connection)
    try:
        yield
    finally:
        ServiceRecord.objects.all().delete()
        with owner():
            guards.install(connection)


needs_two_writers = pytest.mark.skipif(
    "connection.vendor == 'sqlite'",
    reason="on SQLite a transaction that writes is alone from its first statement on",
)


@needs_two_writers
def test_without_the_lock_the_database_still_enters_one(monkeypatch):
    cast = build()
    with without_the_lock(monkeypatch):
        answers = together(lambda n: entered(cast, NIGHT + n * timedelta(minutes=5)), 2)
    assert won(answers) == 1
    assert len(live()) == 1


@needs_two_writers
def test_control_without_lock_and_guards_both_are_entered(monkeypatch):
    cast = build()
    with without_the_guards(), without_the_lock(monkeypatch):
        answers = together(lambda n: entered(cast, NIGHT + n * timedelta(minutes=5)), 2)
        assert won(answers) == 2
        (one, other) = sorted(live())
        assert other[0] < one[1]


def look_then_write(cast: Cast, began, minutes: int, fits) -> object:
    """Check and then act, in two steps, as code without a lock would do it."""
    taken = [rules.Span(*times) for times in live()]
    connections.close_all()
    everybody_has_looked.wait(10)
    if not fits(taken):
        raise Conflict("gone")
    return written(cast, began, minutes)


everybody_has_looked = threading.Barrier(HANDS)


def ten_hours(minutes: int):
    return lambda taken: sum(one.minutes for one in taken) + minutes <= 600


def test_control_looking_first_and_writing_then_passes_ten_hours_without_the_guards():
    cast = build()
    with without_the_guards():
        answers = together(
            lambda n: look_then_write(cast, NIGHT + n * timedelta(hours=3), 120, ten_hours(120))
        )
        assert won(answers) == HANDS
        assert sum((ends - begins).seconds for begins, ends in live()) > 600 * 60


def test_the_guards_alone_stop_whoever_looks_first_and_writes_then():
    cast = build()

    def one(n: int) -> object:
        try:
            return look_then_write(cast, NIGHT + n * timedelta(hours=3), 120, ten_hours(120))
        except Exception as fault:  # IntegrityError, of either database
            raise Conflict(str(fault)) from fault

    assert won(together(one)) == 5


def test_of_two_answers_to_one_record_at_once_one_counts():
    cast = build()
    record = entered(cast, NIGHT, source=Source.OWN, about=None)
    lin, he = cast.actor("lin"), cast.actor("he")
    verbs = [
        lambda: actions.confirm_at_desk(lin, ServiceRecord.objects.get(pk=record.pk)),
        lambda: actions.decline(he, ServiceRecord.objects.get(pk=record.pk), reason="没有"),
    ]
    answers = together(lambda n: verbs[n](), 2)
    assert won(answers) == 1
    record.refresh_from_db()
    assert (record.confirmed_at is None) != (record.declined_at is None)


def test_one_record_is_reversed_once_whoever_is_faster():
    cast = build()
    record = entered(cast, NIGHT, confirmed_by=cast.he.pk, confirmed_as=ConfirmedAs.ORGANISER)
    actors = [cast.actor("lin"), cast.actor("he")]
    answers = together(
        lambda n: actions.reverse(
            actors[n % 2], ServiceRecord.objects.get(pk=record.pk), reason="错了"
        )
    )
    assert won(answers) == 1
    assert ServiceRecord.objects.filter(reverses=record).count() == 1


def test_no_certificate_stands_on_a_record_that_was_reversed_meanwhile():
    """Issuing and reversing at once: either it is not in the letter, or the letter has ended."""
    cast = build()
    for night in range(4):
        record = entered(
            cast, NIGHT - night * clock.DAY, confirmed_by=cast.he.pk,
            confirmed_as=ConfirmedAs.ORGANISER,
        )  # fmt: skip
        wang, lin = cast.actor("wang"), cast.actor("lin")
        verbs = [
            lambda: actions.certify(wang, date(2026, 1, 1), clock.today()),  # noqa: B023
            lambda: actions.reverse(lin, record, reason="错了"),  # noqa: B023
        ]
        answers = together(lambda n: verbs[n](), 2)  # noqa: B023
        assert not any(
            isinstance(one, Exception) and not isinstance(one, Refused) for one in answers
        )
        standing = Letter.objects.filter(ended_at=None)
        fallen = CertifiedRecord.objects.filter(record__reversed_at__isnull=False)
        assert not fallen.filter(letter__in=standing).exists()
