"""What neighbours bring up, from the first word to what came of it: one table of states. Pure.

A topic says a place and a matter, never a person. Whose matter it is decides how it goes on
(grounds.py): what is the owners' alone needs an owners' vote, and a council can only prepare it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from last500.base.marking import N_


class State(StrEnum):
    PROPOSED = "proposed"  # the desk has not looked; nobody else sees it
    SORTED = "sorted"  # shown to all, with whose matter it is; support is gathered
    SUPPORTED = "supported"  # enough households, or the desk with a reason: waits for an agenda
    IN_COUNCIL = "in_council"
    DECIDED = "decided"  # a resolution stands; it is being carried out
    CARRIED_OUT = "carried_out"  # whoever answers said done; the neighbours are asked
    REVIEWED = "reviewed"  # the desk has read what neighbours say; it holds until its review day
    SETTLED = "settled"
    MERGED = "merged"
    REFERRED = "referred"  # not the compound's matter
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    PROPOSE = "propose"
    SORT = "sort"
    SORT_ANEW = "sort_anew"  # whose matter it is was seen otherwise later
    REACH = "reach"  # enough households
    PUT_ON = "put_on"  # by the desk, with a reason
    TAKE_UP = "take_up"  # a council, a consultation or a vote has it
    BACK = "back"  # to discussion: a tie, or the agreement does not hold
    DECIDE = "decide"
    CARRY_OUT = "carry_out"
    REOPEN = "reopen"  # neighbours say it was not done
    REVIEW = "review"
    HOLD_ON = "hold_on"  # looked at again on its review day, and kept
    SETTLE = "settle"
    MERGE = "merge"
    PART = "part"  # a merge taken back
    REFER = "refer"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    MOVE_UP = "move_up"


@dataclass(frozen=True)
class Step:
    """`to` None: the state stays (or, for PART, is the one it had before)."""

    start: frozenset[State]
    to: State | None
    needs_reason: bool = False


S, A = State, Action
BEFORE_COUNCIL = frozenset({S.PROPOSED, S.SORTED, S.SUPPORTED})
# Opinions and support are taken, and may be changed, until it is decided.
DISCUSSED = frozenset({S.SORTED, S.SUPPORTED, S.IN_COUNCIL})
BINDING = frozenset({S.DECIDED, S.CARRIED_OUT, S.REVIEWED})
FINAL = frozenset({S.SETTLED, S.MERGED, S.REFERRED, S.DECLINED, S.WITHDRAWN})
OPEN = frozenset(State) - FINAL
# What everybody may read: the desk has looked at its words.
UNSEEN = frozenset({S.PROPOSED})

STEPS: Mapping[Action, Step] = {
    A.SORT: Step(frozenset({S.PROPOSED}), S.SORTED),
    A.SORT_ANEW: Step(frozenset({S.SORTED, S.SUPPORTED}), None, needs_reason=True),
    A.REACH: Step(frozenset({S.SORTED}), S.SUPPORTED),
    A.PUT_ON: Step(frozenset({S.SORTED}), S.SUPPORTED, needs_reason=True),
    A.TAKE_UP: Step(frozenset({S.SUPPORTED}), S.IN_COUNCIL),
    A.BACK: Step(frozenset({S.IN_COUNCIL}) | BINDING, S.SUPPORTED, needs_reason=True),
    # What stands is changed by deciding anew.
    A.DECIDE: Step(frozenset({S.SUPPORTED, S.IN_COUNCIL}) | BINDING, S.DECIDED),
    A.CARRY_OUT: Step(frozenset({S.DECIDED}), S.CARRIED_OUT),
    A.REOPEN: Step(frozenset({S.CARRIED_OUT, S.REVIEWED}), S.DECIDED),
    A.REVIEW: Step(frozenset({S.CARRIED_OUT}), S.REVIEWED, needs_reason=True),
    A.HOLD_ON: Step(frozenset({S.REVIEWED}), None, needs_reason=True),
    A.SETTLE: Step(BINDING, S.SETTLED, needs_reason=True),
    A.MERGE: Step(BEFORE_COUNCIL, S.MERGED),
    A.PART: Step(frozenset({S.MERGED}), None),
    A.REFER: Step(BEFORE_COUNCIL, S.REFERRED, needs_reason=True),
    A.DECLINE: Step(BEFORE_COUNCIL, S.DECLINED, needs_reason=True),
    A.WITHDRAW: Step(frozenset({S.PROPOSED, S.SORTED}), S.WITHDRAWN),
    A.MOVE_UP: Step(OPEN, None),
}
STATE_WORDS: Mapping[State, str] = {
    S.PROPOSED: N_("等小区看"),
    S.SORTED: N_("在附议"),
    S.SUPPORTED: N_("等着上会"),
    S.IN_COUNCIL: N_("在商量"),
    S.DECIDED: N_("决定了，在落实"),
    S.CARRIED_OUT: N_("说办到了，问邻居"),
    S.REVIEWED: N_("回看过了"),
    S.SETTLED: N_("了结了"),
    S.MERGED: N_("并到一起了"),
    S.REFERRED: N_("转给该管的了"),
    S.DECLINED: N_("没有受理"),
    S.WITHDRAWN: N_("提的人收回了"),
}
# The shape of a state on a page (web/parts.html).
SHAPES: Mapping[State, str] = {
    S.PROPOSED: "wait",
    S.SORTED: "asked",
    S.SUPPORTED: "wait",
    S.IN_COUNCIL: "go",
    S.DECIDED: "go",
    S.CARRIED_OUT: "word",
    S.REVIEWED: "done",
    S.SETTLED: "done",
    S.MERGED: "on",
    S.REFERRED: "on",
    S.DECLINED: "stop",
    S.WITHDRAWN: "stop",
}


def allowed(action: Action, state: str) -> bool:
    return State(state) in STEPS[action].start


def state_after(action: Action, state: str) -> State:
    return STEPS[action].to or State(state)


# ---- what it is about ---------------------------------------------------------------------------


class Kind(StrEnum):
    PARKING = "parking"
    LIFT = "lift"
    GREENERY = "greenery"
    DOGS = "dogs"
    NOISE = "noise"
    MONEY = "money"
    SAFETY = "safety"
    FACILITIES = "facilities"
    OTHER = "other"


KIND_WORDS: Mapping[Kind, str] = {
    Kind.PARKING: N_("停车充电"),
    Kind.LIFT: N_("电梯"),
    Kind.GREENERY: N_("绿化"),
    Kind.DOGS: N_("养犬"),
    Kind.NOISE: N_("噪声"),
    Kind.MONEY: N_("公共收益和维修资金"),
    Kind.SAFETY: N_("安全"),
    Kind.FACILITIES: N_("公共设施"),
    Kind.OTHER: N_("别的"),
}


class Agreed(StrEnum):
    """How somebody without an account agreed that the desk enters it in their name."""

    BESIDE = "beside"
    PHONE = "phone"
    PAPER = "paper"


AGREED_WORDS: Mapping[Agreed, str] = {
    Agreed.BESIDE: N_("本人就在旁边，听过说明，同意了"),
    Agreed.PHONE: N_("电话里跟本人说过，同意了"),
    Agreed.PAPER: N_("本人写在纸上交来的"),
}

# ---- support ------------------------------------------------------------------------------------

HOUSEHOLDS_DEFAULT, HOUSEHOLDS_MOST = 5, 200
OPEN_OF_A_PERSON = 5  # topics of one person that the desk has not looked at
# Fewer households than this are not told as a number: two or three could point at a door.
SHOWN_FROM = 3


def enough(households: int, wanted: int) -> bool:
    return households >= wanted


def shown_count(households: int) -> int | None:
    """The number that everybody may read; None below the least."""
    return households if households >= SHOWN_FROM else None


# ---- opinions -----------------------------------------------------------------------------------


class Stance(StrEnum):
    FOR = "for"
    AGAINST = "against"
    OTHER = "other"


STANCE_WORDS: Mapping[Stance, str] = {
    Stance.FOR: N_("赞成"),
    Stance.AGAINST: N_("不赞成"),
    Stance.OTHER: N_("有别的想法"),
}


class Look(StrEnum):
    """Of an opinion's words: whether the desk has looked."""

    WAITING = "waiting"
    SHOWN = "shown"
    RETURNED = "returned"  # with a reason, which its author alone reads


