"""Sentences of the market: when, how long, how many, what is needed, the one next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.base.marking import N_
from last500.market.rules import DAY_MINUTES, Kind, Line, Sieve, Slot, Wish, ring, slot_for
from last500.places.rules import OFFICIAL, STEP
from last500.reportin.skills import QUALIFICATION_BY_CODE, SKILL_BY_CODE
from last500.reportin.week import PARTS

SKILLS_SHOWN = 3
# Where the one next step is done: the app that owns the thing. The market writes nothing.
STEPS: Mapping[Kind, tuple[str, str]] = {
    Kind.REQUEST: ("web:join", N_("看看，能来就接")),
    Kind.SHIFT: ("activities:show", N_("去报名帮忙")),
    Kind.POST: ("posts:show", N_("去领岗位")),
    Kind.PROJECT: ("projects:show", N_("去领一个角色")),
    Kind.NEED: ("lists:need", N_("替单位认领")),
    Kind.DATE: ("activities:show", N_("去报名参加")),
}
SHAPES: Mapping[Kind, str] = {
    Kind.REQUEST: "asked",
    Kind.SHIFT: "wait",
    Kind.POST: "wait",
    Kind.PROJECT: "wait",
    Kind.NEED: "asked",
    Kind.DATE: "go",
}
RING_WORDS = (N_("本小区"), N_("本社区"), N_("本街道"), N_("本区县"), N_("更远"))
PART_WORDS = {"morning": N_("上午"), "afternoon": N_("下午"), "evening": N_("晚上")}


@dataclass(frozen=True)
class Told:
    """A line as the page says it. `slot` and `day` are the soonest time that suits the wish."""

    line: Line
    slot: Slot
    day: date
    hour: str
    near: str
    missing: str
    needs: tuple[str, ...]
    href: str
    step: str


def told(line: Line, wish: Wish, home: str, today: date) -> Told:
    found = slot_for(line, wish, today)
    if found is None:
        raise ValueError("a line that is not shown has no time")
    day, slot = found
    name, step = STEPS[line.kind]
    return Told(
        line=line,
        slot=slot,
        day=day,
        hour=_hour(line, slot),
        near=near_words(home, line.path),
        missing=missing_words(line),
        needs=tuple(needs_words(line)),
        href=reverse(name, args=[line.key]),
        step=_(step),
    )


def near_words(home: str, path: str) -> str:
    """Seen from a community, its own things are the community's and no compound's."""
    number = ring(home, path)
    is_compound = len(home) > len(OFFICIAL) * STEP
    return _(RING_WORDS[number if is_compound else max(number, 1)])


def _hour(line: Line, slot: Slot) -> str:
    """19:00; of a request the part of the day, because its hour is still to be agreed."""
    if slot.start is None:
        return ""
    if line.kind == Kind.REQUEST:
        part = next(name for name, (start, _end) in PARTS.items() if start == slot.start)
        return _(PART_WORDS[part])
    hour, minute = divmod(slot.start % DAY_MINUTES, 60)
    return f"{hour}:{minute:02d}"


def missing_words(line: Line) -> str:
    if line.kind == Kind.DATE:
        return ngettext("还有 %(n)d 个位置", "还有 %(n)d 个位置", line.wanted) % {"n": line.wanted}
    if line.measure:
        return _("还差 %(n)d %(measure)s") % {"n": line.wanted, "measure": line.measure}
    if line.kind == Kind.NEED:
        return _("还差 %(n)d") % {"n": line.wanted}
    return ngettext("还缺 %(n)d 位", "还缺 %(n)d 位", line.wanted) % {"n": line.wanted}


def needs_words(line: Line) -> list[str]:
    """A skill that helps, a paper that the law asks for, an age."""
    names = [_(SKILL_BY_CODE[code].name) for code in SKILL_BY_CODE if code in line.skills]
    found = []
    if names:
        more = _("等") if len(names) > SKILLS_SHOWN else ""
        found.append(_("会%(skills)s") % {"skills": _("、").join(names[:SKILLS_SHOWN]) + more})
    papers = [_(QUALIFICATION_BY_CODE[code].name) for code in sorted(line.papers)]
    found += [_("要有%(paper)s") % {"paper": paper} for paper in papers]
    if line.least_age:
        found.append(_("满 %(n)d 岁") % {"n": line.least_age})
    return found


def hidden_words(sieve: Sieve, number: int) -> str:
    """What one filter hides, as a sentence that is also the way to see it."""
    if sieve == Sieve.FAR:
        return _("更远的地方还有 %(n)d 件") % {"n": number}
    words = {
        Sieve.KIND: N_("别的种类还有 %(n)d 件"),
        Sieve.WHEN: N_("别的时间还有 %(n)d 件"),
        Sieve.LONG: N_("花时间更长的还有 %(n)d 件"),
        Sieve.SKILL: N_("要别的本领的还有 %(n)d 件"),
        Sieve.GROUP: N_("和别的人群一起的还有 %(n)d 件"),
    }
    return _(words[sieve]) % {"n": number}
