"""Two topics about the same matter become one; both supports stay, a household counts once."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.topics import rules
from last500.topics.actions.step import (
    advance,
    append,
    check,
    held,
    must_handle,
    public_text,
    tell_proposer,
)
from last500.topics.actions.support import recount
from last500.topics.models import Apart, Topic
from last500.topics.rules import BEFORE_COUNCIL, UNSEEN, Action, State


def _both(one: Topic, other: Topic) -> tuple[Topic, Topic]:
    """Both rows held, always in the same order: two desks that cross wait for each other."""
    rows = {row.pk: row for row in (held(key) for key in sorted((one, other), key=_key))}
    return rows[one.pk], rows[other.pk]


def _key(topic: Topic) -> str:
    return str(topic.pk)


@transaction.atomic
def merge(actor: Actor, topic: Topic, *, into: Topic) -> Topic:
    """Both who brought them up are told. Raises Forbidden, Refused, Conflict."""
    topic, into = _both(topic, into)
    must_handle(actor, topic)
    must_handle(actor, into)
    if topic.pk == into.pk or topic.compound_id != into.compound_id:
        raise Refused(_("只能并到同一个小区的另一个议题。"), "into")
    check(topic, Action.MERGE)
    if into.state not in BEFORE_COUNCIL - UNSEEN:
        raise Conflict(_("要并进去的那个议题还没公开，或者已经上会了。"))
    if Topic.objects.filter(into=topic).exists():
        raise Refused(_("已经有议题并到这个里面了，请反过来并。"), "into")
    advance(
        actor,
        topic,
        Action.MERGE,
        facts={"title": into.title},
        into=into,
        state_before=topic.state,
        merged_at=clock.now(),
    )
    append(actor, into, "joined")
    recount(into)
    tell_proposer(topic, "topic_merged", topic=into.title)
    tell_proposer(into, "topic_joined")
    return into


@transaction.atomic
def keep_apart(actor: Actor, topic: Topic, *, other: Topic, reason: str) -> Apart:
    """Alike, and not the same matter: the two are not proposed for merging again.

    Raises Forbidden, Refused, Conflict where somebody has said so already.
    """
    for row in (topic, other):
        must_handle(actor, row)
    if topic.pk == other.pk or topic.compound_id != other.compound_id:
        raise Refused(_("请选同一个小区的另一个议题。"), "other")
    said = public_text(reason, rules.APART_MOST, "reason")
    if not said:
        raise Refused(_("请写一句哪里不一样。"), "reason")
    one, two = sorted((topic, other), key=lambda row: row.pk)
    values = {"at": clock.now(), "by_id": actor.person, "reason": said}
    found, made = Apart.objects.get_or_create(one=one, other=two, defaults=values)
    if not made:
        raise Conflict(_("已经说过这两件不是一回事了。"))
    return found


@transaction.atomic
def part(actor: Actor, topic: Topic) -> Topic:
    """A merge taken back: each stands alone again, as before. Raises Forbidden, Conflict."""
    if topic.into is None:
        raise Conflict(_("这两个议题没有并在一起。"))
    topic, into = _both(topic, topic.into)
    must_handle(actor, topic)
    check(topic, Action.PART)
    assert topic.merged_at is not None
    if not rules.may_part(topic.merged_at, into.state, clock.now()):
        raise Conflict(_("已经上会，或者并了很久，不能再分开了。"))
    advance(
        actor,
        topic,
        Action.PART,
        state=State(topic.state_before),
        into=None,
        state_before="",
        merged_at=None,
    )
    append(actor, into, "parted")
    for row in (topic, into):
        recount(row)
        tell_proposer(row, "topic_moved")
    return topic
