"""The desk looks: whose matter it is, what hangs at the gate; or turns it down with a reason."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.base.errors import Refused
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.audiences import Audience
from last500.places.models import Place
from last500.topics import grounds, rules
from last500.topics.actions.step import (
    advance,
    append,
    check,
    held,
    must_handle,
    public_text,
    tell_proposer,
)
from last500.topics.draft import Sorting
from last500.topics.models import Proposal, Threshold, Topic
from last500.topics.models.topics import REASON_MOST, TITLE_MOST, TO_MOST, WISH_MOST, WORDS_MOST
from last500.topics.rules import Action, Kind, State


def _proposer_name(topic: Topic) -> str:
    """So that it never hangs at the gate, whoever types it."""
    row = Proposal.objects.filter(topic=topic).select_related("person").first()
    if row is None:
        return ""
    person: Person | None = row.person
    return person.name if person else str(row.name)


def _whose(sorting: Sorting) -> dict[str, Any]:
    if sorting.whose not in set(grounds.Whose):
        raise Refused(_("请选是谁的事。"), "whose")
    if not grounds.fits(sorting.whose, sorting.ground):
        raise Refused(_("请选一个合得上的依据。"), "ground")
    government = sorting.whose == grounds.Whose.GOVERNMENT
    if government and sorting.office not in set(grounds.Office):
        raise Refused(_("请选是哪个部门管。"), "office")
    return {
        "whose": sorting.whose,
        "ground": sorting.ground,
        "ground_words": public_text(sorting.ground_words, REASON_MOST, "ground_words"),
        "office": sorting.office if government else "",
    }


def _values(topic: Topic, sorting: Sorting) -> dict[str, Any]:
    """What everybody will read. Raises Refused beside the field to mend."""
    but = _proposer_name(topic)
    title = public_text(sorting.title, TITLE_MOST, "title", but=but)
    words = public_text(sorting.words, WORDS_MOST, "words", lines=True, but=but)
    if not title:
        raise Refused(_("请用一句话说是什么事。"), "title")
    if not words:
        raise Refused(_("请写一写现在是什么情况。"), "words")
    if sorting.kind not in set(Kind):
        raise Refused(_("请选是哪一类事。"), "kind")
    if sorting.audience not in set(Audience):
        raise Refused(_("请选和谁有关。"), "audience")
    wish = public_text(sorting.wish, WISH_MOST, "wish", lines=True, but=but)
    said = {"title": title, "words": words, "wish": wish}
    return said | {"kind": sorting.kind, "audience": sorting.audience} | _whose(sorting)


@transaction.atomic
def sort(actor: Actor, topic: Topic, sorting: Sorting) -> Topic:
    """From here on it hangs at the gate, without who brought it up."""
    topic = held(topic)
    must_handle(actor, topic)
    check(topic, Action.SORT)
    values = _values(topic, sorting)
    advance(
        actor,
        topic,
        Action.SORT,
        facts={"whose": values["whose"]},
        sorted_at=clock.now(),
        **values,
    )
    tell_proposer(topic, "topic_sorted")
    return topic


@transaction.atomic
def sort_anew(actor: Actor, topic: Topic, sorting: Sorting, *, reason: str) -> Topic:
    """Seen otherwise later, or a word in it that must not hang there; why, in a sentence."""
    topic = held(topic)
    must_handle(actor, topic)
    said = public_text(reason, REASON_MOST, "reason")
    check(topic, Action.SORT_ANEW, said)
    values = _values(topic, sorting)
    facts = {"whose": values["whose"], "reason": said}
    due_at = topic.due_at
    return advance(actor, topic, Action.SORT_ANEW, facts=facts, due_at=due_at, **values)


@transaction.atomic
def put_on(actor: Actor, topic: Topic, *, reason: str) -> Topic:
    """Onto an agenda though fewer households support it, with the reason."""
    topic = held(topic)
    must_handle(actor, topic)
    said = public_text(reason, REASON_MOST, "reason")
    check(topic, Action.PUT_ON, said)
    advance(actor, topic, Action.PUT_ON, facts={"reason": said})
    tell_proposer(topic, "topic_moved")
    return topic


@transaction.atomic
def refer(actor: Actor, topic: Topic, *, to: str, reason: str) -> Topic:
    """Not the compound's matter: whose it is and on what ground. Raises Refused without either."""
    topic = held(topic)
    must_handle(actor, topic)
    said = public_text(reason, REASON_MOST, "reason")
    whom = public_text(to, TO_MOST, "to")
    check(topic, Action.REFER, said)
    if not whom:
        raise Refused(_("请写转给谁。"), "to")
    facts = {"to": whom, "reason": said}
    advance(actor, topic, Action.REFER, facts=facts, referred_to=whom, reason=said)
    tell_proposer(topic, "topic_moved")
    return topic


@transaction.atomic
def decline(actor: Actor, topic: Topic, *, reason: str, ground: str) -> Topic:
    """Not taken up: why, and on what ground (an article, a rule of the compound)."""
    topic = held(topic)
    must_handle(actor, topic)
    said = public_text(reason, REASON_MOST, "reason")
    stands_on = public_text(ground, REASON_MOST, "ground")
    check(topic, Action.DECLINE, said)
    if not stands_on:
        raise Refused(_("请写依据什么，比如哪一条规定。"), "ground")
    facts = {"reason": said, "ground": stands_on}
    advance(actor, topic, Action.DECLINE, facts=facts, reason=said, ground_words=stands_on)
    tell_proposer(topic, "topic_moved")
    return topic


@transaction.atomic
def set_threshold(actor: Actor, compound: Place, households: int) -> None:
    """How many households put a topic on an agenda here; what has enough already goes on."""
    require(actor, Permission.TOPIC_HANDLE, compound)
    if not 1 <= households <= rules.HOUSEHOLDS_MOST:
        said = _("请写 1 到 %(most)d 之间的户数。")
        raise Refused(said % {"most": rules.HOUSEHOLDS_MOST}, "households")
    Threshold.objects.update_or_create(compound=compound, defaults={"households": households})
    rows = Topic.objects.filter(compound=compound, state=State.SORTED)
    for topic in rows.filter(households__gte=households).select_related("compound")[:200]:
        append(actor, topic, "threshold", households=households)
        advance(CLOCK, topic, Action.REACH, facts={"households": households})
        tell_proposer(topic, "topic_moved")
