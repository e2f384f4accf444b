"""What only the owner of the database can do: take the guards away, and put them back."""

from collections.abc import Iterator
from contextlib import contextmanager

from last500.proof import guards


def take_guards_away(connection) -> list[str]:
    """For the rest of a test's transaction; returns the tables they stood on."""
    tables = guards.guarded(connection)
    for table in tables:
        guards.remove(connection, table)
    return tables


@contextmanager
def guards_lifted(connection) -> Iterator[None]:
    tables = take_guards_away(connection)
    try:
        yield
    finally:
        for table in tables:
            guards.install(connection, table)
