"""Words of the lists that pages and errors share."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.lists.windows import AHEAD_DAYS, DAY, SHORTEST, Hindrance, Window, hours_words
from last500.reportin.skills import SKILL_BY_CODE

WEEKDAYS = (*(N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日")),)
HINDRANCES: dict[Hindrance, str] = {
    Hindrance.BACKWARDS: N_("结束要在开始之后，请再看看。"),
    Hindrance.SHORT: N_("太短了，至少要一刻钟。"),
    Hindrance.LONG: N_("比对方说的最长时间还长，请分开约，或者改短。"),
    Hindrance.NOTICE: N_("来不及了：对方要提前一段时间知道，请选晚一点的日子。"),
    Hindrance.PAST: N_("这个时间已经过了，请选以后的。"),
    Hindrance.FAR: N_("太早了，最多提前半年约。"),
    Hindrance.CLOSED: N_("这个时间对方不开放，请在日历里选空着的时间。"),
    Hindrance.TAKEN: N_("这个时间刚被别人约走了，请看看日历里还空着的时间。"),
}
assert AHEAD_DAYS == 183 and SHORTEST == 15  # the sentences above say so


def skill_words(codes: Iterable[str]) -> list[str]:
    return [_(SKILL_BY_CODE[code].name) for code in codes if code in SKILL_BY_CODE]


def window_words(windows: Iterable[Window]) -> list[str]:
    """周一、周三 9:00–11:30: weekdays with the same hours on one line."""
    grouped: dict[tuple[int, int], list[int]] = {}
    for one in sorted(windows):
        grouped.setdefault((one.start, one.end), []).append(one.weekday)
    return [
        f"{_('、').join(_(WEEKDAYS[day]) for day in days)} {hours_words(a)}–{hours_words(b)}"
        for (a, b), days in sorted(grouped.items(), key=lambda item: item[1][0])
    ]


def notice_words(minutes: int) -> str:
    """提前 2 天, 提前 3 小时."""
    if not minutes:
        return ""
    if minutes % DAY == 0:
        return _("至少提前 %(n)d 天") % {"n": minutes // DAY}
    return _("至少提前 %(n)d 小时") % {"n": -(-minutes // 60)}


def longest_words(minutes: int) -> str:
    if not minutes:
        return ""
    if minutes % DAY == 0:
        return _("一次最多 %(n)d 天") % {"n": minutes // DAY}
    return _("一次最多 %(n)s 小时") % {"n": f"{minutes / 60:g}"}
