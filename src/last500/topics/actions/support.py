"""Support: one press of a person, counted by households, seen by nobody as a name."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.base.errors import Conflict, Forbidden
from last500.base.scope import everything
from last500.households.queries import households_of
from last500.topics import rules
from last500.topics.actions.step import MOVED_ON, advance, held, tell_proposer
from last500.topics.models import Support, Topic
from last500.topics.queries import threshold_of
from last500.topics.rules import Action, State


@transaction.atomic
def support(actor: Actor, topic: Topic) -> Topic:
    """By whoever lives or owns here; their household counts once however many of it press.

    Raises Forbidden, Conflict where they have pressed already or it is decided.
    """
    topic = held(topic)
    homes = households_of(actor, topic.compound)
    if actor.person is None or not homes:
        raise Forbidden("neither lives nor owns here")
    if topic.state not in rules.DISCUSSED:
        raise Conflict(_(MOVED_ON))
    try:
        with transaction.atomic():
            Support.objects.create(
                topic=topic, person_id=actor.person, household=homes[0], at=clock.now()
            )
    except IntegrityError:
        raise Conflict(_("你已经附议过了。")) from None
    return recount(topic)


@transaction.atomic
def take_back_support(actor: Actor, topic: Topic) -> Topic:
    """At any moment until it is decided. Raises Conflict where there is none."""
    topic = held(topic)
    if topic.state not in rules.DISCUSSED:
        raise Conflict(_(MOVED_ON))
    own = Support.objects.filter(Q(topic=topic) | Q(topic__into=topic), person=actor.person)
    if actor.person is None or not own.delete()[0]:
        raise Conflict(_("你没有附议，或者已经收回了。"))
    return recount(topic)


def recount(topic: Topic) -> Topic:
    """Households that support it or what was merged into it, each once. The row is held.

    Enough of them put it on an agenda; fewer later do not take it off.
    """
    with everything("households are counted, not looked at"):
        rows = Support.objects.filter(Q(topic=topic) | Q(topic__into=topic))
        number = rows.order_by().values("household").distinct().count()
    Topic.objects.filter(pk=topic.pk).update(households=number)
    topic.households = number
    wanted = threshold_of(topic.compound)
    if topic.state == State.SORTED and rules.enough(number, wanted):
        advance(CLOCK, topic, Action.REACH, facts={"households": wanted})
        tell_proposer(topic, "topic_moved")
    return topic
