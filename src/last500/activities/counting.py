"""How much was held as a table that leaves the desk: months by projects, small numbers as "a few".

It holds no sums: from a sum and its parts a hidden number could be told.
"""

from collections.abc import Iterator
from dataclasses import astuple
from uuid import UUID

from django.utils.translation import gettext as _

from last500.activities import rules
from last500.activities.queries.counts import Counts, Tally, counts
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place

COUNTED = (
    *(N_("办了几场"), N_("帮忙的位置"), N_("报名帮忙的"), N_("参加的位置"), N_("报名参加的")),
    N_("到了的人"),
)
COLUMNS = (N_("月份"), N_("项目"), *COUNTED)
KEYS = (
    *("month", "project", "dates", "helper_places", "helpers", "guest_places", "guests", "came"),
)
_PEOPLE = (2, 4, 5)  # of a tally: what counts people and not dates or places


def told(tally: Tally) -> tuple[object, ...]:
    """As it may leave the desk: fewer than five people are a few."""
    cells: list[object] = list(astuple(tally))
    for number in _PEOPLE:
        shown = rules.shown_count(int(str(cells[number])))
        cells[number] = _("几位") if shown is None else shown
    return tuple(cells)


def _counts(actor: Actor, place: Place, period: Period) -> Counts:
    return counts(actor, place, period.since, period.until)


def count(actor: Actor, place: Place, period: Period) -> int:
    return len(_counts(actor, place, period).cells)


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    found = _counts(actor, place, period)
    for (month, project), tally in sorted(found.cells.items(), key=lambda one: _order(found, *one)):
        if most <= 0:
            return
        most -= 1
        title = found.titles.get(project, "") if project else ""
        yield Row(cells=(month.isoformat()[:7], title, *told(tally)), about=project or UUID(int=0))


def _order(found: Counts, cell: tuple, _tally: Tally) -> tuple[str, str]:
    month, project = cell
    return month.isoformat(), found.titles.get(project, "")


TABLE = Table(
    code="activity_counts",
    name=N_("活动办了多少"),
    columns=COLUMNS,
    fields="",
    permission=Permission.ACTIVITY_EDIT,
    count=count,
    rows=rows,
    keys=KEYS,
)
