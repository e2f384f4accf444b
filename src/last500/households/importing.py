"""A row of a file as a household: a door and its area, never who lives there."""

from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.marking import N_
from last500.households import formats
from last500.households.actions import enter
from last500.households.models import Household
from last500.imports.cells import Cells
from last500.imports.kinds import Kind
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level


def _where(compound: Place, cells: Cells) -> Place:
    """The building, or its entrance where the row names one. Raises Refused."""
    here = compound
    for code, level in (("building", Level.BUILDING), ("entrance", Level.ENTRANCE)):
        name = cells.get(code, "")
        if not name:
            continue
        below = Place.objects.under(here.path).current().filter(level=level, name=name)
        found = list(below[:2])
        if len(found) != 1:
            raise Refused(
                _("小区里没有“%(name)s”，请先在小区的楼栋里加上。") % {"name": name}, code
            )
        here = found[0]
    return here


def _check(actor: Actor, place: Place, cells: Cells) -> None:
    formats.door_of(cells)
    formats.area_of(cells)
    _where(place, cells)


def _make(actor: Actor, place: Place, cells: Cells, index: str) -> Household:
    where = _where(place, cells)
    return enter(
        actor, place, where, formats.door_of(cells), formats.area_of(cells), import_index=index
    )


KIND = Kind(
    code="households",
    name=N_("门牌和面积"),
    format=formats.FORMAT,
    columns=formats.COLUMNS,
    needed=formats.NEEDED,
    title="door",
    permission=Permission.HOUSEHOLD_CONFIRM,
    levels=frozenset({Level.COMPOUND}),
    model=Household,
    check=_check,
    make=_make,
    home="households:desk",
    note=N_("只有门牌和面积，没有人。谁住、谁是业主，由本人自己说。"),
    to_path="compound__path",
    called=formats.called,
)
