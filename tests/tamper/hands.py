"""What only the owner of the database can do: take the guards away, and put them back."""

from collections.abc import Iterator
from contextlib import contextmanager

from last500.calls import guards as of_calls
from last500.consultations import guards as of_consultations
from last500.councils import guards as of_meetings
from last500.covenants import guards as of_covenants
from last500.ledger import guards as of_books
from last500.projects import guards as of_projects
from last500.proof import guards
from last500.votes import guards as of_votes

# Those that let nobody take rows away either.
REFUSE_EMPTYING = (of_books, of_votes, of_meetings, of_covenants)
PROMISES = (
    *(of_projects, of_calls, of_books, of_consultations, of_votes),
    *(of_meetings, of_covenants),
)


def take_guards_away(connection) -> list[str]:
    """For the rest of a test's transaction; returns the tables they stood on."""
    tables = guards.guarded(connection)
    for table in tables:
        guards.remove(connection, table)
    return tables


@contextmanager
def guards_lifted(connection) -> Iterator[None]:
    """Outside of a transaction, by the owner, whatever role this connection has otherwise."""
    become_owner(connection)
    tables = take_guards_away(connection)
    for one in REFUSE_EMPTYING:
        one.remove(connection)
    try:
        yield
    finally:
        become_owner(connection)
        for table in tables:
            guards.install(connection, table)
        for one in REFUSE_EMPTYING:
            one.install(connection)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


@contextmanager
def votes_lifted(connection) -> Iterator[None]:
    """The guards of votes alone, also within a transaction."""
    with _lifted(connection, [of_votes]):
        yield


@contextmanager
def promises_lifted(connection) -> Iterator[None]:
    """The guards of every app's own promises, also within a transaction."""
    with _lifted(connection, PROMISES):
        yield


@contextmanager
def _lifted(connection, modules) -> Iterator[None]:
    for one in modules:
        _change_guards(connection, one.remove)
    try:
        yield
    finally:
        for one in modules:
            _change_guards(connection, one.install)


def _change_guards(connection, change) -> None:
    """As the owner; PostgreSQL wants no constraint waiting while a table's triggers change."""
    if connection.vendor != "postgresql":
        change(connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        become_owner(connection)
        change(connection)
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def become_owner(connection, *, until_the_end: str = "") -> None:
    """`until_the_end` is LOCAL for the rest of a transaction only."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET {until_the_end} ROLE NONE")
