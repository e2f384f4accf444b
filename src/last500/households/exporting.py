"""Doors and areas of a compound, as a table that can be taken away; nobody's name is in it."""

from collections.abc import Iterator

from last500.base.actor import Actor
from last500.base.areas import m2_words
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.households.models import Household, HouseholdQuerySet
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level, branch

COLUMNS = (N_("编号"), N_("小区"), N_("楼栋"), N_("单元"), N_("门牌"), N_("面积（平方米）"))
KEYS = ("key", "place", "building", "entrance", "door", "area")


def _wanted(actor: Actor, place: Place) -> HouseholdQuerySet:
    rows = Household.objects.visible_to(actor)
    return rows.filter(compound__path__range=branch(place.path))


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = _wanted(actor, place).select_related("compound", "at__parent")
    for row in wanted.order_by("compound__path", "at__path", "door")[:most]:
        at = row.at
        in_entrance = at.level == Level.ENTRANCE and at.parent is not None
        building = at.parent.name if in_entrance and at.parent else at.name
        yield Row(
            cells=(
                str(row.pk),
                row.compound.name,
                building if at.pk != row.compound_id else "",
                at.name if in_entrance else "",
                row.door,
                m2_words(row.area) if row.area else "",
            ),
            about=row.pk,
        )


TABLE = Table(
    code="households",
    name=N_("门牌和面积"),
    columns=COLUMNS,
    fields="",
    permission=Permission.HOUSEHOLD_CONFIRM,
    count=count,
    rows=rows,
    dated=False,
    keys=KEYS,
)
