"""Somebody else's word on a record that waits: it was so, or it was not."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.fields import sealed
from last500.base.scope import everything
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.rules import clean_text
from last500.records import rules
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, State

REASON_MOST = 300


@transaction.atomic
def confirm(
    record: ServiceRecord, *, confirmed_by: UUID | None, confirmed_as: ConfirmedAs
) -> ServiceRecord:
    """It was so. Whoever calls has checked that this is the one served, or an organiser.

    Raises Forbidden for the person's own, Conflict when it does not wait any more.
    """
    if not rules.may_confirm(record.person_id, confirmed_by):
        raise Forbidden("nobody confirms their own")
    _answer(
        record,
        state=State.CONFIRMED,
        confirmed_by_id=confirmed_by,
        confirmed_as=confirmed_as,
        confirmed_at=clock.now(),
    )
    return record


@transaction.atomic
def confirm_at_desk(actor: Actor, record: ServiceRecord) -> ServiceRecord:
    """As the organiser of the place. Raises Forbidden, Conflict."""
    require(actor, Permission.RECORD_CONFIRM, record.place)
    return confirm(record, confirmed_by=actor.person, confirmed_as=ConfirmedAs.ORGANISER)


@transaction.atomic
def decline(actor: Actor, record: ServiceRecord, *, reason: str) -> ServiceRecord:
    """It was not so; the person reads why, and may enter it anew. Raises Refused, Conflict."""
    require(actor, Permission.RECORD_CONFIRM, record.place)
    if record.person_id == actor.person:
        raise Forbidden("nobody answers their own")
    return disclaim(actor, record, reason=clean_reason(reason))


def disclaim(actor: Actor, record: ServiceRecord, *, reason: str) -> ServiceRecord:
    """It was not so, and the person is told. Whoever calls has checked who says it."""
    _answer(
        record, state=State.DECLINED, declined_by_id=actor.person, declined_at=clock.now(),
        reason=reason,
    )  # fmt: skip
    tell("record_declined", record)
    return record


@transaction.atomic
def take_back(actor: Actor, record: ServiceRecord) -> ServiceRecord:
    """The person's own mistake, before anybody has answered: they take it back."""
    if record.person_id != actor.person:
        raise Forbidden("not your own")
    return _answer(
        record, state=State.DECLINED, declined_by_id=actor.person, declined_at=clock.now()
    )


def clean_reason(reason: str) -> str:
    """Raises Refused when there is none."""
    reason = clean_text(reason)[:REASON_MOST]
    if not reason:
        raise Refused(_("请写一句原因，对方会看到。"), "reason")
    return reason


def tell(kind: str, record: ServiceRecord, **more: str) -> None:
    """To whoever served; nothing in it says whom or what."""
    day = f"{clock.local(record.began_at):%Y-%m-%d}"
    post(kind, [record.person], place=record.place.name, day=day, **more)


def _answer(record: ServiceRecord, *, state: State, **values: object) -> ServiceRecord:
    """On condition that it still waits. The condition decides between two who answer at once."""
    with everything("a record is answered by somebody who may not see the person's others"):
        waiting = ServiceRecord.objects.filter(pk=record.pk, state=State.ENTERED)
        if not waiting.update(state=state, **sealed(record, values)):
            raise Conflict(_("这一条刚刚有人处理过了。"))
    record.state = state
    for name, value in values.items():
        setattr(record, name, value)
    return record
