"""Teams as a table that can be taken away and read back: what they do, how many are in them, no
person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch
from last500.teams import importing
from last500.teams.models import Team

# Beside what can be read back: how it stands.
STANDS = {
    "state": N_("状态"),
    "members": N_("人数"),
    "led": N_("有没有队长"),
    "consented_on": N_("居委会同意的日子"),
    "founded_on": N_("建队的日子"),
}

MOST = 2000


def _wanted(actor: Actor, place: Place) -> QuerySet[Team]:
    return Team.objects.visible_to(actor).filter(place__path__range=branch(place.path))


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = _wanted(actor, place).select_related("place")
    for team in wanted.order_by("place__path", "founded_at")[:most]:
        cells = _told(team) | {"open": "yes" if team.is_open else "no"}
        cells["led"] = "yes" if cells["led"] else "no"
        yield Row(cells=tuple(cells.values()), about=team.pk)


def _told(team: Team) -> dict[str, Any]:
    return importing.cells_of(team) | {
        "state": team.state,
        "members": team.taken,
        "led": team.leader_id is not None,
        "consented_on": _day(team.consented_at),
        "founded_on": _day(team.founded_at),
    }


def as_json(actor: Actor, place: Place) -> dict[str, Any]:
    """The documented form (docs/formats.md): plain values, no person."""
    wanted = _wanted(actor, place).select_related("place")
    return {
        "format": importing.FORMAT,
        "teams": [_told(team) for team in wanted.order_by("place__path", "founded_at")[:MOST]],
    }


def _day(moment: datetime | None) -> str:
    return f"{clock.local(moment):%Y-%m-%d}" if moment else ""


TABLE = Table(
    code="teams",
    name=N_("服务队"),
    columns=(*importing.TOLD.values(), *STANDS.values()),
    fields="",
    permission=Permission.TEAM_ARRANGE,
    count=count,
    rows=rows,
    dated=False,
    keys=(*importing.TOLD, *STANDS),
)
