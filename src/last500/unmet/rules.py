"""What nobody took and what comes again: when it is a need, and what may become of one. Pure.

A need is a place, a kind and a month; it is a count. Who asked stands in the requests behind it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from last500.base.marking import N_
from last500.places.rules import STEP


class State(StrEnum):
    GATHERED = "gathered"
    PROPOSED = "proposed"  # has become a project proposal
    ANSWERED = "answered"  # set aside with a reason: somebody else does it now
    CLOSED = "closed"  # what was made of it has come to its end


class Action(StrEnum):
    TAKE_UP = "take_up"
    GIVE_BACK = "give_back"  # the project was declined or given up
    SET_ASIDE = "set_aside"
    CLOSE = "close"
    COME_AGAIN = "come_again"  # somebody asked for it anew after it had been answered
    MOVE_UP = "move_up"


@dataclass(frozen=True)
class Step:
    """`to` None: the state stays."""

    start: frozenset[State]
    to: State | None
    needs_reason: bool = False


S, A = State, Action
STEPS: Mapping[Action, Step] = {
    A.TAKE_UP: Step(frozenset({S.GATHERED}), S.PROPOSED),
    A.GIVE_BACK: Step(frozenset({S.PROPOSED}), S.GATHERED),
    A.SET_ASIDE: Step(frozenset({S.GATHERED}), S.ANSWERED, needs_reason=True),
    A.CLOSE: Step(frozenset({S.PROPOSED}), S.CLOSED),
    A.COME_AGAIN: Step(frozenset({S.ANSWERED, S.CLOSED}), S.GATHERED),
    A.MOVE_UP: Step(frozenset({S.GATHERED}), None),
}
STATE_WORDS: Mapping[State, str] = {
    S.GATHERED: N_("还没有回话"),
    S.PROPOSED: N_("在做成项目"),
    S.ANSWERED: N_("另有办法"),
    S.CLOSED: N_("了结了"),
}
# The shape of a state on a page (web/parts.html).
SHAPES: Mapping[State, str] = {
    S.GATHERED: "open",
    S.PROPOSED: "go",
    S.ANSWERED: "on",
    S.CLOSED: "done",
}


def allowed(action: Action, state: str) -> bool:
    return State(state) in STEPS[action].start


class Why(StrEnum):
    """Why a request stands in a need."""

    UNMET = "unmet"  # nobody took it
    AGAIN = "again"  # taken or not, its kind comes again here


# Three of one kind at one place within a month are no longer chance.
COMES_AGAIN = 3


def is_need(states: Sequence[str], unmet: str) -> bool:
    """Whether requests of one kind, place and month are a need; `unmet` is the state that says
    that nobody took it."""
    return unmet in states or len(states) >= COMES_AGAIN


def why(state: str, unmet: str) -> Why:
    return Why.UNMET if state == unmet else Why.AGAIN


def joined(state: str, whys: Iterable[Why]) -> State:
    """In which state a need is after these requests have joined it.

    What a project takes up already covers them; what was answered was not answered for whoever
    now found nobody either, so that it waits for an answer again.
    """
    here = State(state)
    again = here in STEPS[Action.COME_AGAIN].start and Why.UNMET in whys
    return State.GATHERED if again else here


# ---- time ---------------------------------------------------------------------------------------

ANSWER_DAYS, ABOVE_DAYS = 20, 10  # working days for an answer; of the next desk above


class WorkingDays(Protocol):
    def add_working_days(self, start: datetime, days: int) -> datetime: ...


def due(
    state: str, *, now: datetime, calendar: WorkingDays, above: bool = False
) -> datetime | None:
    """By when a need has an answer: taken up or set aside. None where it has one."""
    if state != State.GATHERED:
        return None
    return calendar.add_working_days(now, ABOVE_DAYS if above else ANSWER_DAYS)


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_back(today: date, number: int) -> list[date]:
    """The first days of the last `number` months, the oldest first, this month last."""
    found, day = [], month_of(today)
    for _ in range(number):
        found.append(day)
        day = month_of(day - timedelta(days=1))
    return found[::-1]


# ---- several needs together -------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """What one need brings along. `path` is that of its compound."""

    path: str
    kind: str
    month: date
    count: int


def common_path(paths: Sequence[str]) -> str:
    """The path of the lowest place that holds them all; "" where they have none in common."""
    shortest = min(paths, key=len, default="")
    same = 0
    while same < len(shortest) and len({path[: same + STEP] for path in paths}) == 1:
        same += STEP
    return shortest[:same]


def main_kind(parts: Sequence[Part]) -> str:
    """The kind most was asked of; of several the first by its code."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts[part.kind] += part.count
    return min(counts, key=lambda kind: (-counts[kind], kind))


def months(parts: Iterable[Part]) -> tuple[date, date]:
    found = sorted({part.month for part in parts})
    return found[0], found[-1]
