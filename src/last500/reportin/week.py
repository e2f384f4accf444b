"""Free time: weekly windows, days that differ from the week, hours that are left in peace.

Minutes count from midnight, the end not included; days are dates where the residents live.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY_END = 24 * 60


@dataclass(frozen=True)
class Window:
    """Free time every week: day 0 is Monday, minutes from midnight, the end not included."""

    day: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.day <= 6 and 0 <= self.start < self.end <= DAY_END):
            raise ValueError(f"no time of the week: {self.day} {self.start}-{self.end}")


# Proposed first: neighbours meet after dinner and at weekends, outside office hours.
PARTS = {
    "morning": (8 * 60, 12 * 60),
    "afternoon": (13 * 60, 18 * 60),
    "evening": (18 * 60 + 30, 21 * 60),
}
PROPOSED = frozenset(
    {(day, "evening") for day in range(7)}
    | {(day, part) for day in (5, 6) for part in ("morning", "afternoon")}
)


def windows_from_parts(chosen: set[tuple[int, str]]) -> list[Window]:
    return [Window(day, *PARTS[part]) for day, part in sorted(chosen)]


def merged(windows: list[Window]) -> list[Window]:
    """Windows of the same day that touch or overlap become one."""
    result: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.day, w.start)):
        last = result[-1] if result else None
        if last and last.day == window.day and window.start <= last.end:
            result[-1] = Window(last.day, last.start, max(last.end, window.end))
        else:
            result.append(window)
    return result


Span = tuple[int, int]


def united(spans: Iterable[Span]) -> list[Span]:
    """Spans of one day that touch or overlap become one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def split(windows: Iterable[Window]) -> tuple[list[tuple[int, str]], list[Window]]:
    """What a page shows: windows that are exactly a part of a day, and all others as hours.

    Together they are the merged windows again, to the minute.
    """
    names = {times: name for name, times in PARTS.items()}
    parts, hours = [], []
    for window in merged(list(windows)):
        name = names.get((window.start, window.end))
        if name:
            parts.append((window.day, name))
        else:
            hours.append(window)
    return parts, hours


# ---- days that differ from the week -------------------------------------------------------------


@dataclass(frozen=True)
class OtherDays:
    """From `first` to `last` (both included): not free, or free as well from `start` to `end`."""

    first: date
    last: date
    free: bool = False
    start: int = 0
    end: int = DAY_END

    def __post_init__(self) -> None:
        if not (self.first <= self.last and 0 <= self.start < self.end <= DAY_END):
            raise ValueError(f"no days: {self.first}-{self.last} {self.start}-{self.end}")

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    def as_list(self) -> list[str | bool | int]:
        return [self.first.isoformat(), self.last.isoformat(), self.free, self.start, self.end]

    @classmethod
    def from_list(cls, kept: Sequence) -> "OtherDays":
        first, last, free, start, end = kept
        return cls(date.fromisoformat(first), date.fromisoformat(last), free, start, end)


DAYS_MOST = 30
DAYS_AHEAD = timedelta(days=366)


def free_on(windows: Iterable[Window], others: Sequence[OtherDays], day: date) -> list[Span]:
    """The free spans of one date: the week's, none of them on a day that was excepted, and what
    was added for this very day. An addition beats an exception: it names its minutes."""
    mine = [one for one in others if one.covers(day)]
    spans = [(one.start, one.end) for one in mine if one.free]
    if all(one.free for one in mine):
        spans += [(w.start, w.end) for w in windows if w.day == day.weekday()]
    return united(spans)


def is_away(others: Iterable[OtherDays], day: date) -> bool:
    """Whether the helper said that this day does not suit, and added nothing for it."""
    mine = [one for one in others if one.covers(day)]
    return bool(mine) and not any(one.free for one in mine)


def still_to_come(others: Iterable[OtherDays], today: date) -> list[OtherDays]:
    """Without what is over, the nearest first."""
    return sorted((o for o in others if o.last >= today), key=lambda o: (o.first, o.last))


# ---- hours that are left in peace ---------------------------------------------------------------

QUIET_FROM, QUIET_UNTIL = 21 * 60 + 30, 8 * 60


def quiet_until(start: int, end: int, local: datetime) -> datetime | None:
    """When the quiet hours end that hold this local moment; None outside of them.

    `start` and `end` are minutes; the same twice means none. They may run over midnight.
    """
    minute = local.hour * 60 + local.minute
    inside = start <= minute < end if start < end else start != end and not end <= minute < start
    if not inside:
        return None
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    morning = midnight + timedelta(minutes=end)
    return morning if minute < end else morning + timedelta(days=1)
