"""Units report in to communities: states, who may take which step, and the rhythm they agree on.

Both sides say yes by an act of their own before anything is agreed, and either may end it at any
time (志愿服务条例 14: agreed on what, when, where and how safely; 25: nobody is assigned).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from last500.base.marking import N_


class State(StrEnum):
    ASKED = "asked"  # one side has proposed, the other has not yet agreed
    AGREED = "agreed"
    REFUSED = "refused"
    ENDED = "ended"


class Side(StrEnum):
    UNIT = "unit"
    COMMUNITY = "community"


class Action(StrEnum):
    ASK = "ask"  # one side proposes, which is its yes
    AGREE = "agree"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"  # whoever has proposed takes it back
    END = "end"
    MOVE = "move"  # ended here, asked there, in one act
    PROPOSE_RHYTHM = "propose_rhythm"
    AGREE_RHYTHM = "agree_rhythm"
    KEEP_RHYTHM = "keep_rhythm"  # the other side keeps to the old one
    LIAISON_JOINED = "liaison_joined"
    LIAISON_LEFT = "liaison_left"


S, A = State, Action
ACTIVE = frozenset({S.ASKED, S.AGREED})
BOTH = frozenset(Side)


@dataclass(frozen=True)
class Step:
    """`to` None: the state stays. `turn`: only the side that has not said yes yet may take it;
    `own`: only the side that has."""

    start: frozenset[State]
    to: State | None
    who: frozenset[Side] = BOTH
    turn: bool = False
    own: bool = False


STEPS: dict[Action, Step] = {
    A.AGREE: Step(frozenset({S.ASKED}), S.AGREED, turn=True),
    A.REFUSE: Step(frozenset({S.ASKED}), S.REFUSED, turn=True),
    A.WITHDRAW: Step(frozenset({S.ASKED}), S.ENDED, own=True),
    A.END: Step(frozenset({S.AGREED}), S.ENDED),
    A.MOVE: Step(frozenset({S.AGREED}), S.ENDED, frozenset({Side.UNIT})),
    A.PROPOSE_RHYTHM: Step(frozenset({S.AGREED}), None),
    A.AGREE_RHYTHM: Step(frozenset({S.AGREED}), None),
    A.KEEP_RHYTHM: Step(frozenset({S.AGREED}), None),
}


def waits_for(state: str, *, unit_yes: bool, community_yes: bool) -> Side | None:
    """Who answers next; nobody where both have, or where it is over."""
    if state != S.ASKED or (unit_yes and community_yes):
        return None
    return Side.COMMUNITY if unit_yes else Side.UNIT


def may(action: Action, side: Side, state: str, *, unit_yes: bool, community_yes: bool) -> bool:
    step = STEPS[action]
    if State(state) not in step.start or side not in step.who:
        return False
    turn = waits_for(state, unit_yes=unit_yes, community_yes=community_yes)
    if step.turn:
        return turn == side
    return not step.own or (turn is not None and turn != side)


STATE_WORDS = {
    S.ASKED: N_("等对方同意"),
    S.AGREED: N_("已报到"),
    S.REFUSED: N_("未同意"),
    S.ENDED: N_("已结束"),
}
WAITS_WORDS = {Side.UNIT: N_("等单位同意"), Side.COMMUNITY: N_("等社区同意")}

# ---- the rhythm ---------------------------------------------------------------------------------

WEEK, MONTH = 7, 30
RHYTHM_LEAST, RHYTHM_MOST = 7, 366  # days


def rhythm_days(number: int, unit: str) -> int | None:
    """Days of "every `number` weeks (or months)"; None for what nobody could keep to."""
    days = number * {"week": WEEK, "month": MONTH}.get(unit, 0)
    return days if RHYTHM_LEAST <= days <= RHYTHM_MOST else None


def rhythm_parts(days: int) -> tuple[int, str]:
    """The number and its unit (month, week or day), as it would be said."""
    for unit, length in (("month", MONTH), ("week", WEEK)):
        if days % length == 0:
            return days // length, unit
    return days, "day"


def is_quiet(
    last_done_on: date | None, rhythm_days: int, today: date, agreed_on: date | None
) -> bool:
    """Whether more days than the agreed rhythm have gone by since something was done, or, where
    nothing was yet, since it was agreed. What is not agreed is never quiet."""
    if agreed_on is None:
        return False
    since = max(last_done_on or agreed_on, agreed_on)
    return today - since > timedelta(days=rhythm_days)


# ---- sums ---------------------------------------------------------------------------------------

FEWEST = 5


def shown_sum(count: int) -> int | None:
    """A sum that may be told to a unit; None where so few that somebody could be recognised."""
    return count if count >= FEWEST else None


# ---- members invited ----------------------------------------------------------------------------


class Invited(StrEnum):
    OPEN = "open"
    GOING = "going"  # they said that they report in: name and number are erased
    DECLINED = "declined"  # the same; the mark stays, so that no list asks them again
    KNOWN = "known"  # was reported in already: never asked, nothing kept but the mark


ANSWERABLE = frozenset({Invited.OPEN, Invited.GOING})


class Verdict(StrEnum):
    """One for each row of a file. Whether somebody is reported in is never told to a unit: such a
    row stands there as NEW, and no invitation is made of it (decision 0025)."""

    NEW = "new"
    TWICE = "twice"
    INVITED = "invited"
    PROBLEM = "problem"


def name_key(name: str) -> str:
    """By which two names of organisations are one: without spaces, brackets and small words."""
    dropped = " 　()（）·-—、,，.。"
    return "".join(sign for sign in name.casefold() if sign not in dropped)


def alike(one: str, other: str) -> bool:
    """Whether two names may mean the same organisation: equal, or one within the other."""
    a, b = sorted((name_key(one), name_key(other)), key=len)
    return bool(a) and (a == b or (len(a) >= 3 and a in b))
