"""The state of the house, for whoever runs it: what should have happened and has not.

A section is a function that answers with lines; an empty answer means all is well. Other parts add
theirs to SECTIONS. Nothing of a person stands here, only counts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base import clock, erasing
from last500.base.errors import Forbidden
from last500.base.http import Request, signed_in
from last500.base.marking import N_
from last500.base.models import Erasure
from last500.base.scope import everything
from last500.notify import queries as outbox
from last500.organisations.rules import Permission


@dataclass(frozen=True)
class Trouble:
    """One line: what is wrong, in words, and how many."""

    what: str
    count: int
    more: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    well: str  # said when there is no trouble
    troubles: Callable[[], list[Trouble]]


def _overdue() -> list[Trouble]:
    return [
        Trouble(
            _(one.rule.title),
            one.count,
            _("上次没删成：%(why)s") % {"why": one.failed} if one.failed else _("到期一天多了还在"),
        )
        for one in erasing.overdue()
    ]


def _outbox() -> list[Trouble]:
    with everything("the outbox is counted as a whole"):
        found = outbox.trouble()
    lines = [
        Trouble(
            _("等了一个多小时还没送的消息"),
            found.stuck,
            _("请看后台的送信进程还在不在跑；它一起来就会接着送，一条也不会少。"),
        ),
        Trouble(
            _("没送成、不再试的消息"),
            found.failed,
            _("请看邮件服务器的设置和记录。收信人撤回了邮箱的也算在这里，消息到期删掉后就不算了。"),
        ),
    ]
    return [line for line in lines if line.count]


def _handler() -> list[Trouble]:
    if settings.HANDLER:
        return []
    what = _("隐私说明上没有写谁在处理、地址和电话")
    return [Trouble(what, 1, _("请在设置 LAST500_HANDLER 里写上，再重新启动。"))]


SECTIONS: list[Section] = [
    Section(N_("到期该删没删的"), N_("没有。到期的都删了。"), _overdue),
    Section(N_("该送没送到的消息"), N_("没有。该送的都送了。"), _outbox),
    Section(N_("隐私说明"), N_("写着谁在处理。"), _handler),
]


@require_safe
@signed_in
def page(request: Request) -> HttpResponse:
    if not any(Permission.SYSTEM_RUN in grant.permissions for grant in request.actor.grants):
        raise Forbidden(Permission.SYSTEM_RUN)
    titles = {rule.name: _(rule.title) for rule in erasing.rules()}
    stones = Erasure.objects.filter(at__gte=clock.now() - 30 * clock.DAY).order_by("-at")[:40]
    context = {
        "sections": [(_(one.title), _(one.well), one.troubles()) for one in SECTIONS],
        "erased": [(titles.get(stone.rule, stone.rule), stone) for stone in stones],
    }
    return render(request, "web/state.html", context)
