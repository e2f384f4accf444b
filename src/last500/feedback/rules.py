"""Feedback from a community to a unit: its states, how often, and what may be counted. Pure.

A letter of facts, at most once a year. The unit reads sums, and only of five people or more; what
is said of one member goes only with that member's yes. Nothing here grades or compares.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from last500.base.marking import N_


class State(StrEnum):
    DRAFTED = "drafted"
    SHOWN = "shown"  # to its members first
    SENT = "sent"
    REPORTED = "reported"  # the unit said what it did
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    COMMUNITY = "community"
    UNIT = "unit"


class Action(StrEnum):
    DRAFT = "draft"
    SHOW = "show"
    SEND = "send"
    REPORT = "report"
    WITHDRAW = "withdraw"


class Answer(StrEnum):
    """Of a member to the sentence about them. Silence is no."""

    WAITING = "waiting"
    AGREED = "agreed"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Step:
    start: frozenset[State]
    to: State
    who: Role


S = State
STEPS: dict[Action, Step] = {
    Action.SHOW: Step(frozenset({S.DRAFTED}), S.SHOWN, Role.COMMUNITY),
    Action.SEND: Step(frozenset({S.SHOWN}), S.SENT, Role.COMMUNITY),
    Action.REPORT: Step(frozenset({S.SENT}), S.REPORTED, Role.UNIT),
    Action.WITHDRAW: Step(
        frozenset({S.DRAFTED, S.SHOWN, S.SENT, S.REPORTED}), S.WITHDRAWN, Role.COMMUNITY
    ),
}
STATE_WORDS = {
    S.DRAFTED: N_("起草好了"),
    S.SHOWN: N_("先给本人看"),
    S.SENT: N_("寄出了"),
    S.REPORTED: N_("单位回话了"),
    S.WITHDRAWN: N_("已撤回"),
}
ANSWER_WORDS = {
    Answer.WAITING: N_("等你说一声"),
    Answer.AGREED: N_("同意转告"),
    Answer.WITHHELD: N_("不转告"),
}
# What the unit's liaison reads.
AT_THE_UNIT = frozenset({S.SENT, S.REPORTED, S.WITHDRAWN})

# ---- time ---------------------------------------------------------------------------------------

ANSWER_DAYS = 14
# From the last day of one letter to that of the next: once a year, with a month to find the time.
LEAST_BETWEEN = timedelta(days=335)
PERIOD_MOST = timedelta(days=365)
FEWEST = 5
# Per cent of a sum that one member may carry: above it the sum is nearly that member's own figure.
DOMINANT = 80


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date

    @property
    def year(self) -> int:
        return self.last.year


def period(today: date, *, since: date, last: date | None) -> Period | None:
    """What a letter drafted today tells of; None while it is too early for one.

    `since` is the day on which the unit reported in, `last` the last day of the letter before.
    Two letters never tell of the same day: their figures could be subtracted.
    """
    if last is not None and today - last < LEAST_BETWEEN:
        return None
    ends = today - timedelta(days=1)
    begins = max(since, ends - PERIOD_MOST + timedelta(days=1))
    if last is not None:
        begins = max(begins, last + timedelta(days=1))
    return Period(begins, ends) if begins <= ends else None


def allowed(action: Action, state: State | str) -> bool:
    return State(state) in STEPS[action].start


def may_send(state: State | str, *, waiting: int, now: datetime, due: datetime | None) -> bool:
    """Everybody has answered, or their fourteen days are over."""
    return allowed(Action.SEND, state) and (not waiting or (due is not None and due <= now))


def may_answer(state: State | str, *, now: datetime, due: datetime | None) -> bool:
    return State(state) == S.SHOWN and due is not None and now < due


def may_take_back(state: State | str, answer: Answer | str) -> bool:
    """A yes can be taken back at any time, also when the unit has read it (PIPL 15)."""
    return Answer(answer) == Answer.AGREED and State(state) != S.WITHDRAWN


# ---- sums ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Served:
    """What one member did of one kind in the period: how often, and minutes."""

    person: UUID
    kind: str
    times: int
    minutes: int


@dataclass(frozen=True)
class Sum:
    """`kind` is empty for all kinds together."""

    kind: str
    times: int
    minutes: int


@dataclass(frozen=True)
class Sums:
    """What may be told: nobody can be read out of it, also not by subtracting."""

    members: int
    whole: Sum
    kinds: tuple[Sum, ...]


def people_in(rows: Iterable[Served]) -> set[UUID]:
    return {row.person for row in rows}


def sums(rows: Collection[Served], fewest: int = FEWEST) -> Sums | None:
    """None where fewer than `fewest` members stand behind it, or one of them carries nearly all.

    A kind is told when it may be told by itself. What is left of the whole when the told kinds are
    subtracted must be nothing, or such that it might be told as well: until it is, the told kind
    with the fewest members is kept back too.
    """
    if not tellable(rows, fewest):
        return None
    behind = {kind: people_in(of(rows, kind)) for kind in sorted({row.kind for row in rows})}
    told = [kind for kind in behind if tellable(of(rows, kind), fewest)]
    while told:
        rest = [row for row in rows if row.kind not in told]
        if not rest or tellable(rest, fewest):
            break
        told.remove(min(told, key=lambda kind: (len(behind[kind]), kind)))
    kinds = tuple(_sum(kind, of(rows, kind)) for kind in told)
    return Sums(len(people_in(rows)), _sum("", rows), kinds)


def tellable(rows: Collection[Served], fewest: int = FEWEST) -> bool:
    """Whether a sum may be read by the unit: enough members, and none who dominates it."""
    return len(people_in(rows)) >= fewest and not is_dominated(rows)


def is_dominated(rows: Collection[Served]) -> bool:
    """One member carries more than `DOMINANT` per cent of the minutes, or of the times.

    The (1, 80) rule of statistical disclosure control: such a sum is that member's figure, and the
    others in it only blur it a little.
    """
    times: Counter[UUID] = Counter()
    minutes: Counter[UUID] = Counter()
    for row in rows:
        times[row.person] += row.times
        minutes[row.person] += row.minutes
    return any(
        max(each.values(), default=0) * 100 > DOMINANT * each.total() for each in (times, minutes)
    )


def of(rows: Iterable[Served], kind: str) -> list[Served]:
    return [row for row in rows if row.kind == kind]


def _sum(kind: str, rows: Iterable[Served]) -> Sum:
    rows = list(rows)
    return Sum(kind, sum(row.times for row in rows), sum(row.minutes for row in rows))
