"""Steps of migrations that seal what lay in the clear, and back again.

A plain column is renamed `NAME_plain`, a sealed one added under the old name, the rows are copied
by `copied`, and the plain column is removed. Without rows no key is asked for: a new instance
makes its tables before its keys.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations, models

BATCH = 1000
PLAIN = "_plain"


def copied(app: str, model: str, *names: str) -> migrations.RunPython:
    """Copy each `name_plain` into the sealed `name`, a thousand rows at a time; reversible."""

    def sealing(apps: Any, editor: Any) -> None:
        pairs = {name: f"{name}{PLAIN}" for name in names}
        _copy(apps.get_model(app, model), editor.connection.alias, pairs)
        settled(editor)

    def opening(apps: Any, editor: Any) -> None:
        pairs = {f"{name}{PLAIN}": name for name in names}
        _copy(apps.get_model(app, model), editor.connection.alias, pairs)
        settled(editor)

    return migrations.RunPython(sealing, opening)


def settled(editor: Any) -> None:
    """PostgreSQL alters no table while a foreign key is still to be checked in the transaction."""
    if editor.connection.vendor == "postgresql":
        editor.connection.check_constraints()


def _copy(model: type[models.Model], alias: str, pairs: dict[str, str]) -> None:
    for row in every_row(model, alias):
        values = {new: getattr(row, old) for new, old in pairs.items()}
        if any(values.values()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save(using=alias, update_fields=list(values))


def every_row(model: type[models.Model], alias: str) -> Iterator[Any]:
    """All rows in the order of their keys, a thousand in memory at once."""
    rows = model._base_manager.using(alias).order_by("pk")
    batch = list(rows[:BATCH])
    while batch:
        yield from batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])
