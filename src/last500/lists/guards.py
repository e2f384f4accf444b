"""Two bookings of one room at once are impossible: the database itself refuses the second.

PostgreSQL: an exclusion constraint over the resource and its time. It needs no extension: equality
of the resource is asked of a range type over uuid, for which GiST has its classes built in.
SQLite has no such constraint: triggers look for an overlap, and its writers queue.

SQLite forgets triggers when a later migration alters the table: end such a migration with
`NoTwoAtOnce()` again (tests/test_bookings.py finds the one that does not).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from last500.base.guarding import Guard

TABLE, NAME = "lists_booking", "no_two_bookings_at_once"
_HELD = "exclusive AND state IN ('asked', 'agreed', 'held')"
_OVERLAP = f"""
CREATE TRIGGER {NAME}_{{event}} BEFORE {{what}} ON {TABLE}
WHEN NEW.exclusive AND NEW.state IN ('asked', 'agreed', 'held') AND EXISTS (
  SELECT 1 FROM {TABLE} WHERE resource_id = NEW.resource_id AND id <> NEW.id AND {_HELD}
  AND starts_at < NEW.ends_at AND NEW.starts_at < ends_at
) BEGIN SELECT RAISE(ABORT, '{NAME}'); END
"""
_POSTGRESQL = (
    "CREATE TYPE uuidrange AS RANGE (subtype = uuid)",
    f"ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} EXCLUDE USING gist ("
    "uuidrange(resource_id, resource_id, '[]') WITH =, tstzrange(starts_at, ends_at) WITH &&"
    f") WHERE ({_HELD})",
)
EVENTS = {"insert": "INSERT", "update": "UPDATE"}


def install(connection: BaseDatabaseWrapper) -> None:
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event, what in EVENTS.items():
                cursor.execute(_OVERLAP.format(event=event, what=what))
        else:
            for statement in _POSTGRESQL:
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event in EVENTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{event}")
        else:
            cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {NAME}")
            cursor.execute("DROP TYPE IF EXISTS uuidrange")


def stands(connection: BaseDatabaseWrapper) -> bool:
    """Whether the guard is in its place."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                [f"{NAME}_%"],
            )
            return int(cursor.fetchone()[0]) == len(EVENTS)
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = %s", [NAME])
        return int(cursor.fetchone()[0]) == 1


class NoTwoAtOnce(Guard):
    """Migration operation: from here on no two bookings that hold overlap."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let no two bookings of one resource overlap"
