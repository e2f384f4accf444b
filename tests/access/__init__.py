"""The parts of the access table that belong to one app each.

Each file says for its app: ROWS (who gets what), `add(town)` (what the rows' arguments need),
HARMLESS (addresses that take a form without a key, and why), PUBLIC (whose argument anybody may
know), NOT_WORDS (text columns that are no words, for the two towns); `life(cast, person)`, where
its tables hold people: a row for every way in which somebody can stand in them (own export).
"""

from types import SimpleNamespace

from last500.people.models import Person
from tests.access import (
    activities,
    asking,
    calls,
    consultations,
    councils,
    covenants,
    evaluations,
    feedback,
    grids,
    households,
    imports,
    ledger,
    letters,
    lists,
    market,
    pairings,
    paths,
    planning,
    posts,
    projects,
    quiet,
    records,
    resolutions,
    rotas,
    supply,
    teams,
    topics,
    trials,
    units,
    unmet,
    votes,
)
from tests.access.table import Row
from tests.cast import Cast

PARTS = (
    letters,
    records,
    units,
    teams,
    posts,
    grids,
    pairings,
    lists,
    feedback,
    households,
    rotas,
    quiet,
    planning,
    supply,
    projects,
    activities,
    asking,
    imports,
    market,
    evaluations,
    unmet,
    calls,
    consultations,
    topics,
    resolutions,
    ledger,
    votes,
    councils,
    covenants,
    paths,
    trials,
)


def rows() -> list[Row]:
    return [row for part in PARTS for row in part.ROWS]


def harmless() -> dict[str, str]:
    return {name: why for part in PARTS for name, why in part.HARMLESS.items()}


def public() -> dict[str, str]:
    return {name: why for part in PARTS for name, why in part.PUBLIC.items()}


def not_words() -> set[str]:
    return {name for part in PARTS for name in part.NOT_WORDS}


def whole_life(cast: Cast, person: Person) -> None:
    for part in PARTS:
        if hasattr(part, "life"):
            part.life(cast, person)


def add_all(town: SimpleNamespace) -> None:
    for part in PARTS:
        part.add(town)
