"""The verbs of the outbox: post within the business transaction, deliver with lease and retry."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from last500.base import clock
from last500.base.actor import Actor
from last500.notify import quiet
from last500.notify.channels import email
from last500.notify.models import Message
from last500.notify.rules import LEASE, Channel, State, next_pause
from last500.people.models import Contact, Person

log = logging.getLogger(__name__)


def post(kind: str, people: Iterable[Person], *, link: str = "", **params: str) -> None:
    """Write one message to each person: to the inbox, and by e-mail where there is an address.

    One statement for all. Parameters are ids and words that are not personal.
    """
    write(to_people(kind, people, link=link, **params))


def post_to_contact(kind: str, contact: Contact, *, link: str, **params: str) -> None:
    """Write one message to the person a request is for, if they left an e-mail address."""
    write(to_contact(kind, contact, link=link, **params))


def write(messages: list[Message]) -> None:
    """Put messages into the outbox; where one step tells several, in one statement."""
    if messages:
        Message.objects.bulk_create(messages)


def to_people(
    kind: str, people: Iterable[Person], *, link: str = "", **params: str
) -> list[Message]:
    """The messages that `post` writes."""
    rows = []
    for person in people:
        now = clock.now()
        shared = {"kind": kind, "person": person, "params": params, "link": link, "made_at": now}
        rows.append(
            Message(**shared, channel=Channel.INBOX, state=State.SENT, next_at=now, sent_at=now)
        )
        if person.email:
            rows.append(Message(**shared, channel=Channel.EMAIL, state=State.WAITING, next_at=now))
    return rows


def to_contact(kind: str, contact: Contact, *, link: str, **params: str) -> list[Message]:
    """The message that `post_to_contact` writes, if any."""
    if not contact.email:
        return []
    now = clock.now()
    return [
        Message(
            kind=kind,
            contact=contact,
            channel=Channel.EMAIL,
            params=params,
            link=link,
            state=State.WAITING,
            next_at=now,
            made_at=now,
        )
    ]


def mark_read(actor: Actor, message: Message | None = None) -> None:
    """The reader has seen one message, or all of theirs; nobody else is ever shown this."""
    mine = Message.objects.visible_to(actor).filter(opened_at=None)
    if message is not None:
        mine = mine.filter(pk=message.pk)
    mine.update(opened_at=clock.now())


def deliver_due(limit: int = 50) -> int:
    """Send what is due; returns how many were sent. Safe with any number of workers.

    Claim by lease, send, then mark: a worker killed between sending and marking sends once more
    when the lease has run out, and nothing is ever lost (see trust rules on the outbox).
    In somebody's quiet hours their letters wait until these end; the inbox has them at once.
    """
    sent, now = 0, clock.now()
    waiting = Message.objects.filter(
        state__in=[State.WAITING, State.LEASED], next_at__lte=now
    ).order_by("next_at")
    batch = list(waiting.select_related("person", "contact")[:limit])
    resting = quiet.waits_until(batch, now)
    for message in batch:
        if message.pk in resting:
            _rest(message, resting[message.pk])
            continue
        lease = clock.now() + LEASE
        claimed = Message.objects.filter(
            pk=message.pk, state=message.state, next_at=message.next_at
        ).update(state=State.LEASED, next_at=lease, tries=F("tries") + 1)
        if claimed:
            sent += _send(message, lease)
    return sent


def _rest(message: Message, until: datetime) -> None:
    here = Message.objects.filter(pk=message.pk, state=message.state, next_at=message.next_at)
    here.update(state=State.WAITING, next_at=until)


def _send(message: Message, lease: datetime) -> int:
    try:
        email.send(message)
    except email.NoAddress:
        Message.objects.filter(pk=message.pk).update(state=State.FAILED)
        return 0
    except Exception as fault:  # whatever the channel throws, the message stays ours
        _retry(message, lease, fault)
        return 0
    Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=clock.now())
    return 1


def _retry(message: Message, lease: datetime, fault: Exception) -> None:
    """Put it back, unless the lease ran out meanwhile and another worker has it, or has sent it."""
    pause = next_pause(message.tries + 1)
    log.warning(
        "message %s not sent (%s), try %d", message.pk, type(fault).__name__, message.tries + 1
    )
    ours = Message.objects.filter(pk=message.pk, state=State.LEASED, next_at=lease)
    if pause is None:
        ours.update(state=State.FAILED)
    else:
        ours.update(state=State.WAITING, next_at=clock.now() + pause)
