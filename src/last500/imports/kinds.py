"""What can be imported. A higher app registers its own kind when it starts (apps.py).

One mechanism for all of them (actions.py): each row gets one verdict before anything is made, what
is made carries the keyed hash of its row, and a constraint of its table stands behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import models

from last500.base.actor import Actor
from last500.imports.cells import Cells
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level

Rows = list[tuple[int, Cells | None]]


@dataclass(frozen=True)
class Kind:
    """`name` and the words of `columns` are source strings; `code` is also the key of the list in
    the JSON form, whose `format` it says."""

    code: str
    name: str
    format: str
    columns: Mapping[str, str]  # code -> word; `key` and `place` are among them
    needed: tuple[str, ...]
    # What a row is called where it has no key of its own: the same place and name are one thing.
    title: str
    # Who may make one by hand; a file never allows more.
    permission: Permission
    levels: frozenset[Level]  # of the places that a row may be for
    # The table that it goes into: it has `place` and `import_index`, nullable and unique.
    model: type[models.Model]
    # Raises Refused with the sentence for a row; makes nothing.
    check: Callable[[Actor, Place, Cells], None]
    # Makes it, by the same verb as the page. Raises Refused, Forbidden.
    make: Callable[[Actor, Place, Cells, str], object]
    # Name of the desk's page of these things; it takes the place.
    home: str
    # A sentence under the heading: what an import makes and what it leaves to people.
    note: str
    # By which column of the table we call a thing in what we write out.
    own_key: str = "pk"
    # From its rows to the path of the place; a table may call its place something else.
    to_path: str = "place__path"
    # What a row is called where its title alone does not tell it from another; no `key` in it.
    called: Callable[[Cells], str] | None = None
    # Looks at the whole file first and gives the rows that are things (no lines of sums). Raises
    # Refused for a file that does not hold together: then nothing of it is kept.
    whole: Callable[[Rows], Rows] | None = None


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.code] = kind
