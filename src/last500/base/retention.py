"""How long the tables of the base are kept."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from last500.base import limits
from last500.base.erasing import Rule
from last500.base.limits import Limit
from last500.base.marking import N_
from last500.base.models import Erasure, LimitCount, OnceKey
from last500.base.privacy import Keep


def _periods() -> set[timedelta]:
    """The lengths of the windows in which limits count."""
    return {limit.per for limit in vars(limits).values() if isinstance(limit, Limit)}


def _windows_over(edge: datetime) -> QuerySet[LimitCount]:
    """Windows that ended before `edge`.

    A window is numbered from the epoch in units of its limit's period and does not say which;
    numbers of an hour and of a day lie so far apart that ten years of each tell them from the
    other.
    """
    over, years = Q(pk=None), timedelta(days=3650)
    for period in _periods():
        last = int(edge.timestamp() // period.total_seconds())
        over |= Q(window__lt=last, window__gte=last - years // period)
    return LimitCount.objects.filter(over)


RULES = (
    Rule(
        "form_keys",
        N_("防止重复提交的记号"),
        Keep.FORM,
        lambda edge: OnceKey.objects.filter(made_at__lt=edge),
    ),
    Rule("limit_counts", N_("限制次数的计数"), Keep.COUNT, _windows_over),
    Rule(
        "sessions",
        N_("过期的登录"),
        Keep.SESSION,
        lambda edge: Session.objects.filter(expire_date__lt=edge),
    ),
    Rule(
        "tombstones",
        N_("删除记录"),
        Keep.RECORD,
        lambda edge: Erasure.objects.filter(at__lt=edge),
    ),
)
