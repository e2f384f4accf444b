"""Step of a migration from which on the database itself keeps a promise.

What it puts there (a trigger, an exclusion constraint) says the `guards.py` of its app, for both
databases. A migration that has SQLite make a guarded table anew lifts the guard first.
"""

from collections.abc import Callable
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
