"""One step of a topic: who may, on what condition, what is appended, who is told."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.base.scope import everything
from last500.exports.rules import without_phones
from last500.notify.actions import to_contact, to_people, write
from last500.organisations.actions import require
from last500.organisations.queries import calendar, desk_with_holders
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.people.rules import clean_line, clean_text
from last500.topics import rules
from last500.topics.models import Proposal, Topic, TopicEvent
from last500.topics.rules import Action, State

MOVED_ON = N_("有人刚处理过这个议题，请看看现在的情况。")
_WIDE = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")


def must_handle(actor: Actor, topic: Topic) -> None:
    """Raises Forbidden for whoever does not hold the compound's desk or one above."""
    require(actor, Permission.TOPIC_HANDLE, topic.compound)


def held(topic: Topic) -> Topic:
    """The row, held until the transaction ends."""
    rows = Topic.objects.select_for_update(of=("self",))
    return rows.select_related("compound__parent", "desk", "into").get(pk=topic.pk)


def check(topic: Topic, action: Action, reason: str = "") -> None:
    """Raises Conflict where the state stands against it, Refused without a reason."""
    if not rules.allowed(action, topic.state):
        raise Conflict(_(MOVED_ON))
    if rules.STEPS[action].needs_reason and not reason:
        raise Refused(_("请写一句为什么，大家会看到。"), "reason")


def advance(
    actor: Actor,
    topic: Topic,
    action: Action,
    *,
    facts: dict[str, Any] | None = None,
    **values: Any,
) -> Topic:
    """Change it on condition that nobody has meanwhile, and append the event. Raises Conflict.

    A new state has its own due time and lies on the desk of the compound again.
    """
    old, now = State(topic.state), clock.now()
    new = State(values.pop("state", rules.state_after(action, old)))
    if "desk_id" not in values:
        values["desk_id"] = desk_with_holders(topic.compound)[0].pk
    values |= {"state": new, "closed_at": now if new in rules.FINAL else None}
    values.setdefault("due_at", rules.due(new, now=now, calendar=calendar()))
    start = sorted(rules.STEPS[action].start) if action in rules.STEPS else [old]
    rows = Topic.objects.filter(Q(state=old) & Q(state__in=start), pk=topic.pk)
    if not rows.update(**values):
        raise Conflict(_(MOVED_ON))
    for name, value in values.items():
        setattr(topic, name, value)
    append(actor, topic, action, **(facts or {}))
    return topic


def append(actor: Actor, topic: Topic, action: str, /, **facts: Any) -> None:
    TopicEvent.objects.create(
        topic=topic, at=clock.now(), action=action, actor_id=actor.person, facts=facts
    )


# ---- words --------------------------------------------------------------------------------------


def own_text(text: str, most: int, field: str, *, lines: bool = False) -> str:
    """What somebody writes for the desk to read. Raises Refused where it is too long."""
    said = clean_text(text) if lines else clean_line(text)
    if len(said) > most:
        words = _("写得有点长，最多 %(most)d 字，现在 %(now)d 字。")
        raise Refused(words % {"most": most, "now": len(said)}, field)
    return said


def no_phone(said: str, field: str) -> None:
    if without_phones(said) != said.translate(_WIDE):
        raise Refused(_("大家都看得到，不要写手机号。"), field)


def public_text(text: str, most: int, field: str, *, lines: bool = False, but: str = "") -> str:
    """What hangs at the gate: no telephone of anybody, and not the name `but`. Raises Refused."""
    said = own_text(text, most, field, lines=lines)
    no_phone(said, field)
    if len(but) > 1 and but in said:
        raise Refused(_("大家都看得到，不要写提的人是谁。"), field)
    return said


# ---- who is told --------------------------------------------------------------------------------


def tell_proposer(topic: Topic, kind: str, /, **words: str) -> None:
    """To their inbox, or by e-mail where a request left an address. Nobody else learns of it."""
    with everything("whoever brought it up is told what became of it"):
        rows = Proposal.objects.filter(topic=topic)
        row = rows.select_related("person", "request__contact").first()
        if row is None:
            return
        link, said = f"/topics/{topic.pk}/", words_of(topic) | words
        if row.person is not None and row.person.restricted_at is None:
            write(to_people(kind, [row.person], link=link, **said))
        elif row.person is None and row.request is not None:
            write(to_contact(kind, row.request.contact, link=link, **said))


def words_of(topic: Topic) -> dict[str, str]:
    return {
        "place": topic.compound.name,
        "topic": topic.title or _("你提的事"),
        "state": rules.STATE_WORDS[State(topic.state)],
    }


def tell_desk(topic: Topic, kind: str, people: Iterable[Person]) -> None:
    write(to_people(kind, people, link=f"/topics/{topic.pk}/handle/", **words_of(topic)))
