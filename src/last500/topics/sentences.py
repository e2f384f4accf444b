"""Topics in sentences: what happened, who has it now. No person in them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.base.marking import N_
from last500.organisations.rules import ANY_DESK_WORDS, DESK_WORDS
from last500.service_requests.models import ServiceRequest
from last500.service_requests.seams import Line as RequestLine
from last500.topics import grounds, rules
from last500.topics.models import RaiseAsk, Topic, TopicEvent
from last500.topics.rules import Action, State
from last500.topics.seams import Line

SAID = {
    Action.PROPOSE: N_("有邻居提出来"),
    Action.SORT: N_("小区看过，公开了：%(whose)s"),
    Action.SORT_ANEW: N_("改过一次：%(whose)s"),
    Action.REACH: N_("附议够 %(households)s 户了，等着上会"),
    Action.PUT_ON: N_("值守请它上会"),
    Action.TAKE_UP: N_("开始商量：%(with)s"),
    Action.BACK: N_("没有定下来，回去再商量"),
    Action.DECIDE: N_("决定了，第 %(number)s 号"),
    Action.CARRY_OUT: N_("办的人说办到了，正在问邻居"),
    Action.REOPEN: N_("邻居说还没有办到，接着办"),
    Action.REVIEW: N_("值守看过邻居的话"),
    Action.HOLD_ON: N_("回看过，接着用"),
    Action.SETTLE: N_("了结了"),
    Action.MERGE: N_("并到“%(title)s”里一起商量"),
    Action.PART: N_("又单独拿出来商量"),
    Action.REFER: N_("转给%(to)s"),
    Action.DECLINE: N_("没有受理"),
    Action.WITHDRAW: N_("提的人收回了"),
    Action.MOVE_UP: N_("到期没有下一步，转到%(desk)s"),
    "joined": N_("另一位邻居提的同一件事并了进来"),
    "parted": N_("并进来的一件又分开了"),
    "threshold": N_("这里上会改为 %(households)s 户附议"),
}
# What the desk has to do next, in the state.
NEXT = {
    State.PROPOSED: N_("看一看写了什么、是谁的事"),
    State.SORTED: N_("等邻居附议；到期由值守决定上不上会"),
    State.SUPPORTED: N_("安排上会"),
    State.IN_COUNCIL: N_("商量出结果"),
    State.DECIDED: N_("照决定办"),
    State.CARRIED_OUT: N_("听邻居说办到了没有"),
    State.REVIEWED: N_("到了回看的日子再看一次"),
}


def said(event: TopicEvent) -> str:
    facts = dict(event.facts)
    if "whose" in facts:
        facts["whose"] = _(grounds.WHOSE_WORDS[grounds.Whose(facts["whose"])])
    words = _(SAID[event.action])
    return words % facts if "%(" in words else words


def timeline(events: Iterable[TopicEvent], more: Iterable[Line]) -> list[dict[str, Any]]:
    """As `p.timeline` takes them, the newest first."""
    own: list[dict[str, Any]] = [
        {"text": said(event), "at": event.at, "note": _note(event), "href": ""} for event in events
    ]
    others: list[dict[str, Any]] = [
        {"text": line.text, "at": line.at, "note": line.note, "href": line.href} for line in more
    ]
    found = sorted(own + others, key=lambda line: line["at"], reverse=True)
    return [line | {"now": number == 0} for number, line in enumerate(found)]


def _note(event: TopicEvent) -> str:
    parts = [event.facts.get("reason", ""), event.facts.get("ground", "")]
    return _("；").join(part for part in parts if part)


def desk_words(topic: Topic) -> str:
    return _(DESK_WORDS.get(topic.desk.level, ANY_DESK_WORDS))


def next_words(topic: Topic) -> str:
    return _(NEXT[State(topic.state)]) if topic.state in rules.OPEN else ""


def support_words(topic: Topic) -> str:
    """附议 12 户; below the least no number."""
    number = rules.shown_count(topic.households)
    if number is None:
        return _("附议还不到 %(least)d 户") % {"least": rules.SHOWN_FROM}
    return ngettext("附议 %(n)d 户", "附议 %(n)d 户", number) % {"n": number}


def ground_words(topic: Topic) -> str:
    ground = grounds.BY_CODE.get(topic.ground)
    if ground is None:
        return topic.ground_words
    said_of = _("%(article)s：%(words)s") % {"article": _(ground.article), "words": _(ground.words)}
    return (
        _("%(first)s。%(more)s") % {"first": said_of, "more": topic.ground_words}
        if (topic.ground_words)
        else said_of
    )


def whose_words(topic: Topic) -> str:
    if not topic.whose:
        return ""
    word = _(grounds.WHOSE_WORDS[grounds.Whose(topic.whose)])
    if topic.office:
        office = _(grounds.OFFICE_WORDS[grounds.Office(topic.office)])
        return _("%(whose)s：%(office)s") % {"whose": word, "office": office}
    return word


# ---- on the page of whoever asked for help ------------------------------------------------------

_TOLD = (Action.SORT, Action.REACH, Action.PUT_ON, Action.TAKE_UP, Action.DECIDE, Action.SETTLE,
         Action.REFER, Action.DECLINE, Action.MERGE)  # fmt: skip


def afterwards(request: ServiceRequest) -> list[RequestLine]:
    """What became of a request that was raised as a topic; two statements."""
    ask = RaiseAsk.objects.filter(request=request).first()
    if ask is None:
        return []
    lines = [RequestLine(ask.asked_at, _("值守问你，能不能把这件事列为小区的议题"),
                         href="" if ask.answered_at else f"/topics/ask/{ask.pk}/")]  # fmt: skip
    if ask.answered_at and not ask.yes:
        lines.append(RequestLine(ask.answered_at, _("你说不列为议题")))
    events = TopicEvent.objects.filter(topic__proposal__request=request, action__in=_TOLD)
    for event in events.select_related("topic").order_by("-at")[:20]:
        words = _("列成了议题。%(said)s") % {"said": said(event)}
        text = words if event.action == Action.SORT else said(event)
        lines.append(RequestLine(event.at, text, _note(event), href=f"/topics/{event.topic_id}/"))
    return lines
