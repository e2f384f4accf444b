"""What somebody's help becomes in the book of service: a record for each, by its minutes.

The resident's "solved" confirms it as the one served. Silence confirms nothing: after "not solved"
or no word at all the record waits for an organiser (decision 0023).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from last500.base import clock
from last500.base.actor import Actor
from last500.notify.actions import post
from last500.people.models import Person
from last500.records import actions as records
from last500.records import rules as record_rules
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, Source, Span
from last500.service_requests.actions.step import words_for
from last500.service_requests.models import Acceptance, ServiceRequest


@dataclass(frozen=True)
class Help:
    """One helper's time: who, for which acceptance, from when to when."""

    acceptance: UUID
    helper: Person
    span: Span


def helps_of(request: ServiceRequest) -> list[Help]:
    """Who has helped this time and when. To be read before the step changes the request.

    Those who hold it, and those whose part ended by silence after "done"; who came before it was
    reopened has a record of their own already. In the order of their keys, so that two requests
    with the same helpers never wait for each other.
    """
    mine = Q(ended_at=None)
    if request.done_at:
        mine |= Q(ended_how=Acceptance.Ended.DONE, ended_at__gte=request.done_at)
    rows = Acceptance.objects.filter(mine, request=request).select_related("helper")
    return list(_helps(request, list(rows.order_by("helper"))))


def _helps(request: ServiceRequest, rows: list[Acceptance]) -> Iterator[Help]:
    for row in rows:
        span = record_rules.helped(
            accepted=row.accepted_at,
            agreed=request.agreed_at,
            done=request.done_at or clock.now(),
            minutes=row.minutes or request.minutes,
        )
        if span is not None:
            yield Help(row.pk, row.helper, span)


def record_confirmed(
    actor: Actor, request: ServiceRequest, helps: list[Help], *, by_phone: bool
) -> None:
    """The resident said it is solved: that was the word of the one served."""
    served = request.requester_id if by_phone else actor.person or request.requester_id
    for one in helps:
        confirmed = record_rules.may_confirm(one.helper.pk, served)
        record = _record(actor, request, one, ConfirmedAs.SERVED if confirmed else None, served)
        if record and confirmed and record.state == record_rules.State.ENTERED:
            # It waited since nobody had answered; a late word is heard all the same.
            records.confirm(record, confirmed_by=served, confirmed_as=ConfirmedAs.SERVED)


def record_waiting(actor: Actor, request: ServiceRequest, helps: list[Help]) -> None:
    """Somebody went there and reported it done; whether it counts is an organiser's word."""
    for one in helps:
        _record(actor, request, one, None, None)


def _record(
    actor: Actor,
    request: ServiceRequest,
    one: Help,
    confirmed_as: ConfirmedAs | None,
    confirmed_by: UUID | None,
) -> ServiceRecord | None:
    before = clock.now()
    record = records.enter_what_fits(
        actor,
        person=one.helper,
        place=request.place,
        source=Source.REQUEST,
        about=one.acceptance,
        kind=request.category,
        began_at=one.span.began,
        minutes=one.span.minutes,
        confirmed_by=confirmed_by if confirmed_as else None,
        confirmed_as=confirmed_as,
    )
    if record is None:
        post("record_no_room", [one.helper], **words_for(request))
    elif record.minutes < one.span.minutes and record.entered_at >= before:
        post("record_shortened", [one.helper], minutes=str(record.minutes), **words_for(request))
    return record
