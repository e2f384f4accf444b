"""Step of a migration from which on the database itself keeps a promise.

What it puts there (a trigger, an exclusion constraint) says the `guards.py` of its app, for both
databases. A migration that has SQLite make a guarded table anew lifts the guard first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation


class Guard(Operation):
    """`install` and `remove` do it on a connection; `promise` is what a plan of migrations says."""

    reversible = True
    install: Callable[[BaseDatabaseWrapper], None]
    remove: Callable[[BaseDatabaseWrapper], None]
    promise: str

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not know of it."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        type(self).install(schema_editor.connection)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        type(self).remove(schema_editor.connection)

    def describe(self) -> str:
        return self.promise


DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal",
}


@dataclass(frozen=True)
class Refusal:
    """A trigger: what `on` would do to a row of the table is refused where the condition is true.

    The condition is plain SQL over OLD and NEW; `{differs}` stands for the comparison that takes
    two NULLs for the same. `promise` is what the error names as its constraint.
    """

    promise: str
    table: str
    on: str  # INSERT, UPDATE, UPDATE OF …, DELETE
    when: str

    @property
    def name(self) -> str:
        word = self.on.split()[0].lower()
        return f"{self.promise}_{word}"

    def statements(self, vendor: str) -> list[str]:
        when = self.when.format(differs=DIFFERS[vendor])
        head = f"CREATE TRIGGER {self.name} BEFORE {self.on} ON {self.table}"
        if vendor == "sqlite":
            return [f"{head} WHEN {when} BEGIN SELECT RAISE(ABORT, '{self.promise}'); END"]
        row = "OLD" if self.on == "DELETE" else "NEW"
        refuse = (
            f"RAISE EXCEPTION '{self.promise}'"
            f" USING ERRCODE = '23514', CONSTRAINT = '{self.promise}'"
        )
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ BEGIN IF {when} THEN {refuse}; END IF; RETURN {row}; END $$",
            f"{head} FOR EACH ROW EXECUTE FUNCTION {self.name}()",
            f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.name}",
        ]

    def gone(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"DROP FUNCTION IF EXISTS {self.name}()",
        ]


def keep(refusals: Sequence[Refusal], connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the tables; those that are there already are renewed."""
    let_go(refusals, connection)
    with connection.cursor() as cursor:
        for one in refusals:
            for statement in one.statements(connection.vendor):
                cursor.execute(statement)


def let_go(refusals: Sequence[Refusal], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for one in refusals:
            for statement in one.gone(connection.vendor):
                cursor.execute(statement)


def missing(refusals: Sequence[Refusal], connection: BaseDatabaseWrapper) -> set[str]:
    """Names of triggers that are not in place."""
    with connection.cursor() as cursor:
        cursor.execute(_THERE[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    return {one.name for one in refusals} - there
