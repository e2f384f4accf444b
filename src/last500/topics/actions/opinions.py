"""One opinion of each neighbour, sealed until the desk has looked, and never under a name."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.households.queries import is_neighbour
from last500.notify.actions import to_people, write
from last500.topics import rules
from last500.topics.actions.step import (
    MOVED_ON,
    held,
    must_handle,
    no_phone,
    own_text,
    public_text,
    words_of,
)
from last500.topics.models import Opinion, Topic
from last500.topics.models.topics import REASON_MOST
from last500.topics.rules import OPINION_MOST, Look, Stance


@transaction.atomic
def say(actor: Actor, topic: Topic, *, stance: str, words: str) -> Opinion:
    """Say it, or change it: then the desk looks again. Raises Forbidden, Refused, Conflict."""
    topic = held(topic)
    if not is_neighbour(actor, topic.compound):
        raise Forbidden("neither lives nor owns here")
    if topic.state not in rules.DISCUSSED:
        raise Conflict(_("已经决定了，意见不再收了。"))
    if stance not in set(Stance):
        raise Refused(_("请选赞成、不赞成，还是别的想法。"), "stance")
    said = own_text(words, OPINION_MOST, "words", lines=True)
    if not said:
        raise Refused(_("请写一两句为什么。"), "words")
    no_phone(said, "words")
    opinion = Opinion.objects.filter(topic=topic, person=actor.person).first()
    opinion = opinion or Opinion(topic=topic, person_id=actor.person)
    opinion.stance, opinion.words, opinion.look = stance, said, Look.WAITING
    opinion.returned_why, opinion.said_at, opinion.looked_at = "", clock.now(), None
    opinion.save()
    return opinion


@transaction.atomic
def take_back_opinion(actor: Actor, topic: Topic) -> None:
    topic = held(topic)
    if topic.state not in rules.DISCUSSED:
        raise Conflict(_("已经决定了，意见不再改了。"))
    own = Opinion.objects.filter(topic=topic, person=actor.person)
    if actor.person is None or not own.delete()[0]:
        raise Conflict(_("你还没有说过，或者已经收回了。"))


@transaction.atomic
def look(actor: Actor, opinion: Opinion, *, returned_why: str = "", show: bool = True) -> None:
    """The desk lets everybody read it, or returns it with a reason that its author reads.

    Raises Forbidden, Refused without a reason, Conflict where it was changed meanwhile.
    """
    must_handle(actor, opinion.topic)
    why = public_text(returned_why, REASON_MOST, "why")
    if not show and not why:
        raise Refused(_("请写一句为什么，只有写的人看得到。"), "why")
    values = {
        "look": Look.SHOWN if show else Look.RETURNED,
        "returned_why": "" if show else why,
        "looked_at": clock.now(),
    }
    rows = Opinion.objects.filter(pk=opinion.pk, said_at=opinion.said_at, look=Look.WAITING)
    if not rows.update(**values):
        raise Conflict(_(MOVED_ON))
    if not show and opinion.person is not None and opinion.person.restricted_at is None:
        link, words = f"/topics/{opinion.topic_id}/", words_of(opinion.topic)
        write(to_people("topic_opinion_returned", [opinion.person], link=link, **words))
