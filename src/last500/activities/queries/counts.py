"""What was held: dates, places, people, by month and by project. Counts, and nobody's name.

On the desk's own page they stand whole; where they leave it, fewer than five are a few (words.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from last500.activities import rules
from last500.activities.models import Activity, Role, SignUp
from last500.activities.rules import Side
from last500.base import clock
from last500.base.actor import Actor
from last500.places.models import Place
from last500.projects.models import Project

Cell = tuple[date, UUID | None]  # a month by its first day, and a project or none
_KEYS = ("month", "role__activity__project")


@dataclass
class Tally:
    """Dates; on either side the places that were offered and the heads that took them; heads that
    came, by the organiser's tick or their own word."""

    dates: int = 0
    helper_places: int = 0
    helpers: int = 0
    guest_places: int = 0
    guests: int = 0
    came: int = 0

    def add(self, other: "Tally") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass
class Counts:
    """`cells` are not empty; titles of the projects in them by key."""

    cells: dict[Cell, Tally] = field(default_factory=dict)
    titles: dict[UUID, str] = field(default_factory=dict)

    def at(self, month: date, project: UUID | None) -> Tally:
        return self.cells.setdefault((month, project), Tally())

    def by_month(self) -> list[tuple[date, Tally]]:
        """The newest first."""
        found = _summed((month, one) for (month, _project), one in self.cells.items())
        return sorted(found.items(), reverse=True)

    def by_project(self) -> list[tuple[str, Tally]]:
        """In the order of their titles, never of their numbers; without a project comes last."""
        found = _summed((project, one) for (_month, project), one in self.cells.items())
        alone = found.pop(None, None)
        named = [(self.titles.get(key, ""), tally) for key, tally in found.items() if key]
        return [*sorted(named, key=lambda one: one[0]), *([("", alone)] if alone else [])]


def _summed(rows: Iterable[tuple[Any, Tally]]) -> dict[Any, Tally]:
    found: dict[Any, Tally] = {}
    for key, tally in rows:
        found.setdefault(key, Tally()).add(tally)
    return found


def held_by(actor: Actor, place: Place, since: date, until: date) -> QuerySet[Activity]:
    """Those the actor organises here that were held on these days, both included."""
    return (
        Activity.objects.run_by(actor)
        .under(place.path)
        .filter(
            state__in=rules.OVER,
            starts_at__gte=clock.start_of(since),
            starts_at__lt=clock.start_of(until) + clock.DAY,
        )
    )


def counts(actor: Actor, place: Place, since: date, until: date) -> Counts:
    """Four statements, however many dates."""
    found, held = Counts(), held_by(actor, place, since, until)
    months = held.annotate(month=_month("starts_at")).values("month", "project")
    for row in months.annotate(dates=Count("pk")).order_by():
        found.at(row["month"].date(), row["project"]).dates = row["dates"]
    _count_places(found, held)
    _count_people(found, held)
    wanted = {project for _month_, project in found.cells if project}
    found.titles = dict(Project.objects.filter(pk__in=wanted).values_list("pk", "title"))
    return found


def _month(column: str) -> TruncMonth:
    return TruncMonth(column, tzinfo=clock.ZONE)


def _count_places(found: Counts, held: QuerySet[Activity]) -> None:
    roles = Role.objects.filter(activity__in=held.values("pk"))
    rows = roles.annotate(month=_month("activity__starts_at"))
    for row in (
        rows.values("month", "activity__project", "side").annotate(n=Sum("places")).order_by()
    ):
        tally = found.at(row["month"].date(), row["activity__project"])
        if row["side"] == Side.HELPER:
            tally.helper_places += row["n"]
        else:
            tally.guest_places += row["n"]


def _count_people(found: Counts, held: QuerySet[Activity]) -> None:
    there = Q(came_at__isnull=False) | Q(here_at__isnull=False)
    rows = SignUp.objects.coming().filter(role__activity__in=held.values("pk"))
    rows = rows.annotate(month=_month("role__activity__starts_at"))
    for row in (
        rows.values(*_KEYS, "role__side")
        .annotate(n=Sum("heads"), came=Sum("heads", filter=there, default=0))
        .order_by()
    ):
        tally = found.at(row["month"].date(), row["role__activity__project"])
        if row["role__side"] == Side.HELPER:
            tally.helpers += row["n"]
        else:
            tally.guests += row["n"]
        tally.came += row["came"]
