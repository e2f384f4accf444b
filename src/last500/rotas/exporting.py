"""Rotas as a table that can be taken away: when, what for and where, never who or which door.

What comes regularly to which building says something of a household: each row is somebody's, so
that it is written down for them and many of them take a second person (decision 0018).
"""

from collections.abc import Iterator

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch
from last500.rotas import importing
from last500.rotas.models import Rota, RotaQuerySet

# Beside what can be read back: how it stands.
STANDS = {"state": N_("状态"), "agreed_how": N_("住户怎么同意的")}


def _wanted(actor: Actor, place: Place) -> RotaQuerySet:
    return Rota.objects.arranged_by(actor).live().filter(place__path__range=branch(place.path))


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = _wanted(actor, place).select_related("place", "building", "contact")
    for rota in wanted.order_by("place__path", "made_at")[:most]:
        cells = importing.cells_of(rota) | {"state": rota.state, "agreed_how": rota.agreed_how}
        yield Row(
            cells=tuple(cells.values()),
            about=rota.pk,
            contact=rota.contact_id,
            person=rota.contact.person_id,
        )


TABLE = Table(
    code="rotas",
    name=N_("轮值"),
    columns=(*importing.TOLD.values(), *STANDS.values()),
    fields="building,text",
    permission=Permission.ROTA_ARRANGE,
    count=count,
    rows=rows,
    dated=False,
    keys=(*importing.TOLD, *STANDS),
)
