"""A record comes into being: from something that happened, or entered by whoever served."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.marking import N_
from last500.base.scope import everything
from last500.people.models import Person
from last500.people.rules import clean_text
from last500.places.models import Place
from last500.records import rules
from last500.records.homes import home_of
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, Fault, Source, Span, State

NOTE_MOST = 500
# What the person reads about their own times, and the field to blame.
OWN_WORDS = {
    Fault.MINUTES: (N_("一次最少 1 分钟，最多 10 小时。"), "minutes"),
    Fault.FUTURE: (N_("这段时间还没有过完，做完再来登记。"), "minutes"),
    Fault.OVERLAP: (N_("这段时间你已经有一条记录了。一个人同一时间只能在一个地方。"), "began"),
    Fault.DAY_FULL: (N_("这一天已经记满 10 小时了。"), "minutes"),
}
# What somebody else reads: nothing of where the person was.
OTHERS_WORDS = N_("这段时间记不上，请和本人核对一下。")


@contextmanager
def one_at_a_time(person: UUID) -> Iterator[Person]:
    """Hold a person's row until the transaction ends: what is read now is still so when written.

    In the house's own name, because whoever writes may see nothing of the person's other times.
    """
    with everything("a person's other records decide what can be entered"):
        rows = Person.objects.select_for_update(no_key=True)
        yield rows.get(pk=person)


def taken_by(person: UUID, near: Span) -> list[Span]:
    """The live times of a person on the days around a span."""
    rows = ServiceRecord.objects.live().filter(
        person=person,
        began_at__gt=near.began - 2 * clock.DAY,
        began_at__lt=near.ended + 2 * clock.DAY,
    )
    return [Span(*times) for times in rows.values_list("began_at", "ended_at")]


@dataclass(frozen=True)
class Entry:
    """What a record will say, before it is known whether it fits."""

    person: Person
    place: Place
    source: Source
    about: UUID | None
    kind: str
    organisation: UUID | None = None
    confirmed_by: UUID | None = None
    confirmed_as: ConfirmedAs | None = None
    note: str = ""
    external: tuple[str, str] = ("", "")  # the number, and its keyed index


def enter(
    actor: Actor,
    *,
    person: Person,
    place: Place,
    source: Source,
    about: UUID | None,
    kind: str,
    began_at: datetime,
    minutes: int,
    confirmed_by: UUID | None = None,
    confirmed_as: ConfirmedAs | None = None,
    note: str = "",
    organisation: UUID | None = None,
) -> ServiceRecord:
    """Write down that somebody served for so many minutes. Whoever calls has checked who asks.

    With `confirmed_as` it counts at once, else it waits: `confirmed_by` is the organiser, or the
    one served (None for one without an account). For the same person, source and `about` the first
    record comes back, whatever has become of it. `organisation` is found by itself.
    Raises Refused when the time overlaps another live record, a day has more than ten hours, it
    has not passed yet, or somebody would confirm their own.
    """
    entry = Entry(
        person, place, source, about, kind, organisation, confirmed_by, confirmed_as, note
    )
    return enter_as(actor, entry, began_at, minutes)


def enter_as(actor: Actor, entry: Entry, began_at: datetime, minutes: int) -> ServiceRecord:
    """What `enter` does with what it was told."""
    person = entry.person.pk
    with transaction.atomic(), one_at_a_time(person) as held:
        first = _first(entry)
        if first is not None:
            return first
        one = rules.span(began_at, minutes)
        fault = rules.fault(one, taken_by(person, one), now=clock.now(), zone=clock.ZONE)
        if fault is not None:
            refuse(actor, person, fault)
        return write(actor, entry, one, held)


def enter_what_fits(actor: Actor, **said: Any) -> ServiceRecord | None:
    """The same for a time that nobody can be asked about: cut to what is free, None for nothing.

    So that a resident who says "solved" never meets the fault of a helper's calendar.
    """
    began_at, minutes = said.pop("began_at"), said.pop("minutes")
    entry = Entry(**said)
    with transaction.atomic(), one_at_a_time(entry.person.pk) as held:
        first = _first(entry)
        if first is not None:
            return first
        one = rules.span(began_at, minutes)
        fitting = rules.room(one, taken_by(entry.person.pk, one), clock.ZONE)
        if fitting is None or fitting.ended > clock.now() or held.closed_at:
            return None
        return write(actor, entry, fitting, held)


def refuse(actor: Actor, person: UUID, fault: Fault) -> None:
    """Raise Refused in words for the reader: only the person learns of their own other times."""
    if actor.person == person or fault in {Fault.MINUTES, Fault.FUTURE}:
        words, field = OWN_WORDS[fault]
        raise Refused(_(words), field)
    raise Refused(_(OTHERS_WORDS), "began")


def _first(entry: Entry) -> ServiceRecord | None:
    """The record of this very thing, if it was entered before."""
    rows = ServiceRecord.objects.filter(person=entry.person, reverses=None)
    if entry.about is not None:
        rows = rows.filter(source=entry.source, about=entry.about)
    elif entry.external[1]:
        rows = rows.filter(external_index=entry.external[1])
    else:
        return None
    return rows.order_by("entered_at").first()


def write(actor: Actor, entry: Entry, one: Span, held: Person) -> ServiceRecord:
    """Put a record into the table. Raises Refused; the database has the last word."""
    if not rules.may_confirm(entry.person.pk, entry.confirmed_by):
        raise Refused(_("自己的服务要由别人确认。"))
    if held.closed_at:
        raise Refused(_("这个账号已经注销了。"))
    record = _row(actor, entry, one)
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError as fault:
        raise Refused(_(OTHERS_WORDS), "began") from fault
    return record


def _row(actor: Actor, entry: Entry, one: Span) -> ServiceRecord:
    now, home = clock.now(), None
    if entry.organisation is None:
        home = home_of(entry.person.pk)
    number, index = entry.external
    return ServiceRecord(
        person=entry.person,
        organisation_id=entry.organisation or (home.organisation if home else None),
        place=entry.place,
        source=entry.source,
        about=entry.about,
        kind=entry.kind,
        began_at=one.began,
        ended_at=one.ended,
        minutes=one.minutes,
        note=clean_text(entry.note)[:NOTE_MOST],
        state=State.CONFIRMED if entry.confirmed_as else State.ENTERED,
        entered_by_id=actor.person,
        entered_at=now,
        confirmed_by_id=entry.confirmed_by if entry.confirmed_as else None,
        confirmed_as=entry.confirmed_as or "",
        confirmed_at=now if entry.confirmed_as else None,
        external_number=number,
        external_index=index,
    )
