"""Projects and activities of a place and of the places below it, for offices that see figures.

Counts, money in fen, places and dates; no person, and each place only beside itself. A number of
people below five is told to nobody above the desk.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from last500.activities.models import Activity, Role, SignUp
from last500.activities.rules import OVER, shown_count
from last500.base import clock
from last500.base.actor import Actor
from last500.places.models import Place
from last500.places.rules import branch
from last500.projects.models import BudgetLine, Project
from last500.projects.rules import State
from last500.stats.queries import above, child_of, place_with_figures

# Money of what was declined or given up is no longer planned.
STANDING = [state for state in State if state not in {State.DECLINED, State.GIVEN_UP}]
SINCE_DAYS = 365
_SUMS = ("planned", "own", "spent", "dates", "offered", "came")


@dataclass
class Tally:
    """Of one place: projects by state; fen that are planned, of them own shares, and spent; dates
    of activities held within a year, places offered at them, heads that came."""

    place: Place
    states: dict[str, int] = field(default_factory=dict)
    planned: int = 0
    own: int = 0
    spent: int = 0
    dates: int = 0
    offered: int = 0
    came: int = 0

    @property
    def projects(self) -> int:
        return sum(self.states.values())

    @property
    def silent(self) -> bool:
        return not (self.projects or self.dates)

    @property
    def came_shown(self) -> int | None:
        """None for fewer than five: a few."""
        return shown_count(self.came)


@dataclass
class ProjectBoard:
    whole: Tally
    below: list[Tally]
    above: list[Place]


def project_board(actor: Actor, place_id: int) -> ProjectBoard:
    """Six statements, however many places. Places below stand as on the board of requests."""
    here, below = place_with_figures(actor, place_id)
    found = {place.path: Tally(place) for place in below}
    whole = Tally(here)
    for path, values in _rows(here):
        for tally in (whole, found.get(path)):
            if tally is not None:
                _add(tally, values)
    shown = [tally for tally in found.values() if tally.place.closed_on is None or not tally.silent]
    shown.sort(key=lambda tally: (tally.place.code, tally.place.name, tally.place.pk))
    return ProjectBoard(whole, shown, above(actor, here))


def _add(tally: Tally, values: dict[str, Any]) -> None:
    if "state" in values:
        state = values["state"]
        tally.states[state] = tally.states.get(state, 0) + values["projects"]
    for name in _SUMS:
        setattr(tally, name, getattr(tally, name) + (values.get(name) or 0))


def _below(rows: QuerySet, column: str, place: Place) -> QuerySet:
    rows = rows.filter(**{f"{column}__range": branch(place.path)})
    return rows.annotate(child=child_of(column, place)).order_by()


def _rows(place: Place) -> list[tuple[str, dict[str, Any]]]:
    """(path of the place below, what was added up there): five statements."""
    standing = Q(state__in=STANDING)
    projects = _below(Project.objects.all(), "place__path", place).values("child", "state")
    lines = BudgetLine.objects.filter(project__state__in=STANDING)
    held = Activity.objects.filter(
        state__in=OVER, starts_at__gte=clock.now() - SINCE_DAYS * clock.DAY
    )
    there = Q(came_at__isnull=False) | Q(here_at__isnull=False)
    came = SignUp.objects.coming().filter(there, role__activity__in=held.values("pk"))
    roles = Role.objects.filter(activity__in=held.values("pk"))
    found = [
        projects.annotate(projects=Count("pk"), planned=Sum("total_fen", filter=standing)),
        _below(lines, "project__place__path", place)
        .values("child")
        .annotate(own=Sum("own_fen"), spent=Sum("spent_fen")),
        _below(held, "place__path", place).values("child").annotate(dates=Count("pk")),
        _below(roles, "activity__place__path", place)
        .values("child")
        .annotate(offered=Sum("places")),
        _below(came, "role__activity__place__path", place)
        .values("child")
        .annotate(came=Sum("heads")),
    ]
    return [(row.pop("child"), row) for rows in found for row in rows]
