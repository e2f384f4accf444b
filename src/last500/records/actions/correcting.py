"""A confirmed record was wrong: it is never edited, an entry reverses it."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.base.scope import everything
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.proof.actions import record as prove
from last500.records import rules
from last500.records.actions.certifying import withdraw_certificates
from last500.records.actions.confirming import clean_reason, tell
from last500.records.actions.entering import Entry, one_at_a_time, refuse, taken_by, write
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, Source, State


@transaction.atomic
def reverse(actor: Actor, record: ServiceRecord, *, reason: str) -> ServiceRecord:
    """Take a confirmed record out of the count, with the reason, which the person reads.

    Returns the reversing entry. Raises Forbidden, Refused without a reason, Conflict when it does
    not count (any more).
    """
    entry = _reversed(actor, record, clean_reason(reason))
    withdraw_certificates(record)
    tell("record_reversed", record)
    _prove("reversed", actor, record)
    return entry


@transaction.atomic
def correct(actor: Actor, record: ServiceRecord, *, minutes: int, reason: str) -> ServiceRecord:
    """Reverse it and write a new one from the same beginning with other minutes, confirmed.

    Returns the new record. Raises as `reverse`, and Refused when the new time does not fit.
    """
    reason = clean_reason(reason)
    with one_at_a_time(record.person_id) as held:
        _reversed(actor, record, reason)
        one = rules.span(record.began_at, minutes)
        taken = taken_by(record.person_id, one)
        fault = rules.fault(one, taken, now=clock.now(), zone=clock.ZONE)
        if fault is not None:
            refuse(actor, record.person_id, fault)
        entry = Entry(
            person=record.person,
            place=record.place,
            source=Source(record.source),
            about=record.about,
            kind=record.kind,
            organisation=record.organisation_id,
            confirmed_by=actor.person,
            confirmed_as=ConfirmedAs.ORGANISER,
            note=record.note,
            external=(record.external_number, record.external_index),
        )
        right = write(actor, entry, one, held)
    withdraw_certificates(record)
    tell("record_corrected", record)
    _prove("corrected", actor, record)
    return right


def _reversed(actor: Actor, record: ServiceRecord, reason: str) -> ServiceRecord:
    require(actor, Permission.RECORD_CONFIRM, record.place)
    if record.person_id == actor.person:
        raise Forbidden("nobody corrects their own")
    now = clock.now()
    with everything("a record is reversed"):
        counting = ServiceRecord.objects.counted().filter(pk=record.pk)
        if not counting.update(reversed_at=now):
            raise Conflict(_("这一条已经更正过，或者还没有确认。"))
        record.reversed_at = now
        return ServiceRecord.objects.create(
            person=record.person,
            organisation_id=record.organisation_id,
            place=record.place,
            source=record.source,
            kind=record.kind,
            began_at=record.began_at,
            ended_at=record.ended_at,
            minutes=record.minutes,
            state=State.CONFIRMED,
            entered_by_id=actor.person,
            entered_at=now,
            confirmed_by_id=actor.person,
            confirmed_as=ConfirmedAs.ORGANISER,
            confirmed_at=now,
            reason=reason,
            reverses=record,
        )


def _prove(what: str, actor: Actor, record: ServiceRecord) -> None:
    """Into the log: that hours were changed, by which office, and by how much nobody can hide."""
    prove(
        "records",
        what,
        {
            "record": str(record.pk),
            "place": record.place_id,
            "minutes": record.minutes,
            "office": str(actor.office_at(Permission.RECORD_CONFIRM, record.place.path) or ""),
        },
        personal={"person": str(record.person_id), "by": str(actor.person or "")},
    )
