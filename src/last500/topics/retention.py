"""How long it is known who brought a topic up or supported it; what goes with an account."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person
from last500.topics.actions.step import advance, held
from last500.topics.actions.support import recount
from last500.topics.models import (
    Apart,
    Opinion,
    Proposal,
    RaiseAsk,
    Support,
    Topic,
    TopicEvent,
)
from last500.topics.rules import Action, State


def _closed(edge: datetime) -> QuerySet[Topic]:
    return Topic.objects.filter(closed_at__lt=edge)


RULES = (
    Rule(
        "topic_proposals",
        N_("办完了的议题是谁提的、原话"),
        Keep.TOPIC,
        lambda edge: Proposal.objects.filter(topic__in=_closed(edge)),
        fields=("person", "name", "title", "words", "wish", "agreed", "entered_by"),
    ),
    Rule(
        "topic_supports",
        N_("办完了的议题是谁附议的"),
        Keep.TOPIC,
        lambda edge: Support.objects.filter(topic__in=_closed(edge)),
    ),
    Rule(
        "topic_opinions",
        N_("办完了的议题里谁说了什么"),
        Keep.TOPIC,
        lambda edge: Opinion.objects.filter(topic__in=_closed(edge)),
    ),
    Rule(
        "topic_asks",
        N_("问过能不能列为议题，是谁问的"),
        Keep.REQUEST,
        lambda edge: RaiseAsk.objects.filter(asked_at__lt=edge),
        fields=("asked_by",),
    ),
    Rule(
        "topic_actors",
        N_("议题的经过里是谁做的"),
        Keep.LOG,
        lambda edge: TopicEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
    Rule(
        "topic_aparts",
        N_("是谁说两件议题不是一回事"),
        Keep.LOG,
        lambda edge: Apart.objects.filter(at__lt=edge),
        fields=("by",),
    ),
)
STAYS = (
    Stays(N_("公开过的议题和它的经过"), N_("小区商量过什么、后来怎样，大家都要查得到；没有人名")),
    Stays(N_("附议的户数"), N_("只有数，没有人")),
)


def _leave(person: Person) -> None:
    """What the desk has not looked at is withdrawn; what hangs at the gate stays without a name."""
    waiting = Topic.objects.filter(proposal__person=person, state=State.PROPOSED)
    for topic in waiting.select_related("compound").order_by("pk"):
        advance(Actor(), held(topic), Action.WITHDRAW)
    empty = {"name": b"", "title": b"", "words": b"", "wish": b"", "agreed": ""}
    Proposal.objects.filter(person=person).update(person=None, **empty)
    Proposal.objects.filter(entered_by=person).update(entered_by=None)
    Opinion.objects.filter(person=person).delete()
    own = Support.objects.filter(person=person)
    keys = set(own.values_list("topic", flat=True))
    own.delete()
    for topic in Topic.objects.filter(pk__in=keys).order_by("pk"):
        recount(held(topic.into or topic))
    RaiseAsk.objects.filter(asked_by=person).update(asked_by=None)
    TopicEvent.objects.filter(actor=person).update(actor=None)
    Apart.objects.filter(by=person).update(by=None)


def _restrict(person: Person, moment: datetime | None) -> None:
    """Whoever locks their data: what nobody has looked at yet hangs nowhere meanwhile."""
    if moment:
        Opinion.objects.filter(person=person, look="waiting").update(
            look="returned", returned_why=_LOCKED, looked_at=clock.now()
        )


_LOCKED = N_("你锁上了资料，这句话先不公开。")
PARTS = (Part(_leave, _restrict),)
