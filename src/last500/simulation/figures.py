"""A street's own figures, as the model needs them: counts of places, never a datum of a person.

Small groups are told as five (`stats.rules.SMALLEST_GROUP`), so that nobody can be counted out of
them; what a street has too few of is filled in from behaviour.toml, and `filled` says what.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Min, Sum, When
from django.db.models.functions import Substr

from last500.base import clock
from last500.base.scope import everything
from last500.places.models import Place
from last500.places.queries import mode_of
from last500.places.rules import OFFICIAL, STEP, Level, branch
from last500.reportin.models import ReportIn
from last500.service_requests.categories import BY_CODE
from last500.simulation.behaviour import Behaviour, load
from last500.simulation.rules import mode_code
from last500.simulation.town import Community, Street
from last500.stats.models import DayFigure
from last500.stats.rules import SMALLEST_GROUP, Measure

WINDOW = 180  # days looked back at the most
WINDOW_LEAST = 28
# Below so many in the window their pace and their kinds say nothing yet.
REQUESTS_LEAST = 30
TO_COMMUNITY = STEP * (OFFICIAL.index(Level.COMMUNITY) + 1)
# Placed, but nobody was looked for.
LEFT_OUT = (
    Measure.DECLINED, Measure.REFERRED, Measure.EMERGENCY, Measure.WITHDRAWN, Measure.MERGED,
)  # fmt: skip
MEMBERS, PACE, KINDS = "members", "requests", "kinds"


@dataclass(frozen=True)
class Figures:
    """`requests`: those of the window for which somebody was looked for, over `days` days."""

    street: Street
    few: frozenset[str]  # names of communities told as five
    requests: int
    days: int
    mode: str
    filled: tuple[str, ...]  # what comes from behaviour.toml

    def as_json(self) -> dict[str, Any]:
        return {
            "communities": [
                [c.name, c.members, round(c.requests, 4), c.compounds, c.name in self.few]
                for c in self.street.communities
            ],
            "kinds": [list(one) for one in self.street.kinds],  # PostgreSQL orders keys anew
            "requests": self.requests,
            "days": self.days,
            "mode": self.mode,
            "filled": list(self.filled),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Figures":
        rows = kept["communities"]
        return cls(
            street=Street(
                tuple(Community(*row[:4]) for row in rows),
                tuple((code, share) for code, share in kept["kinds"]),
            ),
            few=frozenset(row[0] for row in rows if row[4]),
            requests=kept["requests"],
            days=kept["days"],
            mode=kept["mode"],
            filled=tuple(kept["filled"]),
        )


@dataclass(frozen=True)
class Counted:
    """What the tables say, by the path of a community and the code of a kind."""

    names: Mapping[str, str]
    compounds: Counter[str]
    helpers: Counter[str]
    requests: Counter[tuple[str, str]]
    first: date | None

    def of_community(self, path: str) -> int:
        return sum(n for (where, _kind), n in self.requests.items() if where == path)

    def by_kind(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (_where, kind), n in self.requests.items():
            found[kind] += n
        return found


def figures_of(street: Place) -> Figures:
    """Four statements, however large the street."""
    with everything("a street's figures for a trial: counts, none of people below five"):
        counted = Counted(*_places(street), _helpers(street), *_requests(street))
    return told(counted, today=clock.today(), mode=mode_code(mode_of(street)), usual=load())


def _places(street: Place) -> tuple[dict[str, str], Counter[str]]:
    rows = Place.objects.current().under(street.path)
    rows = rows.filter(level__in=[Level.COMMUNITY, Level.COMPOUND]).order_by("path")
    names: dict[str, str] = {}
    compounds: Counter[str] = Counter()
    for level, path, name in rows.values_list("level", "path", "name"):
        if level == Level.COMMUNITY:
            names[path] = name
        else:
            compounds[path[:TO_COMMUNITY]] += 1
    return names, compounds


def _community_of(column: str) -> Substr:
    return Substr(column, 1, TO_COMMUNITY)


def _helpers(street: Place) -> Counter[str]:
    rows = ReportIn.objects.filter(state="confirmed", place__path__range=branch(street.path))
    by_community = rows.order_by().annotate(where=_community_of("place__path")).values("where")
    return Counter({row["where"]: row["n"] for row in by_community.annotate(n=Count("pk"))})


def _requests(street: Place) -> tuple[Counter[tuple[str, str]], date | None]:
    today = clock.today()
    rows = DayFigure.objects.filter(
        place__path__range=branch(street.path),
        day__range=(today - WINDOW * clock.DAY, today - clock.DAY),
        measure__in=[Measure.PLACED, *LEFT_OUT],
    )
    sign = Case(When(measure=Measure.PLACED, then=1), default=-1, output_field=IntegerField())
    rows = rows.order_by().annotate(where=_community_of("place__path"), sign=sign)
    keys = ("where", "category")
    summed = rows.values(*keys).annotate(n=Sum(F("count") * F("sign")), first=Min("day"))
    counted: Counter[tuple[str, str]] = Counter()
    first: date | None = None
    for row in summed:
        counted[row["where"], row["category"]] = max(0, row["n"])
        first = min(first or row["first"], row["first"])
    return counted, first


def told(counted: Counted, *, today: date, mode: str, usual: Behaviour) -> Figures:
    """What a trial is given; pure."""
    days = min(WINDOW, max(WINDOW_LEAST, (today - counted.first).days)) if counted.first else WINDOW
    paths = list(counted.names)
    total = sum(counted.of_community(path) for path in paths)
    filled = [] if sum(counted.helpers[path] for path in paths) else [MEMBERS]
    if total < REQUESTS_LEAST:
        filled += [PACE, KINDS]
    communities = tuple(_community(counted, path, days, filled, usual) for path in paths)
    return Figures(
        street=Street(communities, _kinds(counted, filled, usual)),
        few=frozenset(
            counted.names[path]
            for path in paths
            if MEMBERS not in filled and counted.helpers[path] < SMALLEST_GROUP
        ),
        requests=total,
        days=days,
        mode=mode,
        filled=tuple(filled),
    )


def _community(
    counted: Counted, path: str, days: int, filled: list[str], usual: Behaviour
) -> Community:
    members = max(SMALLEST_GROUP, counted.helpers[path])
    if MEMBERS in filled:
        members = max(SMALLEST_GROUP, round(usual("street.members") / usual("street.communities")))
    requests = counted.of_community(path) / days
    if PACE in filled:
        requests = members * usual("street.requests_a_day") / usual("street.members")
    return Community(counted.names[path], members, requests, max(1, counted.compounds[path]))


def _kinds(counted: Counted, filled: list[str], usual: Behaviour) -> tuple[tuple[str, float], ...]:
    """Of a hundred, in the order of our kinds."""
    if KINDS in filled:
        return tuple(usual.group("requests.kinds").items())
    by_kind = counted.by_kind()
    known = {code: by_kind[code] for code in BY_CODE if by_kind[code]}
    return tuple((code, round(100 * n / sum(known.values()), 2)) for code, n in known.items())
