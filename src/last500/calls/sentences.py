"""What has happened to a call or an application, and who has the next step; no person in them."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.calls.models import Application, Call, CallEvent
from last500.calls.rules import Stand, State

NEXT = {
    State.DRAFT: N_("等%(who)s发布"),
    State.OPEN: N_("等大家申请"),
    State.REVIEWING: N_("等评审说完、%(who)s写结果"),
    State.DECIDED: N_("等几方签合同"),
    State.RUNNING: N_("等报告交齐，%(who)s办结"),
}
SAID = {
    "make": N_("写好了征集"),
    "change": N_("改了征集"),
    "open": N_("发布了"),
    "close_book": N_("收完申请，开始评审"),
    "tell": N_("结果告诉了申请的人"),
    "publish": N_("结果公布了"),
    "start": N_("合同签齐，项目开始做"),
    "close": N_("办结了"),
    "call_off": N_("不办了"),
    "remind": N_("提醒了下一步"),
    "move_up": N_("到期没动，转到了上一级"),
    "begin": N_("开始写申请"),
    "submit": N_("交了申请"),
    "mend": N_("改了申请"),
    "withdraw": N_("撤回了申请"),
    "reviewer_asked": N_("请了一位评审"),
    "reviewer_yes": N_("有一位答应评审"),
    "reviewer_no": N_("有一位不参加评审"),
    "declared": N_("有一位评审说清了：有关系的 %(number)s 份"),
    "declared_none": N_("有一位评审说清了：都没有关系"),
    "declared_late": N_("有一位评审后来说有关系，不再评这一份"),
    "review": N_("有了一份评审意见"),
    "accepted": N_("写了结果：支持"),
    "declined": N_("写了结果：这次没有"),
    "signed": N_("%(who)s同意了合同"),
    "contract": N_("合同签好了"),
    "report_mid": N_("交了中期报告"),
    "report_final": N_("交了结项报告"),
    "report_due": N_("提醒了报告"),
    "report_late": N_("报告过了日子，告诉了发起的一方"),
}


def next_words(call: Call) -> str:
    said = NEXT.get(State(call.state))
    return _(said) % {"who": call.desk.name} if said else ""


STANDS = {
    Stand.DRAFT: N_("只有你们自己看得到。%(day)s以前交，过了就收不下。"),
    Stand.SUBMITTED: N_("交好了。%(decides)s以前有结果，你先知道，再公布。"),
    Stand.ACCEPTED: N_("通过了。下一步是几方签合同。"),
    Stand.DECLINED: N_("这次没有通过，理由写在下面。项目还在社区，可以接着做。"),
    Stand.WITHDRAWN: N_("撤回了。还在收的话，可以重新写一份。"),
}


def stand_words(application: Application, stand: Stand) -> str:
    if stand == Stand.ACCEPTED and application.signed:
        return _("合同签好了。报告按日子交，每个指标都要有数。")
    if stand == Stand.SUBMITTED and application.call.state == State.CALLED_OFF:
        return _("这次征集不办了，理由写在征集里。项目还在社区，可以接着做。")
    call = application.call
    days = {"day": date_format(call.closes_on), "decides": date_format(call.decides_on)}
    return _(STANDS[stand]) % days


def timeline(events: Iterable[CallEvent]) -> list[dict[str, Any]]:
    lines = []
    for event in events:
        said = _(SAID[event.action])
        text = said % event.facts if "%(" in said else said
        lines.append({"text": text, "at": event.at, "note": event.facts.get("reason", "")})
    return lines
