"""Where one compound stands on its path. Every question takes one compound; there is none that
takes several: a path is its compound's own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Subquery, UUIDField

from last500.activities.queries import held_first
from last500.base import clock
from last500.base.actor import Actor
from last500.consultations.queries import published_first as consulted_first
from last500.councils.queries import minuted_first
from last500.covenants.queries import in_force_first
from last500.grids.queries import yes_first
from last500.ledger.queries import published_first as stated_first
from last500.organisations.queries import desk_with_holders
from last500.organisations.rules import Permission
from last500.paths import rules
from last500.paths.models import Aside, FirstYear
from last500.paths.rules import Fact, Kind, Stone, Year
from last500.places.models import Place
from last500.resolutions.queries import done_first, looked_back_first
from last500.votes.queries import published_first as voted_first

ASIDES_MOST = 100


@dataclass(frozen=True)
class Source:
    """What walks a step: the rows of another app, their day, what leads there and how it is
    called (both as fields of the row; `title` may be empty)."""

    kind: Kind
    rows: Callable[[Place], QuerySet[Any]]
    day: str
    key: str = "pk"
    title: str = ""


def _minuted(compound: Place) -> QuerySet[Any]:
    return minuted_first(compound, rules.LEADERS_LEAST)


SOURCES = (
    Source(Kind.ACTIVITY, held_first, "ends_at", title="title"),
    Source(Kind.SEAT, yes_first, "at"),
    Source(Kind.RESOLUTION, done_first, "done_at", title="title"),
    Source(Kind.MEETING, _minuted, "published_at", title="title"),
    Source(Kind.COVENANT, in_force_first, "in_force_on"),
    Source(Kind.STATEMENT, stated_first, "posted_from"),
    Source(Kind.CONSULTATION, consulted_first, "published_at", title="title"),
    Source(Kind.VOTE, voted_first, "published_at", title="title"),
    Source(Kind.REVIEW, looked_back_first, "at", "resolution", "resolution__title"),
)


@dataclass(frozen=True)
class Path:
    """`asides`: the whole history of what was put aside, the latest first."""

    compound: Place
    stones: list[Stone]
    year: Year | None
    asides: list[Aside]

    @property
    def next(self) -> Stone | None:
        return next((one for one in self.stones if one.stand == rules.Stand.NEXT), None)

    def stone(self, code: str) -> Stone | None:
        return next((one for one in self.stones if one.step.code == code), None)

    def put_aside(self, code: str) -> Aside | None:
        found = (one for one in self.asides if one.step == code and one.taken_up_at is None)
        return next(found, None)


def path_of(compound: Place) -> Path:
    """Two statements: what was really done, asked of every app at once; what was put aside."""
    row = _asked(compound)
    facts = [fact for source in SOURCES if (fact := _fact(source, row)) is not None]
    asides = list(Aside.objects.filter(compound=compound).order_by("-put_at")[:ASIDES_MOST])
    aside = frozenset(one.step for one in asides if one.taken_up_at is None)
    begun_on = row["begun_on"]
    year = Year(begun_on, clock.today()) if begun_on else None
    return Path(compound, rules.stones(rules.earliest(facts), aside), year, asides)


def _asked(compound: Place) -> dict[str, Any]:
    begun = FirstYear.objects.filter(compound=compound)
    found = {"begun_on": Subquery(begun.values("begun_on")[:1])}
    for source in SOURCES:
        rows, kind = source.rows(compound), source.kind
        found[f"{kind}_day"] = Subquery(rows.values(source.day)[:1])
        found[f"{kind}_key"] = Subquery(rows.values(source.key)[:1], output_field=UUIDField())
        if source.title:
            found[f"{kind}_title"] = Subquery(rows.values(source.title)[:1])
    return Place.objects.filter(pk=compound.pk).annotate(**found).values(*found).get()


def _fact(source: Source, row: dict[str, Any]) -> Fact | None:
    day = row[f"{source.kind}_day"]
    if day is None:
        return None
    title = row.get(f"{source.kind}_title") or ""
    return Fact(source.kind, _day_of(day), str(row[f"{source.kind}_key"]), title)


def _day_of(moment: date | datetime) -> date:
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


def serves(actor: Actor, compound: Place) -> bool:
    """Whether the actor holds the desk that serves this compound: its own, or where it has none
    the one that answers for it. Whoever is further above does not decide here."""
    if not actor.may(Permission.TOPIC_HANDLE, compound.path):
        return False
    desk, _holders = desk_with_holders(compound)
    return any(
        one.path == desk.path and one.holds(Permission.TOPIC_HANDLE, compound.path)
        for one in actor.grants
    )
