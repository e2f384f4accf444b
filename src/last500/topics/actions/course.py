"""How a topic goes on once it is discussed: for councils, consultations, votes and resolutions.

Each is called within the caller's transaction, after the caller has asked its own rules.
"""

from datetime import date, datetime

from django.db import transaction

from last500.base.actor import Actor
from last500.topics.actions.step import (
    advance,
    check,
    held,
    must_handle,
    public_text,
    tell_proposer,
)
from last500.topics.models import Topic
from last500.topics.models.topics import REASON_MOST, TO_MOST
from last500.topics.rules import Action


@transaction.atomic
def take_up(actor: Actor, topic: Topic, *, words: str, due_at: datetime | None = None) -> Topic:
    """A body has it on its agenda: `words` name it, `due_at` is when it should be through.

    Raises Forbidden, Conflict where it is not waiting for an agenda (any more).
    """
    topic = held(topic)
    must_handle(actor, topic)
    check(topic, Action.TAKE_UP)
    body = public_text(words, TO_MOST, "words")
    more = {"due_at": due_at} if due_at else {}
    advance(actor, topic, Action.TAKE_UP, facts={"with": body}, with_words=body, **more)
    tell_proposer(topic, "topic_moved")
    return topic


@transaction.atomic
def back_to_discussion(actor: Actor, topic: Topic, *, reason: str) -> Topic:
    """A tie, no decision, or an agreement that does not hold: it waits for an agenda again."""
    topic = held(topic)
    must_handle(actor, topic)
    said = public_text(reason, REASON_MOST, "reason")
    check(topic, Action.BACK, said)
    advance(actor, topic, Action.BACK, facts={"reason": said}, with_words="", decided_on=None)
    tell_proposer(topic, "topic_moved")
    return topic


@transaction.atomic
def decided(
    actor: Actor, topic: Topic, *, on: date, number: str, due_at: datetime | None = None
) -> Topic:
    """A resolution of this number stands; opinions and support are closed."""
    topic = held(topic)
    must_handle(actor, topic)
    check(topic, Action.DECIDE)
    more = {"due_at": due_at} if due_at else {}
    advance(actor, topic, Action.DECIDE, facts={"number": number}, decided_on=on, **more)
    tell_proposer(topic, "topic_decided")
    return topic


@transaction.atomic
def carried_out(actor: Actor, topic: Topic) -> Topic:
    """Whoever answers says that all of it is done; only the neighbours say whether it is."""
    topic = held(topic)
    check(topic, Action.CARRY_OUT)
    return advance(actor, topic, Action.CARRY_OUT)


@transaction.atomic
def reopen(actor: Actor, topic: Topic) -> Topic:
    """Neighbours say that something was not done: it is carried out again."""
    topic = held(topic)
    check(topic, Action.REOPEN)
    return advance(actor, topic, Action.REOPEN)


@transaction.atomic
def reviewed(actor: Actor, topic: Topic, *, reason: str, due_at: datetime | None = None) -> Topic:
    """The desk has read what neighbours say, and answers them in a sentence.

    `due_at`: the review day of the agreement.
    """
    topic = held(topic)
    must_handle(actor, topic)
    said = public_text(reason, REASON_MOST, "reason")
    check(topic, Action.REVIEW, said)
    more = {"due_at": due_at} if due_at else {}
    return advance(actor, topic, Action.REVIEW, facts={"reason": said}, **more)


@transaction.atomic
def hold_on(actor: Actor, topic: Topic, *, reason: str, due_at: datetime) -> Topic:
    """Its agreement was looked at on its day and kept; `due_at` is the next one."""
    topic = held(topic)
    must_handle(actor, topic)
    said = public_text(reason, REASON_MOST, "reason")
    check(topic, Action.HOLD_ON, said)
    return advance(actor, topic, Action.HOLD_ON, facts={"reason": said}, due_at=due_at)


@transaction.atomic
def settle(actor: Actor, topic: Topic, *, reason: str) -> Topic:
    """Over: kept for good, changed or ended by what `reason` says."""
    topic = held(topic)
    must_handle(actor, topic)
    said = public_text(reason, REASON_MOST, "reason")
    check(topic, Action.SETTLE, said)
    advance(actor, topic, Action.SETTLE, facts={"reason": said}, reason=said)
    tell_proposer(topic, "topic_moved")
    return topic
