"""Looks for words in everything that is kept: every table, every sealed field opened, every file.

It knows no rule and no declaration: it reads what is there.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from last500.base.fields import SealedTextField


def _texts(value: Any) -> str:
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def everything_kept() -> Iterator[tuple[str, str]]:
    """(where, what it says) for every field of every row of every model, opened."""
    for model in apps.get_models():
        for row in model._base_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if value not in (None, "", b""):
                    yield f"{model._meta.label}.{field.name}", _texts(value)
    yield from _tables_without_a_model()


def _tables_without_a_model() -> Iterator[tuple[str, str]]:
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    for table in connection.introspection.table_names():
        if table in known:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, " ".join(_texts(value) for value in row)


def files_kept() -> Iterator[tuple[str, str]]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        yield f"file name {path.name}", path.name
        if path.is_file():
            yield f"file {path.name}", path.read_bytes().decode("latin-1")


def hits(words: Iterable[str], log: str = "") -> list[str]:
    """Where any of the words stands: `place: word`."""
    wanted = list(words)
    places = [*everything_kept(), *files_kept(), ("the log", log)]
    return sorted({f"{where}: {word}" for where, said in places for word in wanted if word in said})


def sealed_fields() -> list[tuple[type[models.Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField)
    ]
