"""Resolutions in sentences: what was decided how, who answers, what neighbours say. No names."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.base.marking import N_
from last500.resolutions import queries, rules
from last500.resolutions.models import Event, Resolution, Task
from last500.resolutions.rules import Action, Holds, Who
from last500.topics.models import Topic
from last500.topics.seams import Line, Section

SAID = {
    "adopt": N_("决定公布了"),
    "correct": N_("更正了写错的地方"),
    "keep": N_("回看过，接着用到%(until)s再看"),
    "why_back": N_("回去再商量"),
    "read": N_("值守看过邻居的话"),
    "agreed": N_("“%(task)s”有邻居答应来办"),
    "not_possible": N_("“%(task)s”由小区值守来办"),
    Holds.CHANGED: N_("由第 %(number)s 号改过了"),
    Holds.ENDED: N_("由第 %(number)s 号结束了"),
    Holds.BACK: N_("不再有效"),
    Action.SAY_DONE: N_("“%(task)s”说办到了，问邻居"),
    Action.PUT_OFF: N_("“%(task)s”延期到%(until)s"),
    Action.DROP: N_("“%(task)s”不办了"),
    Action.DOUBT: N_("“%(task)s”，不少邻居说还没有办到"),
    Action.REOPEN: N_("“%(task)s”接着办，%(until)s以前"),
    Action.STAND_BY: N_("“%(task)s”，值守去看过，办到了"),
    Action.NOTE: N_("“%(task)s”有了进展"),
    Action.MOVE_UP: N_("到期没有办，%(desk)s来看"),
}


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")


def said(event: Event) -> str:
    facts = dict(event.facts)
    if "until" in facts:
        facts["until"] = _day(facts["until"])
    if event.task is not None:
        facts["task"] = event.task.what
    words = _(SAID[event.action])
    return words % facts if "%(" in words else words


def timeline(events: Iterable[Event]) -> list[dict[str, Any]]:
    """As `p.timeline` takes them; the events come newest first."""
    return [
        {"text": said(event), "at": event.at, "note": event.facts.get("reason", ""),
         "now": number == 0}
        for number, event in enumerate(events)
    ]  # fmt: skip


def who_words(task: Task) -> str:
    """Who answers; of a neighbour nothing before their own yes, then what they chose."""
    if task.kind == Who.PERSON:
        return str(task.called) if task.agreed_at else _("小区值守（在问一位邻居愿不愿意）")
    return _(task.who)


def hands_words(row: Resolution) -> str:
    if row.in_favour is None:
        return ""
    return _("赞成 %(yes)d，不赞成 %(no)d，弃权 %(none)d") % {
        "yes": row.in_favour,
        "no": row.against,
        "none": row.abstained,
    }


def by_words(row: Resolution) -> str:
    how = _(rules.BY_WORDS[rules.By(row.by)])
    return _("%(how)s（%(body)s）") % {"how": how, "body": row.body} if row.body else how


def said_words(task: Task) -> str:
    """The neighbours' words as counts, from five on."""
    said_so_far = task.said
    if not said_so_far.total:
        return _("还没有邻居说")
    if not said_so_far.shown:
        return ngettext(
            "有邻居说了，满 %(least)d 位再显示数", "有邻居说了，满 %(least)d 位再显示数",
            rules.SHOWN_FROM,
        ) % {"least": rules.SHOWN_FROM}  # fmt: skip
    return _("办到了 %(done)d，还没有 %(not_yet)d，看不出来 %(cannot_tell)d") % {
        "done": said_so_far.done,
        "not_yet": said_so_far.not_yet,
        "cannot_tell": said_so_far.cannot_tell,
    }


# ---- on the page of a topic ---------------------------------------------------------------------


def sections(topic: Topic) -> list[Section]:
    """What was decided about it, the latest first. One statement."""
    return [
        Section(
            title=row.title,
            text=_("第 %(n)s 号，%(how)s") % {"n": row.shown_number, "how": by_words(row)},
            href=f"/resolutions/{row.pk}/",
            shape=row.agreement.shape,
            word=_(rules.HOLDS_WORDS[Holds(row.agreement.holds)]),
        )
        for row in queries.of_topic(topic.pk)
    ]


_TOLD = sorted(
    str(action) for action in (Action.SAY_DONE, Action.PUT_OFF, Action.DROP, Action.DOUBT,
                               Action.REOPEN, Action.STAND_BY)
)  # fmt: skip


def lines(topic: Topic) -> list[Line]:
    """What became of each task, for the topic's own line. One statement."""
    rows = Event.objects.filter(resolution__topic=topic, action__in=_TOLD)
    return [
        Line(event.at, said(event), event.facts.get("reason", ""))
        for event in rows.select_related("task").order_by("-at")[:60]
    ]
