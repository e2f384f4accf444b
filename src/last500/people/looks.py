"""The log of looks: who saw what of whom. Views once a day, searches and exports each time.

A limit that is reached is an alarm in the operator's log, with ids only.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import TooMany
from last500.people.models import AccessEvent, Contact, Person

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Capacity:
    """As what somebody looks: the words are for the person concerned to read, never a name."""

    words: str
    office: UUID | None = None


@dataclass(frozen=True)
class Look:
    """One thing that is shown: whose it is, which fields, on account of which request."""

    about: UUID
    fields: str  # codes in alphabetical order, with commas
    contact: UUID | None = None
    person: UUID | None = None


def at_contact(contact: Contact, about: UUID, fields: str) -> Look:
    return Look(about, fields, contact.pk, contact.person_id)


def is_own(actor: Actor, contact: Contact) -> bool:
    return actor.person is not None and contact.person_id == actor.person


def note_views(
    actor: Actor,
    seen: Iterable[Look],
    *,
    reason: str,
    as_what: Capacity,
    so_far: int | None = None,
) -> None:
    """Write down what a page with sensitive data shows: one row for each viewer, thing and day.

    One statement when the caller says how many views there were today (`so_far`), else two.
    Own data writes nothing. Raises TooMany beyond the limit of a day; pages that are asked for at
    the same moment may pass it by as many, but none goes unwritten.
    """
    others = [look for look in seen if look.person is None or look.person != actor.person]
    if not others:
        return
    today = AccessEvent.objects.views_of(actor.person, clock.today())
    count = today.count() if so_far is None else so_far
    if count >= limits.VIEWS_PER_PERSON.most:
        _refuse_what_is_new(actor, today.values_list("about", "fields"), others)
        return
    AccessEvent.objects.bulk_create(
        (
            _event(actor, AccessEvent.Look.VIEW, look, reason, as_what, day=clock.today())
            for look in others
        ),
        ignore_conflicts=True,
    )


def _refuse_what_is_new(
    actor: Actor, known: Iterable[tuple[UUID | None, str]], looks: Sequence[Look]
) -> None:
    """What was seen today stays open; one thing more is refused."""
    if {(look.about, look.fields) for look in looks} <= set(known):
        return
    log.warning("limit of view reached by person %s", actor.person)
    raise TooMany(
        _("今天打开看过的已经有 %(most)d 件了，明天再接着看。急的请上一级来办。")
        % {"most": limits.VIEWS_PER_PERSON.most}
    )


@transaction.atomic
def note_search(actor: Actor, found: Person | None, *, reason: str, as_what: Capacity) -> None:
    """Somebody was looked for by telephone number; written down whether found or not.

    To be called outside of the transaction of what the search was for: what is refused after it
    was searched for all the same. Raises TooMany.
    """
    limits.hit("search", str(actor.person), limits.SEARCHES_PER_PERSON)
    if found is not None and found.pk == actor.person:
        return
    AccessEvent.objects.create(
        kind=AccessEvent.Look.SEARCH,
        subject=found,
        viewer_id=actor.person,
        office=as_what.office,
        viewer_role=as_what.words,
        fields="phone",
        reason=reason,
        at=clock.now(),
    )


def note_export(
    actor: Actor, export: UUID, rows: Iterable[Look], *, reason: str, as_what: Capacity
) -> None:
    """A file with these rows was taken away: one event for each row, every time."""
    AccessEvent.objects.bulk_create(
        (
            _event(actor, AccessEvent.Look.EXPORT, row, reason, as_what, export=export)
            for row in rows
            if row.person is None or row.person != actor.person
        ),
        batch_size=500,
    )


def note_reveals(actor: Actor, opened: Iterable[Look], *, reason: str, as_what: Capacity) -> None:
    """Masked fields of many were opened at once: to tell them something they have a right to."""
    AccessEvent.objects.bulk_create(
        (_event(actor, AccessEvent.Look.REVEAL, one, reason, as_what) for one in opened),
        batch_size=500,
    )


def _event(
    actor: Actor, kind: str, look: Look, reason: str, as_what: Capacity, **more: object
) -> AccessEvent:
    return AccessEvent(
        kind=kind,
        contact_id=look.contact,
        subject_id=look.person,
        viewer_id=actor.person,
        office=as_what.office,
        viewer_role=as_what.words,
        fields=look.fields,
        reason=reason,
        about=look.about,
        at=clock.now(),
        **more,
    )
