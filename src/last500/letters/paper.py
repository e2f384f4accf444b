"""Words for what is printed: it is read in another year, so a date says all of itself."""

from datetime import date, datetime

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _

from last500.base import clock


def paper_day(value: date | datetime) -> str:
    """2026年3月5日"""
    day = clock.local(value).date() if isinstance(value, datetime) else value
    return formatted(day, _("Y年n月j日"))


def paper_time(minutes: int) -> str:
    """3 小时 20 分"""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)d 分钟") % {"n": rest}
    if not rest:
        return _("%(n)d 小时") % {"n": hours}
    return _("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": rest}
