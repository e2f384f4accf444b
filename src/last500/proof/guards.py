"""Append-only tables: triggers that refuse every change and removal of a row, on both databases.

PostgreSQL: row triggers do not stop TRUNCATE, hence a second one; ENABLE ALWAYS, or a session
that calls itself a replica passes them. SQLite: REPLACE deletes without firing DELETE triggers
unless recursive_triggers is on, hence a guard before the insert on every unique key.
A table's owner can take the triggers away; the application's role cannot (base.roles), and the
published checkpoints show what was done behind them.

SQLite forgets triggers when a later migration alters the table: end such a migration with
`AppendOnly(table)` again (tests/tamper/test_guards.py finds the one that does not).
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

ROWS, TABLE = "append_only_rows", "append_only_table"
WORDS = "append-only: rows are added, never changed or taken away"

_REFUSE = f"""
CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{WORDS} (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
END $$
"""


def install(connection: BaseDatabaseWrapper, table: str) -> None:
    """Put the guards on a table; those that are there already are renewed."""
    remove(connection, table)
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in _sqlite_guards(cursor, table, name):
                cursor.execute(statement)
            return
        cursor.execute(_REFUSE)
        for trigger, events in ((ROWS, "UPDATE OR DELETE"), (TABLE, "TRUNCATE")):
            per = "ROW" if trigger == ROWS else "STATEMENT"
            cursor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {events} ON {name} "
                f"FOR EACH {per} EXECUTE FUNCTION append_only_refuse()"
            )
            cursor.execute(f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {trigger}")


def _sqlite_guards(cursor: Any, table: str, name: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    # A rowid that the insert leaves to the database is -1 here, which no row has.
    keys = [["rowid"], *_unique_keys(cursor, table)]
    taken = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in keys
    )
    return [
        f"CREATE TRIGGER {table}_append_only_update BEFORE UPDATE ON {name} {refuse}",
        f"CREATE TRIGGER {table}_append_only_delete BEFORE DELETE ON {name} {refuse}",
        f"CREATE TRIGGER {table}_append_only_insert BEFORE INSERT ON {name} "
        f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {taken}) {refuse}",
    ]


def _unique_keys(cursor: Any, table: str) -> list[list[str]]:
    cursor.execute('SELECT name FROM pragma_index_list(%s) WHERE "unique"', [table])
    indexes = [index for (index,) in cursor.fetchall()]
    keys = []
    for index in indexes:
        cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [index])
        keys.append([f'"{column}"' for (column,) in cursor.fetchall()])
    return keys


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the guards away: for a migration that goes back."""
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for event in ("update", "delete", "insert"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only_{event}")
        else:
            for trigger in (ROWS, TABLE):
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {name}")


_GUARDED = {
    "sqlite": """SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'
        AND name LIKE '%\\_append\\_only\\_%' ESCAPE '\\'
        GROUP BY tbl_name HAVING count(*) = 3 ORDER BY tbl_name""",
    "postgresql": f"""SELECT tgrelid::regclass::text FROM pg_trigger
        WHERE tgname IN ('{ROWS}', '{TABLE}') AND tgenabled = 'A'
        GROUP BY tgrelid HAVING count(*) = 2 ORDER BY 1""",
}


def guarded(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables whose guards are all in place and awake."""
    with connection.cursor() as cursor:
        cursor.execute(_GUARDED[connection.vendor])
        return [table for (table,) in cursor.fetchall()]


class AppendOnly(Operation):
    """Migration operation: from here on rows of this table are only added.

    In a migration after the one that makes the table: its unique keys must be there.
    """

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not know of it."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        install(schema_editor.connection, self.table)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        remove(schema_editor.connection, self.table)

    def describe(self) -> str:
        return f"Let rows of {self.table} only be added"
