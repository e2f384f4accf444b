"""Step of a migration that puts tables behind the second wall on PostgreSQL (base/wall.py).

In a condition `r` stands for a row of the table. The functions run as the owner of the tables and
see everything, or else a policy would ask itself; their search path is fixed, so that nobody slips
a table in between. On SQLite there is no such wall, and the step does nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import migrations

Functions = Mapping[str, tuple[str, str]]  # name -> (what it returns, what it asks)
Conditions = Mapping[str, str]  # table -> which of its rows are reached
Changed = Mapping[str, tuple[str, str]]  # table -> (which are reached from now on, which were)
Besides = Mapping[str, tuple[str, str]]  # name of a second policy -> (table, condition)


def walled(
    tables: Conditions,
    *,
    functions: Functions | None = None,
    changed: Changed | None = None,
    besides: Besides | None = None,
) -> migrations.RunPython:
    """Each table gets its policy; one that has a policy gets another condition (`changed`) or a
    second policy, either of which opens a row (`besides`). Reversible."""
    wall = _Wall(tables, functions or {}, changed or {}, besides or {})
    return migrations.RunPython(_on_postgresql(wall.build), _on_postgresql(wall.take_down))


def _on_postgresql(step: Callable[[Any], None]) -> Callable[[Any, Any], None]:
    def run(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            with editor.connection.cursor() as cursor:
                step(cursor)

    return run


@dataclass(frozen=True)
class _Wall:
    tables: Conditions
    functions: Functions
    changed: Changed
    besides: Besides

    def build(self, cursor: Any) -> None:
        _make(cursor, self.functions)
        for table, condition in self.tables.items():
            _policy(cursor, "reached", table, _or_everything(table, condition))
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for table, (now, _before) in self.changed.items():
            cursor.execute(f"ALTER POLICY reached ON {table} USING ({_or_everything(table, now)})")
        for name, (table, condition) in self.besides.items():
            _policy(cursor, name, table, rows_of(table, condition))

    def take_down(self, cursor: Any) -> None:
        for name, (table, _condition) in self.besides.items():
            cursor.execute(f"DROP POLICY {name} ON {table}")
        for table, (_now, before) in self.changed.items():
            said = _or_everything(table, before)
            cursor.execute(f"ALTER POLICY reached ON {table} USING ({said})")
        for table in self.tables:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY reached ON {table}")
        for name in reversed(list(self.functions)):
            cursor.execute(f"DROP FUNCTION {name}()")


def rows_of(name: str, condition: str) -> str:
    """The same condition on the rows (r) of a table under another name."""
    return re.sub(r"\br\.", f"{name}.", condition)


def _make(cursor: Any, functions: Functions) -> None:
    cursor.execute("SELECT quote_ident(current_schema())")
    (schema,) = cursor.fetchone()
    for name, (gives, asks) in functions.items():
        cursor.execute(
            f"CREATE FUNCTION {name}() RETURNS {gives} LANGUAGE sql STABLE SECURITY DEFINER "
            f"SET search_path = {schema}, pg_temp SET app.everything = '1' AS $$ {asks} $$"
        )


def _or_everything(table: str, condition: str) -> str:
    return f"(SELECT app_everything()) OR ({rows_of(table, condition)})"


def _policy(cursor: Any, name: str, table: str, reached: str) -> None:
    cursor.execute(f"CREATE POLICY {name} ON {table} USING ({reached}) WITH CHECK (true)")
