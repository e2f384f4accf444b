"""Pairings as a table that can be taken away: how many stand where. Never a household."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.pairings.queries import counts
from last500.pairings.rules import State
from last500.places.models import Place

COLUMNS = (
    N_("小区"),
    N_("等着请人"),
    N_("在请邻居"),
    N_("结着对"),
    N_("结束了"),
    N_("不结了"),
    N_("没找到合适的人"),
)
# A line is about a place: it has no row of its own that somebody could look up.
OF_NOBODY = UUID(int=0)


def count(actor: Actor, place: Place, period: Period) -> int:
    return len(counts(actor, place))


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    found = counts(actor, place)
    named = Place.objects.in_bulk(list(found)[:most])
    for compound in sorted(named.values(), key=lambda one: one.path):
        line = found[compound.pk]
        yield Row(cells=(compound.name, *(line[state] for state in State)), about=OF_NOBODY)


def as_json(actor: Actor, place: Place) -> dict[str, Any]:
    """The documented form (docs/formats.md): counts of each compound."""
    found = counts(actor, place)
    named = sorted(Place.objects.in_bulk(list(found)).values(), key=lambda one: one.path)
    return {
        "format": "last500-pairings-1",
        "places": [{"place": compound.name, **found[compound.pk]} for compound in named],
    }


TABLE = Table(
    code="pairings",
    name=N_("结对的数目"),
    columns=COLUMNS,
    fields="",
    permission=Permission.PAIRING_ARRANGE,
    count=count,
    rows=rows,
    dated=False,
)
