"""The history of a complaint in sentences, for whoever made it and for whoever handles it.

Neither reads the other's name: the complainant reads which desk, the desk reads a handle.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.complaints import rules
from last500.complaints.models import Complaint, ComplaintEvent
from last500.complaints.rules import Action, Level, State
from last500.organisations.models import OFFICE_NAMES

A = Action
OFFICE_WORDS = {str(kind): word for kind, word in OFFICE_NAMES}
OWN: dict[str, str] = {
    A.RECEIVE: N_("你说了这件事"),
    A.ADD_WORD: N_("你补充了一句"),
    A.ASK_BACK: N_("办的人问你一句"),
    A.ACCEPT: N_("你认可了答复"),
    A.OBJECT: N_("你提了不同意见，再看一次"),
    A.WITHDRAW: N_("你撤回了"),
    A.LAPSE: N_("没等到你的话，先放在这里，不算满意"),
    A.ASK_WHO: N_("办的人请求看你是谁，要等另一个人核准"),
    A.CONFIRM_WHO: N_("另一个人核准了：办的人一天之内可以看你是谁"),
    A.REFUSE_WHO: N_("另一个人没有核准：你是谁没有给人看"),
}
DESK: dict[str, str] = {
    A.RECEIVE: N_("收到了"),
    A.ADD_WORD: N_("对方补充了一句"),
    A.ASK_BACK: N_("问了对方一句"),
    A.ACCEPT: N_("对方认可了答复"),
    A.OBJECT: N_("对方提了不同意见，再看一次"),
    A.WITHDRAW: N_("对方撤回了"),
    A.LAPSE: N_("没等到对方的话，不算满意"),
    A.ASK_WHO: N_("有人请求看对方是谁"),
    A.CONFIRM_WHO: N_("另一个人核准了：请求的人一天之内可以看"),
    A.REFUSE_WHO: N_("另一个人没有核准"),
}
BOTH: dict[str, str] = {
    A.ACKNOWLEDGE: N_("收下了，在办理"),
    A.ANSWER: N_("答复了"),
    A.PASS_ON: N_("转到了%(desk)s"),
    A.MOVE_UP: N_("过了期限，转到%(desk)s"),
    A.RESEAT: N_("换由%(desk)s来办"),
}
OBJECTED_TO = N_("%(whose)s，由%(desk)s再看")
FIELD_WORDS = {
    "name": N_("看了称呼"),
    "phone": N_("看了电话"),
    "email": N_("看了邮箱"),
    "allowed": N_("核准别人看"),
}


def desk_word(level: str, place: str) -> str:
    """The desk's name: the operator's is not that of the place in whose building it sits."""
    if level == Level.OPERATOR:
        return _("平台运行方（%(place)s）") % {"place": place}
    return place


def desk_of(complaint: Complaint) -> str:
    return desk_word(complaint.level, complaint.desk.name)


def named(complaint: Complaint) -> str:
    """The party it names, by office; empty where it names nobody."""
    if complaint.against is None:
        return ""
    office = OFFICE_WORDS.get(complaint.against_kind)
    where = complaint.against.name
    return f"{where} · {office}" if office else _("%(place)s（整个值守）") % {"place": where}


def timeline(
    complaint: Complaint, events: Sequence[ComplaintEvent], *, own: bool
) -> list[dict[str, Any]]:
    """Newest first, as the page shows it; the first line is where it stands."""
    lines = [
        {"text": _sentence(event, own=own), "at": event.at, "note": "", "said": event.note}
        for event in events
    ]
    for line in lines[-1:]:
        line["now"] = complaint.state in rules.OPEN
    return lines[::-1]


def _sentence(event: ComplaintEvent, *, own: bool) -> str:
    words = BOTH | (OWN if own else DESK)
    facts = event.facts
    desk = desk_word(facts["level"], facts["place"]) if facts.get("place") else ""
    if event.action == A.OBJECT and desk:
        whose = _("你提了不同意见") if own else _("对方提了不同意见")
        return _(OBJECTED_TO) % {"whose": whose, "desk": desk}
    return _(words.get(event.action, N_("有了新的进展"))) % {"desk": desk}


def now_lines(complaint: Complaint) -> tuple[str, str]:
    """At the top of the complainant's page: who has it, and what follows."""
    desk, state = desk_of(complaint), State(complaint.state)
    if state in {State.RECEIVED, State.ACKNOWLEDGED}:
        hidden = _("被说到的一方，和他们下面的人，看不到这件事。")
        return _("%(desk)s在办") % {"desk": desk}, hidden if complaint.against_id else ""
    return {
        State.ANSWERED: (_("答复了，你看行不行"), _("不说话，不会算你满意。")),
        State.OBJECTED: (_("%(desk)s再看一次") % {"desk": desk}, _("答复会写在这里。")),
        State.ACCEPTED: (_("你认可了答复"), ""),
        State.REPLIED: (_("谢谢你的建议，答复在下面"), ""),
        State.SILENT: (_("没等到你的话"), _("先放在这里，不算满意。")),
        State.WITHDRAWN: (_("你撤回了"), ""),
    }[state]


def looked_at(field: str) -> str:
    return _(FIELD_WORDS.get(field, N_("看了资料")))
