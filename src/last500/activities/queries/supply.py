"""Places that stand in a street on each day, and helpers who are free: sums, never persons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from last500.activities import spreading
from last500.activities.models import Role
from last500.activities.plan import Plan
from last500.activities.rules import Side, State
from last500.activities.spreading import Crowded, Figures, FreeTime
from last500.base import clock
from last500.base.scope import everything
from last500.places.models import Place
from last500.places.rules import Level, branch, official_path
from last500.posts import rules as post_rules
from last500.posts.models import Post
from last500.posts.queries.days import gaps_of, is_off
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as ReportInState

LOOKED_AT, POSTS_MOST = 3000, 500
SHOWN = 5


@dataclass(frozen=True)
class Spread:
    """What an organiser sees of one crowded day: the figures of it and of three others."""

    day: date
    why: Crowded
    name: str
    figures: Figures
    proposed: tuple[Figures, ...]


def street_of(place: Place) -> str:
    return official_path(place.path, Level.STREET) or place.path


def figures(place: Place, days: Sequence[date], start: int, end: int) -> dict[date, Figures]:
    """Of each day, around this place. Three statements, and the calendar's."""
    path = street_of(place)
    standing = _places_at_activities(path, days) + _places_at_posts(path, days)
    free = spreading.count_free(_helpers(path), days, start, end)
    return {day: Figures(day, standing[day], free[day]) for day in days}


def _places_at_activities(path: str, days: Sequence[date]) -> Counter[date]:
    first = clock.start_of(min(days))
    last = clock.start_of(max(days)) + clock.DAY
    rows = Role.objects.filter(
        side=Side.HELPER,
        activity__state=State.OPEN,
        activity__place__path__range=branch(path),
        starts_at__gte=first,
        starts_at__lt=last,
    )
    found: Counter[date] = Counter()
    for starts_at, places in rows.values_list("starts_at", "places"):
        found[clock.local(starts_at).date()] += places
    return found


def _places_at_posts(path: str, days: Sequence[date]) -> Counter[date]:
    found: Counter[date] = Counter()
    for post in Post.objects.open().under(path).order_by("pk")[:POSTS_MOST]:
        on = post_rules.dates(
            post.rhythm, min(days), max(days), gaps=gaps_of(post), is_off=is_off(post)
        )
        for day in on:
            found[day] += post.places
    return found


def _helpers(path: str) -> list[FreeTime]:
    """Free time of whoever is reported in below: read in the house's own name, told as sums."""
    with everything("how many are free on a day: a sum, told from five on"):
        rows = ReportIn.objects.filter(
            state=ReportInState.CONFIRMED,
            place__path__range=branch(path),
            person__restricted_at=None,
        )
        rows = rows.only("free", "differing", "paused_until").order_by("pk")
        return [FreeTime(row.windows, row.other_days, row.paused_until) for row in rows[:LOOKED_AT]]


def spread(place: Place, plan: Plan, days: Sequence[date]) -> list[Spread]:
    """The crowded ones of these days (at most five), each with three that are not."""
    wanted = sum(role.places for role in plan.roles if role.side == Side.HELPER)
    around = sorted({one for day in days for one in spreading.window(day, clock.today())})
    known = figures(place, around, plan.start, plan.start + plan.minutes)
    found = []
    for day in days:
        near = {one: known[one] for one in spreading.window(day, clock.today())}
        why = spreading.crowded(day, near, wanted)
        if why is not None:
            others = tuple(spreading.propose(day, near, wanted, but=days))
            found.append(Spread(day, why, spreading.name_of(day), known[day], others))
    return found[:SHOWN]
