"""Needs in sentences: how much was asked, and what became of it. No person in them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.base.marking import N_
from last500.service_requests.categories import BY_CODE
from last500.service_requests.models import ServiceRequest
from last500.service_requests.seams import Line
from last500.unmet import rules
from last500.unmet.models import NeedEvent, UnmetNeed
from last500.unmet.rules import Action

# Of each turn: what the desk reads, and what whoever asked reads on their own page.
SAID = {
    Action.TAKE_UP: N_("提成了项目“%(project)s”"),
    Action.GIVE_BACK: N_("项目“%(project)s”没有做成，回到这里"),
    Action.SET_ASIDE: N_("另有办法了"),
    Action.CLOSE: N_("项目“%(project)s”结项了"),
    Action.COME_AGAIN: N_("又有邻居没人接，重新等回话"),
    Action.MOVE_UP: N_("到期没有回话，转到%(desk)s"),
    "review": N_("项目“%(project)s”评过了，可以做"),
    "call": N_("项目“%(project)s”开始招人"),
    "start": N_("项目“%(project)s”开始做了"),
    "finish": N_("项目“%(project)s”做完了"),
    "evaluate": N_("项目“%(project)s”评估好了，谁都可以看"),
}
_TURNS = (Action.CLOSE, "review", "call", "start", "finish", "evaluate")
TOLD = {
    Action.TAKE_UP: N_("和邻居提过的同类事一起，提成了项目“%(project)s”，等三方评议"),
    Action.GIVE_BACK: N_("项目“%(project)s”这次没有做成，值守再想办法"),
    Action.SET_ASIDE: N_("这类事现在有别的办法了"),
    **{
        name: SAID[name] for name in (Action.CLOSE, "review", "call", "start", "finish", "evaluate")
    },
}


def _line(words: str, event: NeedEvent) -> str:
    said = _(words)
    return said % event.facts if "%(" in said else said


def timeline(events: Iterable[NeedEvent]) -> list[dict[str, Any]]:
    """As `p.timeline` takes them."""
    return [
        {"text": _line(SAID[event.action], event), "at": event.at,
         "note": event.facts.get("reason", "")}
        for event in events
    ]  # fmt: skip


def afterwards(request: ServiceRequest) -> list[Line]:
    """What became of a request that nobody took, for whoever asked; one statement."""
    rows = NeedEvent.objects.filter(
        need__requests__request=request, action__in=list(TOLD), at__gte=request.placed_at
    )
    return [
        Line(event.at, _line(TOLD[event.action], event), event.facts.get("reason", ""))
        for event in rows.order_by("-at")[:20]
    ]


# Fewer than this are told to everybody as "a few": one or two could point at a neighbour.
FEW = 5


def month_words(month: date) -> str:
    """2026年9月, September 2026."""
    return date_format(month, "YEAR_MONTH_FORMAT")


def months_words(first: date, last: date) -> str:
    if first == last:
        return month_words(first)
    return _("%(first)s到%(last)s") % {"first": month_words(first), "last": month_words(last)}


def number_words(number: int) -> str:
    return ngettext("%(n)d 件", "%(n)d 件", number) % {"n": number}


def count_words(needs: Sequence[UnmetNeed]) -> str:
    """When, where, of which kinds how many: 2026 年 9 月到2026 年 11 月，芙蓉苑：助老陪伴 12 件.

    They begin the aim of a project, which everybody reads: fewer than five are a few.
    """
    parts = [rules.Part("", one.category, one.month, one.count) for one in needs]
    counts: Counter[str] = Counter()
    for part in parts:
        counts[part.kind] += part.count
    kinds = [
        f"{_(BY_CODE[kind].name)} {number_words(number) if number >= FEW else _('几件')}"
        for kind, number in counts.items()
    ]
    return _("%(when)s，%(where)s：%(what)s") % {
        "when": months_words(*rules.months(parts)),
        "where": _("、").join(dict.fromkeys(one.place.name for one in needs)),
        "what": _("、").join(kinds),
    }
