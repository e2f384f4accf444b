"""What was decided, who does what by when, and whether it was done. Pure.

A tie is no decision. A decision without somebody who answers and a day is none either. Whoever
answers says "done"; whether it is, only the neighbours say, and silence says nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from last500.base.marking import N_


class By(StrEnum):
    COUNCIL = "council"
    CONSULTATION = "consultation"
    VOTE = "vote"  # of the owners (民法典 278)
    DESK = "desk"


BY_WORDS: Mapping[By, str] = {
    By.COUNCIL: N_("议事会商定"),
    By.CONSULTATION: N_("征求意见以后定的"),
    By.VOTE: N_("业主表决"),
    By.DESK: N_("值守定的"),
}


class Outcome(StrEnum):
    ADOPTED = "adopted"
    TIE = "tie"
    LOST = "lost"


@dataclass(frozen=True)
class Counts:
    """A show of hands, as counts. Whoever abstained, or was not there, is on neither side."""

    in_favour: int
    against: int
    abstained: int = 0


COUNT_MOST = 100_000


def outcome(counts: Counts | None) -> Outcome:
    """Without a show of hands it was agreed by talking, and `words` say how."""
    if counts is None or counts.in_favour > counts.against:
        return Outcome.ADOPTED
    return Outcome.TIE if counts.in_favour == counts.against else Outcome.LOST


def may_decide(by: str, needs_vote: bool) -> bool:
    """What is the owners' alone, an owners' vote decides; whoever else can prepare it."""
    return by == By.VOTE or not needs_vote


def shown_number(year: int, number: int) -> str:
    return f"{year}-{number}"


# ---- tasks --------------------------------------------------------------------------------------


class Who(StrEnum):
    OFFICE = "office"
    ORGANISATION = "organisation"
    BODY = "body"  # in words: a committee, a team, a firm
    PERSON = "person"  # by their own yes


WHO_WORDS: Mapping[Who, str] = {
    Who.OFFICE: N_("一个职务（比如小区值守）"),
    Who.ORGANISATION: N_("一个单位或组织"),
    Who.BODY: N_("一个班子（比如自管委、物业）"),
    Who.PERSON: N_("一位邻居，要本人说可以"),
}


class Task(StrEnum):
    """The states of a task."""

    OPEN = "open"
    PUT_OFF = "put_off"
    DONE = "done"  # says whoever answers
    DOUBTED = "doubted"  # enough neighbours say: not yet
    DROPPED = "dropped"


T = Task
TASK_WORDS: Mapping[Task, str] = {
    T.OPEN: N_("在办"),
    T.PUT_OFF: N_("延期了"),
    T.DONE: N_("说办到了"),
    T.DOUBTED: N_("邻居说还没有"),
    T.DROPPED: N_("不办了"),
}
TASK_SHAPES: Mapping[Task, str] = {
    T.OPEN: "go",
    T.PUT_OFF: "wait",
    T.DONE: "word",
    T.DOUBTED: "again",
    T.DROPPED: "stop",
}
RUNNING = frozenset({T.OPEN, T.PUT_OFF})
LYING = RUNNING | {T.DOUBTED}  # somebody has the next word, and a day for it


class Action(StrEnum):
    SAY_DONE = "say_done"
    PUT_OFF = "put_off"
    DROP = "drop"
    DOUBT = "doubt"
    REOPEN = "reopen"
    STAND_BY = "stand_by"
    NOTE = "note"
    MOVE_UP = "move_up"


@dataclass(frozen=True)
class Step:
    start: frozenset[Task]
    to: Task | None
    needs_reason: bool = False


A = Action
STEPS: Mapping[Action, Step] = {
    A.SAY_DONE: Step(RUNNING, T.DONE),
    A.PUT_OFF: Step(RUNNING, T.PUT_OFF, needs_reason=True),
    A.DROP: Step(LYING, T.DROPPED, needs_reason=True),
    A.DOUBT: Step(frozenset({T.DONE}), T.DOUBTED),
    A.REOPEN: Step(frozenset({T.DOUBTED}), T.OPEN, needs_reason=True),
    A.STAND_BY: Step(frozenset({T.DOUBTED}), T.DONE, needs_reason=True),
    A.NOTE: Step(frozenset(Task), None, needs_reason=True),
    A.MOVE_UP: Step(LYING, None),
}


def allowed(action: Action, state: str) -> bool:
    return Task(state) in STEPS[action].start


def all_done(states: Sequence[str]) -> bool:
    """Whether nothing is left to do, and something was done."""
    return T.DONE in states and set(states) <= {T.DONE, T.DROPPED}


# ---- the neighbours' word -----------------------------------------------------------------------


class Word(StrEnum):
    DONE = "done"
    NOT_YET = "not_yet"
    CANNOT_TELL = "cannot_tell"


WORD_WORDS: Mapping[Word, str] = {
    Word.DONE: N_("办到了"),
    Word.NOT_YET: N_("还没有"),
    Word.CANNOT_TELL: N_("看不出来"),
}
SHOWN_FROM = 5  # words; fewer are told as "a few"


@dataclass(frozen=True)
class Said:
    done: int = 0
    not_yet: int = 0
    cannot_tell: int = 0

    @property
    def total(self) -> int:
        return self.done + self.not_yet + self.cannot_tell

    @property
    def shown(self) -> bool:
        return self.total >= SHOWN_FROM


def doubted(said: Said, stood_by: int = 0) -> bool:
    """A third or more say "not yet" (3·n ≥ N), of five or more who said anything at all.

    `stood_by`: how many had said so when the desk last looked and stood by it; more must say so.
    """
    return said.shown and 3 * said.not_yet >= said.total and said.not_yet > stood_by


# ---- agreements ---------------------------------------------------------------------------------


class Holds(StrEnum):
    """What becomes of an agreement; each has a day on which it is looked at again."""

    HOLDS = "holds"
    CHANGED = "changed"  # by a new resolution
    ENDED = "ended"  # by a new resolution
    BACK = "back"  # in discussion again


HOLDS_WORDS: Mapping[Holds, str] = {
    Holds.HOLDS: N_("有效"),
    Holds.CHANGED: N_("改过了，看新的"),
    Holds.ENDED: N_("结束了"),
    Holds.BACK: N_("回去再商量"),
}
HOLDS_SHAPES: Mapping[Holds, str] = {
    Holds.HOLDS: "done",
    Holds.CHANGED: "on",
    Holds.ENDED: "stop",
    Holds.BACK: "again",
}

# ---- time ---------------------------------------------------------------------------------------


class WorkingDays(Protocol):
    def add_working_days(self, start: datetime, days: int) -> datetime: ...


ABOVE_DAYS, DOUBT_DAYS, REVIEW_DAYS = 5, 5, 15  # working days
REVIEW_LONGEST = timedelta(days=3 * 366)
TASKS_MOST = 12


def dates_in_order(decided_on: date, review_on: date, untils: Sequence[date]) -> bool:
    """Nothing is due before it was decided; the agreement is looked at again within three years."""
    if not decided_on < review_on <= decided_on + REVIEW_LONGEST:
        return False
    return all(decided_on <= until <= review_on for until in untils)
