"""What has happened to a unit's report-in and who answers next, in sentences; sides, no persons."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.units.actions.agreement import rhythm_words
from last500.units.models import UnitReportIn, UnitReportInEvent
from last500.units.rules import STATE_WORDS, WAITS_WORDS, Action, Side, State

SHAPES = {"asked": "wait", "agreed": "confirmed", "refused": "stop", "ended": "stop"}
_A, _U, _C = Action, Side.UNIT, Side.COMMUNITY
SAID = {
    (_A.ASK, _U): N_("单位来报到"),
    (_A.ASK, _C): N_("社区请单位来报到"),
    (_A.AGREE, _U): N_("单位同意了，协议开出"),
    (_A.AGREE, _C): N_("社区同意了，协议开出"),
    (_A.REFUSE, _U): N_("单位这次没有同意"),
    (_A.REFUSE, _C): N_("社区这次没有同意"),
    (_A.WITHDRAW, _U): N_("单位撤回了"),
    (_A.WITHDRAW, _C): N_("社区撤回了"),
    (_A.END, _U): N_("单位结束了报到"),
    (_A.END, _C): N_("社区结束了报到"),
    (_A.MOVE, _U): N_("单位转到别的社区去了"),
    (_A.PROPOSE_RHYTHM, _U): N_("单位想改成：%(rhythm)s"),
    (_A.PROPOSE_RHYTHM, _C): N_("社区想改成：%(rhythm)s"),
    (_A.AGREE_RHYTHM, _U): N_("单位同意改成：%(rhythm)s"),
    (_A.AGREE_RHYTHM, _C): N_("社区同意改成：%(rhythm)s"),
    (_A.KEEP_RHYTHM, _U): N_("单位说还是原来的节奏"),
    (_A.KEEP_RHYTHM, _C): N_("社区说还是原来的节奏"),
    (_A.LIAISON_JOINED, _U): N_("单位的联络员有变化"),
    (_A.LIAISON_LEFT, _U): N_("单位的一位联络员卸下了"),
}


def waits(report_in: UnitReportIn, acting: Sequence[Side]) -> str:
    """Who answers next, as the reader's side says it."""
    turn = report_in.waits_for
    if turn is None and report_in.rhythm_wanted:
        turn = Side.UNIT if report_in.rhythm_wanted_by == Side.COMMUNITY else Side.COMMUNITY
    if turn is None:
        return ""
    return _("等你答复") if turn in acting else _(WAITS_WORDS[turn])


def state_words(report_in: UnitReportIn) -> str:
    """The state, or where it waits, for whom."""
    turn = report_in.waits_for
    return _(WAITS_WORDS[turn]) if turn else _(STATE_WORDS[State(report_in.state)])


def timeline(events: Iterable[UnitReportInEvent]) -> list[dict[str, Any]]:
    lines = []
    for event in events:
        said = _(SAID[Action(event.action), Side(event.side)])
        if event.days:
            said %= {"rhythm": rhythm_words(event.days)}
        lines.append({"text": said, "at": event.at})
    return lines
