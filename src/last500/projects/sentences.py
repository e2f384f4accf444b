"""What has happened to a project and who has the next step, in sentences; no person in them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.projects import money
from last500.projects.models import Project, ProjectEvent
from last500.projects.rules import SIDE_WORDS, Next, State

NEXT = {
    State.PROPOSED: N_("等%(who)s请三方来评议"),
    State.REVIEWED: N_("等%(who)s定好人手、预算、指标，开始招人"),
    State.CALLED: N_("等人来齐"),
    State.STAFFED: N_("等%(who)s开始"),
    State.RUNNING: N_("%(who)s在做"),
    State.FINISHED: N_("等%(who)s填指标、评估"),
    State.EVALUATED: N_("等%(who)s结项"),
}
SAID = {
    "propose": N_("提出来了"),
    "consent": N_("值守接下了，请三方评议"),
    "change": N_("改了内容"),
    "carry": N_("改由%(who)s牵头"),
    "panel_asked": N_("请了%(side)s方来评议"),
    "panel_out": N_("%(side)s方有一位不参加"),
    "opinion": N_("%(side)s方说了意见"),
    "review": N_("评议有了结果：可以做"),
    "grant": N_("公益创投评审通过，合同签好了"),
    "decline": N_("没有通过"),
    "partner_asked": N_("请了%(who)s合作"),
    "partner_agreed": N_("%(who)s答应合作"),
    "partner_declined": N_("%(who)s这次不合作"),
    "partner_offered": N_("%(who)s说想一起做"),
    "partner_taken": N_("请%(who)s一起做了"),
    "partner_refused": N_("这次没请%(who)s"),
    "partner_until": N_("%(who)s合作到%(day)s"),
    "partner_ended": N_("和%(who)s的合作结束了"),
    "budget": N_("定了预算：%(total)s 元"),
    "spent": N_("记了花的钱：共 %(total)s 元"),
    "indicators": N_("定了指标"),
    "reached": N_("填了指标达到多少"),
    "reported": N_("创投的报告填了指标达到多少"),
    "roles": N_("定了要几个人"),
    "party": N_("%(who)s是协议的一方"),
    "signed": N_("%(who)s同意了协议"),
    "unsigned": N_("%(who)s收回了同意"),
    "agreed": N_("三方都同意，协议开出"),
    "call": N_("开始招人"),
    "staff": N_("人齐了"),
    "start": N_("开始做了"),
    "finish": N_("做完了"),
    "evaluate": N_("评估过了"),
    "close": N_("结项了"),
    "give_up": N_("不做了"),
    "remind": N_("提醒了下一步"),
    "move_up": N_("到期没动，转到上一级值守"),
}


def who_is_next(project: Project) -> str:
    """The name of a desk or an organisation; a neighbour is "whoever leads it"."""
    if project.next != Next.RUNNER:
        return project.desk.name
    if project.lead is not None:
        return project.lead.name
    return _("牵头的邻居") if project.leader_id else project.desk.name


def next_words(project: Project) -> str:
    if not project.consented and project.state == State.PROPOSED:
        return _("等%(who)s接下") % {"who": project.desk.name}
    said = NEXT.get(State(project.state))
    return _(said) % {"who": who_is_next(project)} if said else ""


def timeline(events: Iterable[ProjectEvent]) -> list[dict[str, Any]]:
    lines = []
    for event in events:
        facts = dict(event.facts)
        side = facts.get("side")
        if side:
            facts["side"] = _(SIDE_WORDS[side])
        if "total" in facts:
            facts["total"] = money.yuan(facts["total"])
        said = _(SAID[event.action])
        text = said % facts if "%(" in said else said
        lines.append({"text": text, "at": event.at, "note": facts.get("reason", "")})
    return lines
