"""Sentences about posts: when they are, who answers next, how long the line is."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.posts.models import Holding, Post
from last500.posts.models.posts import DAY_NAMES, NTH_NAMES
from last500.posts.rules import Pattern, State, Waits
from last500.reportin.skills import SKILL_BY_CODE

_DAYS, _NTHS = dict(DAY_NAMES), dict(NTH_NAMES)


def when(post: Post) -> str:
    """每周三 19:00; without the minutes, and for no fixed time without the days."""
    if post.pattern == Pattern.FREE:
        return _("时间不固定")
    hour, minute = divmod(post.start or 0, 60)
    told = {
        "day": str(_DAYS[post.weekday or 0]),
        "time": f"{hour}:{minute:02d}",
        "nth": str(_NTHS[post.nth]),
    }
    if post.pattern == Pattern.WEEKLY:
        return _("每%(day)s %(time)s") % told
    if post.pattern == Pattern.FORTNIGHTLY:
        return _("隔一周的%(day)s %(time)s") % told
    return _("每月%(nth)s%(day)s %(time)s") % told


def line_words(ahead: int) -> str:
    """One's own place in the line, never as a number of points."""
    if ahead == 0:
        return _("你排在最前面，空出来先问你。")
    return ngettext("前面还有 %(n)d 位。", "前面还有 %(n)d 位。", ahead) % {"n": ahead}


def places_words(post: Post) -> str:
    """For everybody: how many are wanted, how many are missing."""
    wanted = ngettext("要 %(n)d 人", "要 %(n)d 人", post.places) % {"n": post.places}
    if post.free == 0:
        return _("%(wanted)s，人够了") % {"wanted": wanted}
    missing = ngettext("还缺 %(n)d 人", "还缺 %(n)d 人", post.free) % {"n": post.free}
    return _("%(wanted)s，%(missing)s") % {"wanted": wanted, "missing": missing}


def next_words(post: Post, line: Counter[str]) -> str:
    """For the desk: whose turn it is now."""
    if post.waits_for_insurance:
        return _("等你登记保险，然后开放")
    if post.state == State.PAUSED:
        return _("停着：%(why)s") % {"why": post.why}
    asked = line[Waits.ASKED]
    if asked:
        return ngettext("问着 %(n)d 位，等回话", "问着 %(n)d 位，等回话", asked) % {"n": asked}
    if post.free:
        return ngettext("等 %(n)d 位邻居来领", "等 %(n)d 位邻居来领", post.free) % {"n": post.free}
    waiting = line[Waits.WAITING]
    if waiting:
        return ngettext("人够了，%(n)d 位在排队", "人够了，%(n)d 位在排队", waiting) % {
            "n": waiting
        }
    return _("人够了")


def skill_words(post: Post) -> list[str]:
    return [_(SKILL_BY_CODE[code].name) for code in post.skills if code in SKILL_BY_CODE]


def called(holding: Holding) -> str:
    """What neighbours call a holder; nothing of whoever has locked their data."""
    person = holding.person
    return "" if person.restricted_at else person.called or _("邻居")
