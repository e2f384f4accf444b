"""Somebody brings something up: by themself, or through the desk on paper."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.households.queries import is_neighbour
from last500.organisations.actions import require
from last500.organisations.queries import calendar, desk_with_holders
from last500.organisations.rules import Permission
from last500.places.audiences import Audience
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState
from last500.service_requests.emergency import detect
from last500.service_requests.models import ServiceRequest
from last500.topics import rules
from last500.topics.actions.step import advance, append, check, held, own_text, tell_desk
from last500.topics.draft import Draft
from last500.topics.models import Proposal, Topic
from last500.topics.models.topics import TITLE_MOST, WISH_MOST, WORDS_MOST
from last500.topics.rules import Action, Agreed, Kind, State

NAME_MOST = 12


def may_propose(actor: Actor, compound: Place) -> bool:
    """Lives or owns here as the compound has confirmed, or is reported in here."""
    if actor.person is None:
        return False
    rows = ReportIn.objects.filter(person=actor.person, place=compound)
    return is_neighbour(actor, compound) or rows.filter(state=MemberState.CONFIRMED).exists()


@transaction.atomic
def propose(actor: Actor, compound: Place, draft: Draft) -> Topic:
    """Raises Forbidden for whoever is not concerned, Refused beside the field to mend."""
    if not may_propose(actor, compound):
        raise Forbidden("neither lives nor owns nor is reported in here")
    waiting = Topic.objects.filter(proposal__person=actor.person, state=State.PROPOSED)
    if waiting.count() >= rules.OPEN_OF_A_PERSON:
        raise Refused(_("你提的几件小区还没看完。等有了回话，再提新的。"))
    return place_topic(actor, compound, draft, person=actor.person)


@transaction.atomic
def enter(actor: Actor, compound: Place, draft: Draft) -> Topic:
    """In the name of somebody without an account, who agreed. Raises Forbidden, Refused."""
    require(actor, Permission.REQUEST_ENTER, compound)
    require(actor, Permission.TOPIC_HANDLE, compound)
    if draft.agreed not in set(Agreed):
        raise Refused(_("请选本人是怎么同意的。"), "agreed")
    if not own_text(draft.name, NAME_MOST, "name"):
        raise Refused(_("请写怎么称呼本人，好把结果告诉他。"), "name")
    return place_topic(actor, compound, draft, entered_by=actor.person)


def place_topic(
    actor: Actor,
    compound: Place,
    draft: Draft,
    *,
    person: UUID | None = None,
    entered_by: UUID | None = None,
    request: ServiceRequest | None = None,
) -> Topic:
    """The topic, apart from it who brought it up, and word to the desk. In a transaction."""
    title, words, wish = _checked(compound, draft)
    emergency = detect(f"{title}。{words}")
    desk, people = desk_with_holders(compound)
    now = clock.now()
    topic = Topic.objects.create(
        compound=compound,
        desk=desk,
        kind=draft.kind,
        audience=draft.audience,
        due_at=rules.due(State.PROPOSED, now=now, calendar=calendar()),
        suspected_emergency=emergency.number if emergency else "",
        proposed_at=now,
    )
    Proposal.objects.create(
        topic=topic,
        person_id=person,
        name=own_text(draft.name, NAME_MOST, "name"),
        title=title,
        words=words,
        wish=wish,
        entered_by_id=entered_by,
        agreed=draft.agreed,
        request=request,
    )
    # Who brought it up is never in the history: only a desk's own steps carry a person.
    append(Actor(), topic, Action.PROPOSE)
    tell_desk(topic, "topic_emergency" if emergency else "topic_new", people)
    return topic


def _checked(compound: Place, draft: Draft) -> tuple[str, str, str]:
    if compound.level != "compound" or compound.closed_on:
        raise Refused(_("请选一个小区。"))
    if draft.kind not in set(Kind):
        raise Refused(_("请选是哪一类事。"), "kind")
    if draft.audience not in set(Audience):
        raise Refused(_("请选和谁有关。"), "audience")
    title = own_text(draft.title, TITLE_MOST, "title")
    words = own_text(draft.words, WORDS_MOST, "words", lines=True)
    if not title:
        raise Refused(_("请用一句话说是什么事。"), "title")
    if not words:
        raise Refused(_("请写一写现在是什么情况。"), "words")
    return title, words, own_text(draft.wish, WISH_MOST, "wish", lines=True)


@transaction.atomic
def withdraw(actor: Actor, topic: Topic) -> Topic:
    """By whoever brought it up, before it is on an agenda. Raises Forbidden, Conflict."""
    topic = held(topic)
    if actor.person is None or topic.proposal.person_id != actor.person:
        raise Forbidden("only who brought it up")
    check(topic, Action.WITHDRAW)
    if Topic.objects.filter(into=topic).exists():
        raise Refused(_("别的邻居提的也并到这里了，不能收回。请给值守打个电话。"))
    return advance(Actor(), topic, Action.WITHDRAW)
