"""Recurring needs: each turn is a request of its own, shared among those who agreed.

States of a rota, the days on which it comes, whose turn it is. The order says who is *asked* next,
never who has to come: whoever declines, swaps or stands back loses nothing by it (志愿服务条例 25).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from last500.base.marking import N_


class State(StrEnum):
    ASKED = "asked"  # arranged by the desk; the household has not yet said yes
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


ALLOWED: Mapping[State, frozenset[State]] = {
    State.ASKED: frozenset({State.RUNNING, State.ENDED}),
    State.RUNNING: frozenset({State.PAUSED, State.ENDED}),
    State.PAUSED: frozenset({State.RUNNING, State.ENDED}),
    State.ENDED: frozenset(),
}
LIVE = frozenset({State.ASKED, State.RUNNING, State.PAUSED})
AGREED = frozenset({State.RUNNING, State.PAUSED})
STATE_WORDS: Mapping[State, str] = {
    State.ASKED: N_("等住户同意"),
    State.RUNNING: N_("在轮"),
    State.PAUSED: N_("歇着"),
    State.ENDED: N_("结束了"),
}


class TurnState(StrEnum):
    PLANNED = "planned"
    PLACED = "placed"  # it has its request; how far that has come is the request's to say
    SKIPPED = "skipped"


class Seat(StrEnum):
    INVITED = "invited"
    JOINED = "joined"
    LEFT = "left"


class Swap(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    OVER = "over"  # refused, taken back, or no longer possible


class Kind(StrEnum):
    WEEKS = "weeks"
    MONTHS = "months"


LAST = 5  # of the weekdays of a month: the last one
MOST_WEEKS = 8
LONGEST = timedelta(days=366)  # a household says yes anew once a year
HORIZON = timedelta(days=70)  # how far ahead turns stand on the pages
MOST_TURNS = 12
MOST_SEATS = 20
PAUSES = (14, 30, 90)
INVITED_FOR = timedelta(days=30)
ENDS_SOON = timedelta(days=30)


@dataclass(frozen=True)
class Pattern:
    """Every so many weeks on a weekday, or on the n-th weekday of each month.

    `weekday` 0 is Monday; `start` in minutes from midnight; weeks are counted from the first
    fitting day on or after `anchor`. Raises ValueError on what is no pattern.
    """

    kind: str
    every: int
    weekday: int
    nth: int
    start: int
    anchor: date

    def __post_init__(self) -> None:
        weeks = self.kind == Kind.WEEKS and 1 <= self.every <= MOST_WEEKS
        months = self.kind == Kind.MONTHS and 1 <= self.nth <= LAST
        if not (weeks or months) or not 0 <= self.weekday <= 6 or not 0 <= self.start < 24 * 60:
            raise ValueError("no pattern")

    @property
    def is_weekly(self) -> bool:
        return self.kind == Kind.WEEKS and self.every == 1


# How often, as one code: every so many weeks, or the n-th weekday of a month.
EVERY_WORDS: Mapping[str, str] = {
    "w1": N_("每周"),
    "w2": N_("每两周"),
    "w3": N_("每三周"),
    "w4": N_("每四周"),
    "m1": N_("每月第一个"),
    "m2": N_("每月第二个"),
    "m3": N_("每月第三个"),
    "m4": N_("每月第四个"),
    "m5": N_("每月最后一个"),
}


def pattern_of(every: str, weekday: int, start: int, anchor: date) -> Pattern:
    """The pattern of such a code. Raises ValueError on what is no pattern."""
    kind, number = every[0], int(every[1:])
    if kind == "w":
        return Pattern(Kind.WEEKS, number, weekday, 0, start, anchor)
    return Pattern(Kind.MONTHS, 1, weekday, number, start, anchor)


def every_code(pattern: Pattern) -> str:
    return f"w{pattern.every}" if pattern.kind == Kind.WEEKS else f"m{pattern.nth}"


def days(pattern: Pattern, since: date, until: date) -> list[date]:
    """The days of a pattern from `since` to `until`, both included; none before its anchor."""
    start = max(since, pattern.anchor)
    found = _weeks(pattern, start) if pattern.kind == Kind.WEEKS else _months(pattern, start)
    wanted: list[date] = []
    for day in found:
        if day > until:
            break
        wanted.append(day)
    return wanted


def _weeks(pattern: Pattern, start: date) -> Iterator[date]:
    first = pattern.anchor + timedelta((pattern.weekday - pattern.anchor.weekday()) % 7)
    step = 7 * pattern.every
    behind = max(0, (start - first).days)
    day = first + timedelta(-(-behind // step) * step)
    while True:
        yield day
        day += timedelta(step)


def _months(pattern: Pattern, start: date) -> Iterator[date]:
    year, month = start.year, start.month
    while True:
        day = nth_weekday(year, month, pattern.weekday, pattern.nth)
        if day >= start:
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The n-th weekday of a month; with LAST the last one."""
    if nth == LAST:
        after = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
        return after - timedelta((after.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def lead_days(pattern: Pattern) -> int:
    """How many days before its day a turn is placed and its helpers are asked."""
    return 4 if pattern.is_weekly else 7


def answer_days(pattern: Pattern) -> int:
    """How many days those whose turn it is have for an answer, before the next is asked too."""
    return 1 if pattern.is_weekly else 3


# ---- whose turn it is ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """One who has joined: `joined` is the order of joining, `last_on` the day of the last turn
    they were asked for and `last_place` their place among those asked with them, so that who was
    first is first again; `away` are days on which they rest or have another turn."""

    person: UUID
    joined: int
    last_on: date | None = None
    last_place: int = 0
    away: frozenset[date] = frozenset()


def in_order(members: Iterable[Member], on: date, just_done: Collection[UUID] = ()) -> list[Member]:
    """Who may be asked for this day, first those whose last turn lies furthest back.

    Whoever had the turn before (`just_done`) comes after all others who can.
    """
    free = [one for one in members if on not in one.away]
    return sorted(
        free,
        key=lambda one: (
            one.person in just_done,
            one.last_on or date.min,
            one.last_place,
            one.joined,
        ),
    )


def plan(
    on_days: Sequence[date],
    members: Iterable[Member],
    wanted: int,
    *,
    just_done: Collection[UUID] = (),
    fixed: Mapping[date, Collection[UUID]] | None = None,
) -> dict[date, tuple[UUID, ...]]:
    """Who is planned for each day, the days in order; `fixed` days stay as two have swapped them.

    Fewer than `wanted` where fewer can; nobody where nobody can.
    """
    seats = {one.person: one for one in members}
    before = frozenset(just_done)
    planned: dict[date, tuple[UUID, ...]] = {}
    for on in sorted(on_days):
        if fixed and on in fixed:
            chosen = tuple(fixed[on])
        else:
            chosen = tuple(one.person for one in in_order(seats.values(), on, before)[:wanted])
        planned[on] = chosen
        for number, person in enumerate(chosen):
            if person in seats:
                seats[person] = _moved(seats[person], on, number)
        before = frozenset(chosen)
    return planned


def _moved(member: Member, on: date, place: int) -> Member:
    if member.last_on and member.last_on > on:
        return member
    return replace(member, last_on=on, last_place=place)


# ---- who says what -------------------------------------------------------------------------------


class Role(StrEnum):
    HOUSEHOLD = "household"
    DESK = "desk"  # in its own matter, or entering what the household said to it
    MEMBER = "member"
    CLOCK = "clock"


class Action(StrEnum):
    ARRANGE = "arrange"
    AGREE = "agree"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME = "resume"
    RENEW = "renew"
    END = "end"
    JOIN = "join"
    LEAVE = "leave"
    SWAP = "swap"


# How a household's yes may come; the first is its own press on its own page.
OWN_PAGE = "own_page"
TOLD_THE_DESK = ("said_on_phone", "signed_paper", "said_in_person")
WAYS = (OWN_PAGE, *TOLD_THE_DESK)
