"""Reporting in: who may, free time as weekly windows, what a helper wishes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    MEMBER = "member"  # reported in from a unit party organisation
    VOLUNTEER = "volunteer"  # any neighbour who wants to help


class State(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


ALLOWED = {
    State.ASKED: {State.CONFIRMED, State.REFUSED, State.ENDED},
    State.CONFIRMED: {State.ENDED},
}
ACTIVE = frozenset({State.ASKED, State.CONFIRMED})


class Reach(StrEnum):
    """How far a helper is willing to go; their own word."""

    COMPOUND = "compound"
    COMMUNITY = "community"
    STREET = "street"


REACH_ORDER = (Reach.COMPOUND, Reach.COMMUNITY, Reach.STREET)


@dataclass(frozen=True)
class Window:
    """Free time every week: day 0 is Monday, minutes from midnight, the end not included."""

    day: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.day <= 6 and 0 <= self.start < self.end <= 24 * 60):
            raise ValueError(f"no time of the week: {self.day} {self.start}-{self.end}")

    def contains(self, day: int, minute: int) -> bool:
        return self.day == day and self.start <= minute < self.end


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


def parts_from_windows(windows: list[Window]) -> list[tuple[int, str]]:
    """The parts of days that lie wholly within these windows."""
    return [
        (day, part)
        for day in range(7)
        for part, (start, end) in PARTS.items()
        if any(w.day == day and w.start <= start and end <= w.end for w in windows)
    ]


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


def is_free(windows: list[Window], moment: datetime) -> bool:
    """Whether a local moment lies in one of the windows."""
    minute = moment.hour * 60 + moment.minute
    return any(window.contains(moment.weekday(), minute) for window in windows)


def is_paused(paused_until: date | None, today: date) -> bool:
    return paused_until is not None and today < paused_until