LOOK_WORDS: Mapping[Look, str] = {
    Look.WAITING: N_("等小区看过再公开"),
    Look.SHOWN: N_("公开了，不署名"),
    Look.RETURNED: N_("没有公开"),
}
OPINION_MOST = 200

# ---- time ---------------------------------------------------------------------------------------


class WorkingDays(Protocol):
    def add_working_days(self, start: datetime, days: int) -> datetime: ...


# Working days in which the desk has the next word.
DAYS: Mapping[State, int] = {
    S.PROPOSED: 3,
    S.SORTED: 20,
    S.SUPPORTED: 15,
    S.IN_COUNCIL: 30,
    S.DECIDED: 60,
    S.CARRIED_OUT: 15,
    S.REVIEWED: 250,
}
ABOVE_DAYS = 5  # of the next desk above
APART_MOST = 100
UNDO_WITHIN = timedelta(days=90)  # a merge, while what it was merged into is before the council


def due(
    state: str, *, now: datetime, calendar: WorkingDays, above: bool = False
) -> datetime | None:
    """By when the desk has its next word; None where it is over. In working days."""
    days = DAYS.get(State(state))
    if days is None:
        return None
    return calendar.add_working_days(now, ABOVE_DAYS if above else days)


def may_part(merged_at: datetime, into_state: str, now: datetime) -> bool:
    """Whether a merge can be taken back: in time, and nothing was decided about both."""
    in_time = now - merged_at <= UNDO_WITHIN
    return in_time and State(into_state) in {S.SORTED, S.SUPPORTED, S.PROPOSED}
