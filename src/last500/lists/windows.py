"""When a resource can be had: weekly windows, exceptions, notice, longest booking. Pure.

Times are minutes of a day on the residents' wall clock; whoever calls turns them into moments.
A resource without any window is to be had by agreement, at any hour.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

DAY = 24 * 60
AHEAD_DAYS = 183  # nobody blocks a room for longer ahead
SHORTEST = 15  # minutes
Span = tuple[int, int]


@dataclass(frozen=True, order=True)
class Window:
    """Every week on this weekday (Monday is 0) from minute to minute of the day."""

    weekday: int
    start: int
    end: int

    @property
    def fits(self) -> bool:
        return 0 <= self.weekday <= 6 and 0 <= self.start < self.end <= DAY


@dataclass(frozen=True)
class Hours:
    """`days` names single dates with spans of their own; an empty one is closed all day.

    `notice` in minutes before the start; `longest` in minutes, 0 is as long as it is open.
    """

    windows: tuple[Window, ...] = ()
    days: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    notice: int = 0
    longest: int = 0


@dataclass(frozen=True)
class Slot:
    """From minute to minute of one day."""

    on: date
    start: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.start


class Hindrance(StrEnum):
    """Why a slot cannot be had, as a code; sentences.py has the words."""

    BACKWARDS = "backwards"
    SHORT = "short"
    LONG = "long"
    NOTICE = "notice"
    PAST = "past"
    FAR = "far"
    CLOSED = "closed"
    TAKEN = "taken"


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same minutes in as few spans as possible, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def open_on(hours: Hours, on: date) -> list[Span]:
    """When it is open on this day; an exception stands in the place of the week."""
    if on in hours.days:
        return joined(hours.days[on])
    if not hours.windows:
        return [(0, DAY)]
    return joined((w.start, w.end) for w in hours.windows if w.weekday == on.weekday())


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What of the spans is left beside what is taken."""
    left = list(spans)
    for start, end in taken:
        left = [
            part
            for a, b in left
            for part in ((a, min(b, start)), (max(a, end), b))
            if part[0] < part[1]
        ]
    return sorted(left)


def minutes_ahead(slot: Slot, now: datetime) -> int:
    """From `now` on the same wall clock until the slot begins."""
    return (slot.on - now.date()).days * DAY + slot.start - (now.hour * 60 + now.minute)


def free_on(hours: Hours, on: date, taken: Iterable[Span], now: datetime) -> list[Slot]:
    """What may still be booked on this day, with the notice that is asked for."""
    days = (on - now.date()).days
    if not 0 <= days <= AHEAD_DAYS:
        return []
    first = now.hour * 60 + now.minute + hours.notice - days * DAY
    spans = without(open_on(hours, on), taken)
    kept = [(max(start, first), end) for start, end in spans]
    return [Slot(on, start, end) for start, end in kept if end - start >= SHORTEST]


def hindrance(hours: Hours, slot: Slot, taken: Sequence[Span], now: datetime) -> Hindrance | None:
    """Why this slot cannot be booked; None when it can."""
    shape = _shape(hours, slot)
    if shape is not None:
        return shape
    ahead = minutes_ahead(slot, now)
    if ahead < 0:
        return Hindrance.PAST
    if ahead < hours.notice:
        return Hindrance.NOTICE
    if (slot.on - now.date()).days > AHEAD_DAYS:
        return Hindrance.FAR
    if not any(start <= slot.start and slot.end <= end for start, end in open_on(hours, slot.on)):
        return Hindrance.CLOSED
    overlaps = any(start < slot.end and slot.start < end for start, end in taken)
    return Hindrance.TAKEN if overlaps else None


def _shape(hours: Hours, slot: Slot) -> Hindrance | None:
    if slot.end <= slot.start or slot.start < 0 or slot.end > DAY:
        return Hindrance.BACKWARDS
    if slot.minutes < SHORTEST:
        return Hindrance.SHORT
    return Hindrance.LONG if hours.longest and slot.minutes > hours.longest else None


def hindrance_of_days(hours: Hours, first: date, last: date, now: datetime) -> Hindrance | None:
    """The same for goods, which are lent for whole days; how many are left is counted elsewhere."""
    if last < first:
        return Hindrance.BACKWARDS
    if hours.longest and (last - first).days + 1 > max(1, hours.longest // DAY):
        return Hindrance.LONG
    if first < now.date():
        return Hindrance.PAST
    opening = min((start for start, _end in open_on(hours, first)), default=0)
    if hours.notice and minutes_ahead(Slot(first, opening, DAY), now) < hours.notice:
        return Hindrance.NOTICE
    if (last - now.date()).days > AHEAD_DAYS:
        return Hindrance.FAR
    closed = not open_on(hours, first) or not open_on(hours, last)
    return Hindrance.CLOSED if closed else None


def month_of(year: int, month: int) -> list[list[date]]:
    """The weeks of a month from Monday on, with the days around it that fill them."""
    first = date(year, month, 1)
    start = first - timedelta(days=first.weekday())
    weeks = []
    while start < first or start.month == month:
        weeks.append([start + timedelta(days=n) for n in range(7)])
        start += timedelta(days=7)
    return weeks


def hours_words(minute: int) -> str:
    """9:00, 24:00."""
    return f"{minute // 60}:{minute % 60:02d}"
