"""Service records: who served whom how long, confirmed by somebody else.

Minutes are those actually served, without the way there. Nobody confirms their own, nobody is at
two places at once, nobody serves more than ten hours on one day: what this file says in words the
database holds as constraints (`guards.py`). Nothing here compares one person with another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from last500.base.marking import N_

LEAST, MOST = 1, 600  # minutes of one record
DAY_MOST = 600  # minutes of one person on one day, by the residents' wall clock
# How far back somebody may enter their own; older hours come from another system, as an import.
OWN_BACK = timedelta(days=92)
# How long the one served may answer by the link that they were handed.
LINK_LASTS = timedelta(days=7)
MINUTE = timedelta(minutes=1)


class Source(StrEnum):
    REQUEST = "request"
    POST = "post"
    TURN = "turn"
    ACTIVITY = "activity"
    OWN = "own"  # entered by whoever served
    ELSEWHERE = "elsewhere"  # brought in from another system


# What stands for one thing that happened, named by `about`: entered once.
OF_SOMETHING = (Source.REQUEST, Source.POST, Source.TURN, Source.ACTIVITY)
SOURCE_WORDS: Mapping[Source, str] = {
    Source.REQUEST: N_("求助"),
    Source.POST: N_("岗位"),
    Source.TURN: N_("轮值"),
    Source.ACTIVITY: N_("活动"),
    Source.OWN: N_("自己登记"),
    Source.ELSEWHERE: N_("别处带来的"),
}


class State(StrEnum):
    ENTERED = "entered"  # waits for somebody else's word
    CONFIRMED = "confirmed"
    DECLINED = "declined"


STATE_WORDS: Mapping[State, str] = {
    State.ENTERED: N_("等确认"),
    State.CONFIRMED: N_("已确认"),
    State.DECLINED: N_("没有确认"),
}
# While nothing reverses it, a record in one of these takes up its time.
LIVE = (State.ENTERED, State.CONFIRMED)
STEPS: Mapping[State, frozenset[State]] = {
    State.ENTERED: frozenset({State.CONFIRMED, State.DECLINED}),
    State.CONFIRMED: frozenset(),
    State.DECLINED: frozenset(),
}


class ConfirmedAs(StrEnum):
    SERVED = "served"  # the one who was served
    ORGANISER = "organiser"


class Fault(StrEnum):
    """Why a time cannot be recorded."""

    MINUTES = "minutes"
    FUTURE = "future"
    OVERLAP = "overlap"
    DAY_FULL = "day_full"


@dataclass(frozen=True)
class Span:
    """From a moment to a moment, in whole minutes; the end is not part of it."""

    began: datetime
    ended: datetime

    @property
    def minutes(self) -> int:
        return (self.ended - self.began) // MINUTE

    def overlaps(self, other: "Span") -> bool:
        return self.began < other.ended and other.began < self.ended


def span(began: datetime, minutes: int) -> Span:
    """`began` without its seconds, so that two records may touch and never overlap."""
    whole = began.replace(second=0, microsecond=0)
    return Span(whole, whole + minutes * MINUTE)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def by_day(one: Span, zone: tzinfo) -> dict[date, int]:
    """Minutes on each day of `zone` that it touches: a night lies on two."""
    minutes: dict[date, int] = {}
    at = one.began
    while at < one.ended:
        day = at.astimezone(zone).date()
        until = min(one.ended, _midnight(day + timedelta(days=1), zone).astimezone(at.tzinfo))
        minutes[day] = (until - at) // MINUTE
        at = until
    return minutes


def served_on(taken: Iterable[Span], zone: tzinfo) -> dict[date, int]:
    total: dict[date, int] = {}
    for one in taken:
        for day, minutes in by_day(one, zone).items():
            total[day] = total.get(day, 0) + minutes
    return total


def fault(one: Span, taken: Iterable[Span], *, now: datetime, zone: tzinfo) -> Fault | None:
    """What stands against a record beside the person's live ones (`taken`); None if nothing."""
    taken = list(taken)
    if not LEAST <= one.minutes <= MOST:
        return Fault.MINUTES
    if one.ended > now:
        return Fault.FUTURE
    if any(one.overlaps(other) for other in taken):
        return Fault.OVERLAP
    there = served_on(taken, zone)
    for day, minutes in by_day(one, zone).items():
        if there.get(day, 0) + minutes > DAY_MOST:
            return Fault.DAY_FULL
    return None


def room(one: Span, taken: Iterable[Span], zone: tzinfo) -> Span | None:
    """The longest free part of a time, cut where the day is full; None when nothing is left."""
    taken = list(taken)
    free = [one]
    for other in taken:
        free = [part for whole in free for part in _without(whole, other)]
    there = served_on(taken, zone)
    fitting = [part for whole in free if (part := _cut(whole, there, zone)).minutes >= LEAST]
    return max(fitting, key=lambda part: part.minutes, default=None)


def _without(whole: Span, other: Span) -> list[Span]:
    if not whole.overlaps(other):
        return [whole]
    before, after = Span(whole.began, other.began), Span(other.ended, whole.ended)
    return [part for part in (before, after) if part.minutes >= LEAST]


def _cut(one: Span, there: Mapping[date, int], zone: tzinfo) -> Span:
    """The beginning of a time, until a day on which it lies is full or it is too long."""
    minutes = 0
    for day, on_day in by_day(one, zone).items():
        left = min(on_day, DAY_MOST - there.get(day, 0), MOST - minutes)
        minutes += max(left, 0)
        if left < on_day:
            break
    return Span(one.began, one.began + minutes * MINUTE)


def helped(
    *, accepted: datetime, agreed: datetime | None, done: datetime, minutes: int
) -> Span | None:
    """When somebody who helped with a request did so: nobody served before they had accepted.

    From the agreed time on where the minutes fit before it was done, else the minutes before it
    was done. None when there was no minute between accepting and done.
    """
    begins, ends = span(accepted, 0).began, span(done, 0).began
    if agreed and begins <= agreed and agreed + minutes * MINUTE <= ends:
        return span(agreed, minutes)
    one = Span(max(begins, ends - minutes * MINUTE), ends)
    return one if one.minutes >= LEAST else None


def may_confirm(person: object, confirmer: object) -> bool:
    """Nobody confirms their own; `confirmer` is None for a resident without an account."""
    return confirmer is None or confirmer != person
