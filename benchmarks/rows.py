"""Rows written in bulk, past the ORM: 200,000 in seconds, with the product's own columns.

The columns come from the models, so a column that is added later gets its default by itself.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from last500.base.fields import SealedTextField


class Table:
    """The columns of a model and the row that stands for an object with only its defaults."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.name = model._meta.db_table
        self.key = model._meta.pk.attname
        self.fields = {field.attname: field for field in model._meta.concrete_fields}
        self.fields = {
            name: field
            for name, field in self.fields.items()
            if not isinstance(field, models.AutoField)
        }
        self.sealed = {n for n, f in self.fields.items() if isinstance(f, SealedTextField)}
        self.blank = [to_database(default_of(field)) for field in self.fields.values()]
        self.place = {name: number for number, name in enumerate(self.fields)}

    def row(self, **values: Any) -> list[Any]:
        """A row in the order of the columns; sealed columns are given as text and sealed here."""
        row = self.blank.copy()
        for name, value in values.items():
            if name in self.sealed:
                value = self.fields[name].seal(value, values[self.key])  # type: ignore[attr-defined]
            elif not isinstance(value, str | int):
                value = to_database(value)
            row[self.place[name]] = value
        return row

    def insert(self, marker: str) -> str:
        columns = ", ".join(f'"{field.column}"' for field in self.fields.values())
        marks = ", ".join([marker] * len(self.fields))
        return f'INSERT INTO "{self.name}" ({columns}) VALUES ({marks})'

    def fill(self, rows: Iterable[Sequence[Any]]) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.cursor.executemany(self.insert("?"), rows)
            else:
                columns = ", ".join(f'"{field.column}"' for field in self.fields.values())
                with cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)


def default_of(field: models.Field) -> Any:
    if isinstance(field, SealedTextField):
        return b""
    value = field.get_default()
    return json.dumps(value) if isinstance(field, models.JSONField) else value


def to_database(value: Any) -> Any:
    """What the driver takes; SQLite keeps keys as hexadecimal and moments as text in UTC."""
    convert = _FOR_SQLITE.get(type(value)) if ON_SQLITE else _FOR_POSTGRESQL.get(type(value))
    return convert(value) if convert else value


ON_SQLITE = connection.vendor == "sqlite"
_FOR_POSTGRESQL: dict[type, Callable[[Any], Any]] = {dict: json.dumps, list: json.dumps}
_FOR_SQLITE: dict[type, Callable[[Any], Any]] = _FOR_POSTGRESQL | {
    UUID: lambda key: key.hex,
    datetime: lambda moment: moment.astimezone(UTC).replace(tzinfo=None).isoformat(" "),
    date: lambda day: day.isoformat(),
}
