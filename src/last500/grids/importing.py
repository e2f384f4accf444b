"""A row of a file as a seat: by the same verb as the desk's page. It seats nobody.

Columns may be named in Chinese or by their code (docs/formats.md, "Seats"). A building and an
entrance are found by their names below the compound; none is made by a file.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.marking import N_
from last500.grids import rules
from last500.grids.actions.seats import Plan, duties_or_refuse, set_up
from last500.grids.models import Seat
from last500.grids.rules import Kind
from last500.imports.cells import Cells, Reader, words
from last500.imports.kinds import Kind as Import
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level

FORMAT = "last500.seats.1"
COLUMNS: Mapping[str, str] = {
    "key": N_("编号"),
    "place": N_("小区或社区"),
    "building": N_("楼栋或院落"),
    "entrance": N_("单元"),
    "kind": N_("位置"),
    "duties": N_("管什么"),
    "term": N_("做多久"),
    "minutes": N_("花多少时间"),
}
_BELOW = (Level.COURTYARD, Level.BUILDING)
_DUTIES_BETWEEN = re.compile(r"[、，,;；\n]+")


def _number(row: Reader, code: str, known: Mapping[int, str], usual: int) -> int:
    """One of the known numbers, as itself or by its word."""
    text = row.text(code).removesuffix(".0")
    by_word: dict[str, Any] = words(known)
    if not text:
        return usual
    if text not in by_word:
        raise row.fault(code)
    return int(by_word[text])


def _plan(cells: Cells) -> Plan:
    row = Reader(COLUMNS, cells)
    text = row.text("duties")
    duties = tuple(_DUTIES_BETWEEN.split(text)) if text else rules.DUTIES
    duties_or_refuse(duties)
    return Plan(
        kind=row.one_of("kind", words(rules.KIND_WORDS)),
        duties=duties,
        term=_number(row, "term", rules.TERMS, rules.TERM),
        minutes=_number(row, "minutes", rules.MINUTES, rules.MINUTES_USUAL),
    )


def _found(above: Place, name: str, levels: tuple[Level, ...]) -> Place:
    """The one place of this name below. Raises Refused where there is none, or more than one."""
    rows = Place.objects.current().under(above.path).filter(level__in=levels, name=name)
    fitting = list(rows[:2])
    if len(fitting) != 1:
        said = {"place": above.name, "name": name}
        raise Refused(_("%(place)s下面没有“%(name)s”，先把它加上。") % said)
    return fitting[0]


def _where(place: Place, cells: Cells) -> Place:
    where = place
    if building := cells.get("building", ""):
        where = _found(place, building, _BELOW)
    if entrance := cells.get("entrance", ""):
        where = _found(where, entrance, (Level.ENTRANCE,))
    return where


def _check(actor: Actor, place: Place, cells: Cells) -> None:
    plan, where = _plan(cells), _where(place, cells)
    if where.level not in rules.AT[Kind(plan.kind)]:
        raise Refused(_("这里不设这种位置，请换一个地方或者换一种。"))


def _make(actor: Actor, place: Place, cells: Cells, index: str) -> Seat:
    return set_up(actor, _where(place, cells), _plan(cells), import_index=index)


def _called(cells: Cells) -> str:
    return "\0".join(cells.get(code, "") for code in ("building", "entrance", "kind"))


KIND = Import(
    code="seats",
    name=N_("网格里的位置"),
    format=FORMAT,
    columns=COLUMNS,
    needed=("kind",),
    title="kind",
    permission=Permission.GRID_ARRANGE,
    levels=frozenset({Level.COMPOUND, Level.COMMUNITY}),
    model=Seat,
    check=_check,
    make=_make,
    home="grids:desk",
    note=N_("导入的位置都空着，再去请人；本人答应才算。"),
    called=_called,
)
