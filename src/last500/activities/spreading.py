"""Which dates are crowded, and which ones nearby are free with likely supply. Pure.

A figure is how many places for helpers stand on a day in the street against how many helpers are
free then; helpers are counted, never named, and fewer than five are "a few" (rules.shown_count).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from last500.base.marking import N_
from last500.reportin import week
from last500.reportin.week import OtherDays, Window

# Days on which everybody would do something (month, day).
NAMED: Mapping[tuple[int, int], str] = {
    (1, 1): N_("元旦"),
    (3, 5): N_("学雷锋日"),
    (7, 1): N_("“七一”"),
}
AROUND = timedelta(days=21)
SOONEST = timedelta(days=2)  # nobody plans for tomorrow
PROPOSED = 3
USUAL_TIMES, USUAL_LEAST = 2, 10


class Crowded(StrEnum):
    NAMED = "named"
    SHORT = "short"  # more places stand than helpers are free
    UNUSUAL = "unusual"  # twice what stands on a day around it


CROWDED_WORDS: Mapping[Crowded, str] = {
    Crowded.NAMED: N_("这一天大家都爱办活动"),
    Crowded.SHORT: N_("这一天要的人比有空的人还多"),
    Crowded.UNUSUAL: N_("这一天已经排了不少"),
}


@dataclass(frozen=True)
class Figures:
    """Of one day: places for helpers that stand, and helpers who are free at that time."""

    day: date
    places: int
    free: int

    def load(self, wanted: int) -> float:
        """Places for each free helper, with those that would come on top."""
        return (self.places + wanted) / max(1, self.free)


def name_of(day: date) -> str:
    return NAMED.get((day.month, day.day), "")


def window(day: date, today: date) -> list[date]:
    """The days around that could be chosen instead, and the day itself."""
    first = max(day - AROUND, today + SOONEST)
    days = [first + timedelta(n) for n in range((day + AROUND - first).days + 1)]
    return days if day in days else [day, *days]


def crowded(day: date, figures: Mapping[date, Figures], wanted: int) -> Crowded | None:
    """Why this day is a bad choice; None where it is not."""
    if name_of(day):
        return Crowded.NAMED
    here = figures[day]
    if here.places and here.places + wanted > here.free:
        return Crowded.SHORT
    others = [one.places for one in figures.values() if one.day != day]
    usual = median(others) if others else 0
    if here.places >= max(USUAL_LEAST, USUAL_TIMES * usual + 1):
        return Crowded.UNUSUAL
    return None


def propose(
    day: date, figures: Mapping[date, Figures], wanted: int, *, but: Collection[date] = ()
) -> list[Figures]:
    """Three days nearby that are not crowded and on which enough are free, in order.

    Chosen by the fewest places for each free helper; among equals the nearest, then the later.
    """
    fitting = [
        one
        for one in figures.values()
        if one.day != day
        and one.day not in but
        and one.free >= max(1, wanted)
        and crowded(one.day, figures, wanted) is None
    ]
    fitting.sort(key=lambda one: (one.load(wanted), abs(one.day - day), -one.day.toordinal()))
    return sorted(fitting[:PROPOSED], key=lambda one: one.day)


# ---- supply -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FreeTime:
    """When one helper is free; nothing of whom."""

    windows: Sequence[Window]
    others: Sequence[OtherDays] = ()
    paused_until: date | None = None

    def covers(self, day: date, start: int, end: int) -> bool:
        """Free for the whole of it. Minutes from midnight."""
        if self.paused_until is not None and day < self.paused_until:
            return False
        spans = week.free_on(self.windows, self.others, day)
        return any(begin <= start and end <= until for begin, until in spans)


def count_free(
    helpers: Iterable[FreeTime], days: Sequence[date], start: int, end: int
) -> dict[date, int]:
    """How many of them are free from `start` to `end` on each of these days."""
    found = dict.fromkeys(days, 0)
    by_weekday: dict[int, list[date]] = {}
    for day in days:
        by_weekday.setdefault(day.weekday(), []).append(day)
    for helper in helpers:
        if helper.others or helper.paused_until:
            for day in days:
                found[day] += helper.covers(day, start, end)
            continue
        for weekday, same in by_weekday.items():
            if helper.covers(same[0], start, end):
                for day in by_weekday[weekday]:
                    found[day] += 1
    return found
