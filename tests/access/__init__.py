"""The parts of the access table that belong to one app each.

Each file says for its app: ROWS (who gets what), `add(town)` (what the rows' arguments need),
HARMLESS (addresses that take a form without a key, and why), PUBLIC (whose argument anybody may
know), NOT_WORDS (text columns that are no words, for the two towns).
"""

from types import SimpleNamespace

from tests.access import letters, lists, pairings, posts, records, rotas, teams, units
from tests.access.table import Row

PARTS = (letters, records, units, teams, posts, pairings, lists, rotas)


def rows() -> list[Row]:
    return [row for part in PARTS for row in part.ROWS]


def harmless() -> dict[str, str]:
    return {name: why for part in PARTS for name, why in part.HARMLESS.items()}


def public() -> dict[str, str]:
    return {name: why for part in PARTS for name, why in part.PUBLIC.items()}


def not_words() -> set[str]:
    return {name for part in PARTS for name in part.NOT_WORDS}


def add_all(town: SimpleNamespace) -> None:
    for part in PARTS:
        part.add(town)
