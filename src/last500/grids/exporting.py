"""The seats of a branch as a table that can be taken away, and read back. It names nobody."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.grids.importing import COLUMNS
from last500.grids.models import Placement, Seat
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level, branch, path_steps

STANDS = N_("有没有人")


def _wanted(actor: Actor, place: Place) -> QuerySet[Seat]:
    return Seat.objects.of_desk(actor).filter(place__path__range=branch(place.path))


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    """Two statements: the seats, the places above them."""
    held = Placement.objects.holding().filter(seat=OuterRef("pk"))
    wanted = _wanted(actor, place).annotate(held=Exists(held)).select_related("place")
    seats = list(wanted.order_by("place__path", "kind", "number")[:most])
    keys = {key for seat in seats for key in path_steps(seat.place.path)}
    known = Place.objects.in_bulk(keys)
    for seat in seats:
        yield Row(cells=_cells(seat, known), about=seat.pk)


def _cells(seat: Seat, known: dict[int, Place]) -> tuple[str | int, ...]:
    line = {known[key].level: known[key] for key in path_steps(seat.place.path)}
    home = line.get(Level.COMPOUND) or line.get(Level.COMMUNITY) or seat.place
    building = line.get(Level.BUILDING) or line.get(Level.COURTYARD)
    entrance = line.get(Level.ENTRANCE)
    return (
        str(seat.pk),
        home.code or home.name,
        building.name if building else "",
        entrance.name if entrance else "",
        seat.kind,
        "、".join(seat.duties),
        seat.term,
        seat.minutes,
        _("有人") if seat.held else _("空着"),  # type: ignore[attr-defined]
    )


TABLE = Table(
    code="seats",
    name=N_("网格里的位置"),
    columns=(*COLUMNS.values(), STANDS),
    fields="",
    permission=Permission.GRID_ARRANGE,
    count=count,
    rows=rows,
    dated=False,
    keys=(*COLUMNS, "held"),
)
