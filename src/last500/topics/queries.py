"""Questions about topics, each narrowed to what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from last500.base.actor import Actor
from last500.places.models import Place
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import Route
from last500.service_requests.similar import Item, proposals
from last500.topics import rules
from last500.topics.models import (
    Apart,
    Opinion,
    Proposal,
    RaiseAsk,
    Support,
    Threshold,
    Topic,
    TopicEvent,
)
from last500.topics.rules import Look, Stance, State

PAGE, SHOWN, OPINIONS, LIKE_MOST = 30, 60, 100, 300
PILES: dict[str, frozenset[State]] = {
    "look": frozenset({State.PROPOSED}),
    "gather": frozenset({State.SORTED}),
    "agenda": frozenset({State.SUPPORTED, State.IN_COUNCIL}),
    "carry": rules.BINDING,
    "over": rules.FINAL,
}
# How a topic stands on the public page; none of the orders counts anybody.
TALKED = sorted(state.value for state in rules.DISCUSSED)
STANDS = sorted(state.value for state in rules.BINDING)
ENDED = sorted(rules.FINAL - {State.WITHDRAWN, State.MERGED})


def threshold_of(compound: Place) -> int:
    rows = Threshold.objects.filter(compound=compound).values_list("households", flat=True)
    return rows.first() or rules.HOUSEHOLDS_DEFAULT


def one(actor: Actor, key: UUID) -> Topic | None:
    rows = Topic.objects.visible_to(actor).select_related("compound__parent", "desk", "into")
    return rows.filter(pk=key).first()


@dataclass(frozen=True)
class AtTheGate:
    """What everybody reads of a compound: what is discussed, what stands, what is over."""

    talked: list[Topic]
    stands: list[Topic]
    over: list[Topic]

    @property
    def is_empty(self) -> bool:
        return not (self.talked or self.stands or self.over)


def at(compound: Place) -> AtTheGate:
    """One statement; the newest first, never by support."""
    rows = Topic.objects.filter(compound=compound).public().exclude(state=State.MERGED)
    found = list(rows.order_by("-sorted_at")[: 2 * SHOWN])
    return AtTheGate(
        [row for row in found if row.state in TALKED],
        [row for row in found if row.state in STANDS],
        [row for row in found if row.state in ENDED][:20],
    )


@dataclass(frozen=True)
class Desk:
    topics: list[Topic]
    counts: dict[str, int]
    opinions: int  # that wait for a look
    more: bool


def on_desk(actor: Actor, place: Place, pile: str, start: int = 0) -> Desk:
    """Three statements: counts by state, one page of topics, opinions that wait."""
    here = Topic.objects.visible_to(actor).under(place.path)
    by_state = dict(here.order_by().values_list("state").annotate(Count("pk")))
    counts = {name: sum(by_state.get(s.value, 0) for s in of) for name, of in PILES.items()}
    wanted = PILES.get(pile, rules.OPEN)
    rows = here.filter(state__in=sorted(wanted)).select_related("compound", "desk", "proposal")
    order = ("-closed_at",) if pile == "over" else (F("due_at").asc(nulls_last=True), "pk")
    found = list(rows.order_by(*order)[start : start + PAGE + 1])
    waiting = Opinion.objects.filter(look=Look.WAITING, topic__in=here).count()
    return Desk(found[:PAGE], counts, waiting, len(found) > PAGE)


def opinions_to_look_at(actor: Actor, place: Place) -> list[Opinion]:
    here = Topic.objects.visible_to(actor).under(place.path)
    rows = Opinion.objects.visible_to(actor).filter(look=Look.WAITING, topic__in=here)
    return list(rows.select_related("topic__compound").order_by("said_at")[:OPINIONS])


def history(topic: Topic) -> list[TopicEvent]:
    return list(TopicEvent.objects.filter(topic=topic).order_by("at", "pk")[:200])


def proposal_of(actor: Actor, topic: Topic) -> Proposal | None:
    rows = Proposal.objects.visible_to(actor).filter(topic=topic)
    return rows.select_related("person", "request").first()


def supports(actor: Actor, topic: Topic) -> bool:
    rows = Support.objects.visible_to(actor)
    return rows.filter(Q(topic=topic) | Q(topic__into=topic)).exists()


def own_opinion(actor: Actor, topic: Topic) -> Opinion | None:
    if actor.person is None:
        return None
    return Opinion.objects.filter(topic=topic, person=actor.person).first()


def shown_opinions(topic: Topic) -> dict[Stance, list[Opinion]]:
    """By column, in the order in which they were said; the same room for each."""
    rows = Opinion.objects.shown().filter(topic=topic).order_by("said_at")[: 3 * OPINIONS]
    found: dict[Stance, list[Opinion]] = {stance: [] for stance in Stance}
    for row in rows:
        found[Stance(row.stance)].append(row)
    return found


def own(actor: Actor) -> list[Topic]:
    """What the actor brought up, the newest first."""
    rows = Topic.objects.filter(proposal__person=actor.person) if actor.person else None
    if rows is None:
        return []
    return list(rows.select_related("compound", "proposal").order_by("-proposed_at")[:SHOWN])


def supported_by(actor: Actor) -> list[Topic]:
    mine = Support.objects.visible_to(actor).values("topic")
    rows = Topic.objects.filter(pk__in=mine).public().select_related("compound")
    return list(rows.order_by("-sorted_at")[:SHOWN])


# ---- what is alike ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Alike:
    topic: Topic
    phrases: tuple[str, ...]


def alike(actor: Actor, topic: Topic) -> list[Alike]:
    """Other topics of the compound into which this one could be merged, with what both say.

    It proposes; the desk merges, or says that they are not the same. Three statements.
    """
    rows = Topic.objects.visible_to(actor).filter(compound=topic.compound_id)
    rows = rows.filter(state__in=sorted(rules.BEFORE_COUNCIL)).select_related("proposal")
    found = {str(row.pk): row for row in rows.order_by("-proposed_at")[:LIKE_MOST]}
    here = found.pop(str(topic.pk), None)
    if here is None:
        return []
    for said in kept_apart(topic):
        found.pop(str(said.other_id if said.one_id == topic.pk else said.one_id), None)
    pairs = []
    for key, row in found.items():
        near = proposals([_item(row), _item(here)])
        if near and row.state != State.PROPOSED:
            pairs.append((near[0].score, key, Alike(row, near[0].because.phrases)))
    return [pair[2] for pair in sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:5]]


def kept_apart(topic: Topic) -> list[Apart]:
    """What the desk has said of it: not the same as that one."""
    rows = Apart.objects.filter(Q(one=topic) | Q(other=topic)).select_related("one", "other")
    return list(rows.order_by("-at")[:LIKE_MOST])


def _item(topic: Topic) -> Item:
    text = f"{topic.title}。{topic.words}" if topic.title else ""
    said = text or f"{topic.proposal.title}。{topic.proposal.words}"
    return Item(str(topic.pk), said, topic.proposed_at)


# ---- requests that could become topics ----------------------------------------------------------


def to_raise(actor: Actor, place: Place) -> list[ServiceRequest]:
    """Requests whose way is the council, not asked about yet, the newest first."""
    rows = ServiceRequest.objects.visible_to(actor).under(place.path)
    rows = rows.filter(route=Route.TOPIC, restricted_at=None, raise_ask=None, as_topic=None)
    return list(rows.select_related("place").order_by("-placed_at")[:20])


def asks_of(actor: Actor) -> QuerySet[RaiseAsk]:
    return RaiseAsk.objects.all().asked_of(actor).select_related("request__place")


def supporters(topic: Topic) -> QuerySet[Support]:
    """For a message to those who supported it: to be asked in the house's own name."""
    rows = Support.objects.filter(Q(topic=topic) | Q(topic__into=topic))
    return rows.filter(person__restricted_at=None).select_related("person").order_by("at")


def sealed_words(rows: Sequence[Topic]) -> dict[UUID, str]:
    """The proposers' own titles, for a desk that has to look at them."""
    return {row.pk: row.title or str(row.proposal.title) for row in rows}
