"""A compound's covenant in numbered versions: open for remarks, adopted by a resolution, in force
from a day until the next version. Pure.

It binds by people's word alone: it sets no fine (行政处罚法 16) and names nobody.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from last500.base.marking import N_


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"  # for remarks
    ADOPTED = "adopted"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    DROPPED = "dropped"


class Action(StrEnum):
    OPEN = "open"
    REWORK = "rework"  # remarks lead to other words: a draft again, then open again
    ADOPT = "adopt"
    BEGIN = "begin"
    REPLACE = "replace"
    DROP = "drop"
    MOVE_UP = "move_up"


@dataclass(frozen=True)
class Step:
    start: frozenset[State]
    to: State | None


S, A = State, Action
STEPS: Mapping[Action, Step] = {
    A.OPEN: Step(frozenset({S.DRAFT}), S.OPEN),
    A.REWORK: Step(frozenset({S.OPEN}), S.DRAFT),
    A.ADOPT: Step(frozenset({S.OPEN}), S.ADOPTED),
    A.BEGIN: Step(frozenset({S.ADOPTED}), S.IN_FORCE),
    A.REPLACE: Step(frozenset({S.IN_FORCE}), S.REPLACED),
    A.DROP: Step(frozenset({S.DRAFT, S.OPEN}), S.DROPPED),
    A.MOVE_UP: Step(frozenset({S.OPEN}), None),
}
# From here on its words are kept by the database.
STANDS = frozenset({S.ADOPTED, S.IN_FORCE, S.REPLACED})
WORKED_ON = frozenset({S.DRAFT, S.OPEN})  # one of them at a time in a compound
PUBLIC = STANDS | {S.OPEN}
STATE_WORDS: Mapping[State, str] = {
    S.DRAFT: N_("还在写"),
    S.OPEN: N_("草案，听大家意见"),
    S.ADOPTED: N_("通过了，还没到日子"),
    S.IN_FORCE: N_("正在用"),
    S.REPLACED: N_("换成新的了"),
    S.DROPPED: N_("不写了"),
}
# Codes of web/parts.html.
SHAPES: Mapping[State, str] = {
    S.DRAFT: "wait",
    S.OPEN: "asked",
    S.ADOPTED: "go",
    S.IN_FORCE: "confirmed",
    S.REPLACED: "on",
    S.DROPPED: "stop",
}


def allowed(action: Action, state: str) -> bool:
    return State(state) in STEPS[action].start


def state_after(action: Action, state: str) -> State:
    return STEPS[action].to or State(state)


# ---- articles -----------------------------------------------------------------------------------

ARTICLES_MOST, TEXT_MOST, REMARK_MOST = 30, 200, 200
_FINE = re.compile(r"罚款|罚金|罚钱|处罚|没收|违约金|滞纳金|扣(押|留|钱)|罚\s*\d+\s*元|停水|停电")


def sets_fine(text: str) -> bool:
    """Whether words stand there that look like a fine or a punishment; the desk looks again."""
    return bool(_FINE.search(text))


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


CHANGE_WORDS: Mapping[Change, str] = {
    Change.SAME: N_("没有变"),
    Change.ADDED: N_("新加的"),
    Change.CHANGED: N_("改过的"),
    Change.GONE: N_("去掉的"),
}
CHANGE_SHAPES: Mapping[Change, str] = {
    Change.SAME: "confirmed",
    Change.ADDED: "go",
    Change.CHANGED: "again",
    Change.GONE: "stop",
}


@dataclass(frozen=True)
class Text:
    """An article: its number, its words, and which number of the former version it continues."""

    number: int
    words: str
    follows: int | None = None


@dataclass(frozen=True)
class Difference:
    change: Change
    number: int | None  # in the new version; None where it is gone
    words: str
    before: str = ""
    before_number: int | None = None


def differences(old: Sequence[Text], new: Sequence[Text]) -> list[Difference]:
    """Article by article in the order of the new version; what is gone stands at the end.

    Every article of both versions is in it exactly once. Another number alone is no change.
    """
    former = {one.number: one for one in old}
    found, kept = [], set()
    for one in new:
        before = former.get(one.follows) if one.follows is not None else None
        if before is None or before.number in kept:
            found.append(Difference(Change.ADDED, one.number, one.words))
            continue
        kept.add(before.number)
        change = Change.SAME if before.words == one.words else Change.CHANGED
        found.append(Difference(change, one.number, one.words, before.words, before.number))
    gone = [one for one in old if one.number not in kept]
    return found + [Difference(Change.GONE, None, "", one.words, one.number) for one in gone]


# ---- remarks ------------------------------------------------------------------------------------


class Look(StrEnum):
    WAITING = "waiting"
    SHOWN = "shown"
    RETURNED = "returned"


LOOK_WORDS: Mapping[Look, str] = {
    Look.WAITING: N_("等小区看过再公开"),
    Look.SHOWN: N_("公开了，不署名"),
    Look.RETURNED: N_("没有公开"),
}
REMARKS_OF_A_PERSON = 10  # in one version

# ---- time ---------------------------------------------------------------------------------------


class WorkingDays(Protocol):
    def add_working_days(self, start: datetime, days: int) -> datetime: ...


DAYS_LEAST, DAYS_MOST = 7, 60  # open for remarks
DECIDE_DAYS, ABOVE_DAYS = 15, 5  # working days
AHEAD_MOST = timedelta(days=366)  # from the decision to the day it is in force


def takes_remarks(state: str, closes_at: datetime | None, now: datetime) -> bool:
    return state == State.OPEN and closes_at is not None and now < closes_at


def may_adopt(closes_at: datetime | None, decided_from: datetime, by: str) -> bool:
    """Decided by neighbours or owners, not by the desk, and after remarks were heard.

    `decided_from`: the start of the day of the decision.
    """
    return by != "desk" and closes_at is not None and decided_from >= closes_at - timedelta(days=1)


def day_fits(decided_on: date, in_force_on: date) -> bool:
    return decided_on <= in_force_on <= decided_on + AHEAD_MOST
