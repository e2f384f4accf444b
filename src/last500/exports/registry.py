"""The tables that can be exported. A higher app registers its own when it starts (apps.py)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from last500.base.actor import Actor
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place


@dataclass(frozen=True)
class Row:
    """One line of a file, and whose data it is. Cells hold no telephone and no whole name."""

    cells: tuple[object, ...]
    about: UUID
    contact: UUID | None = None
    person: UUID | None = None


@dataclass(frozen=True)
class Table:
    """`name` and `columns` are source strings. `rows` are already narrowed to the actor's own."""

    code: str
    name: str
    columns: tuple[str, ...]
    # Codes of the personal fields in it, in alphabetical order: what the log of looks says.
    fields: str
    # Who may read the same thing on a page; exporting never opens more than reading does.
    permission: Permission
    count: Callable[[Actor, Place, Period], int]
    rows: Callable[[Actor, Place, Period, int], Iterable[Row]]
    # Whether the period narrows it; else it is what stands there today.
    dated: bool = True
    # Stable names of the columns for other systems (docs/formats.md); else the columns' own words.
    keys: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        return bool(self.fields)


TABLES: dict[str, Table] = {}


def register(table: Table) -> None:
    TABLES[table.code] = table
