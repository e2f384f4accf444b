"""The file of an export: made once, sealed on the disk under a random name, gone when it ends."""

import csv
import io
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from last500.base.sealing import keyring
from last500.base.sheets import KINDS, csv_text, safe_cell, xlsx_bytes
from last500.exports.models import Export
from last500.exports.registry import Row, Table
from last500.exports.rules import without_phones

ENDING = "csv"
CONTENT_TYPE = "text/csv; charset=utf-8"
JSON_TYPE = "application/json; charset=utf-8"


def sheet(export: Export, table: Table, rows: Iterable[Row]) -> str:
    """The text of the file: its number before and after the rows, no telephone in any cell."""
    number = _("导出号 %(number)s") % {"number": export}
    what = f"{export.place.name} · {_(table.name)}"
    mind = _("只作说明的用途，不要转发，用完就删。")
    lines: list[tuple[object, ...]] = [tuple(_(column) for column in table.columns)]
    lines += [
        tuple(without_phones(cell) if isinstance(cell, str) else cell for cell in row.cells)
        for row in rows
    ]
    lines.append((number,))
    # The byte order mark is what Excel needs for Chinese.
    return "\ufeff" + csv_text((number, what, export.filters, mind), lines)


@dataclass(frozen=True)
class Download:
    """The file as somebody takes it: always the table that was made and released, cell by cell."""

    body: str | bytes
    content_type: str
    name: str


def as_kind(export: Export, table: Table, text: str, kind: str) -> Download:
    """The kept table as CSV, XLSX or JSON; anything else is CSV."""
    name = f"{_(table.name)}-{export}"
    if kind == "json":
        return Download(_json(export, table, text), JSON_TYPE, f"{name}.json")
    if kind == "xlsx":
        head, *lines = _lines(text)
        return Download(xlsx_bytes(head, lines), KINDS["xlsx"], f"{name}.xlsx")
    return Download(text, CONTENT_TYPE, f"{name}.{ENDING}")


def _lines(text: str) -> list[list[str]]:
    """Cells without the apostrophe that keeps a spreadsheet from computing them: XLSX sets it
    anew, JSON needs none."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    return [[cell[1:] if safe_cell(cell[1:]) == cell else cell for cell in row] for row in rows]


def _json(export: Export, table: Table, text: str) -> str:
    """One object for each row, by the table's stable keys; the same cells as in the sheet."""
    _head, _columns, *rows, _last = _lines(text)
    keys = table.keys or table.columns
    said = {
        "format": f"last500/{table.code}/1",
        "export": str(export),
        "place": export.place.name,
        "period": export.filters,
        "rows": [dict(zip(keys, row, strict=True)) for row in rows],
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "exports"


def _seal_of(export: UUID) -> str:
    """What the seal is bound to: a file under another export's name does not open."""
    return f"exports_export.file:{export}"


def keep(export: UUID, text: str) -> str:
    """Write the sealed file for the owner's eyes only; returns its name."""
    name = secrets.token_hex(16)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    half = folder() / f"{name}.part"
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(keyring().seal(text, _seal_of(export)))
        file.flush()
        os.fsync(file.fileno())
    half.rename(folder() / name)
    return name


def read(export: Export) -> str:
    """The text of the file. Raises FileNotFoundError when it has gone, Unreadable when swapped."""
    if not export.file:
        raise FileNotFoundError(export.number)
    return keyring().open((folder() / export.file).read_bytes(), _seal_of(export.pk))


def remove(name: str) -> None:
    if name:
        (folder() / name).unlink(missing_ok=True)


def lost(edge: datetime) -> Iterator[Path]:
    """Files from before `edge` without a row: the form was refused, or the end was cut."""
    for path in folder().iterdir() if folder().is_dir() else ():
        known = Export.objects.filter(file=path.name).exists()
        if not known and path.stat().st_mtime < edge.timestamp():
            yield path
