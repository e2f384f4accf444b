"""Tables that leave the product: CSV and XLSX that open in a spreadsheet and start nothing there.

A text that a spreadsheet would compute gets an apostrophe before it, in both kinds; in XLSX every
text is written as text as well, so that no cell is a formula.
"""

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse

from last500.base import clock

# Excel takes the full-width signs for formulas as well; | and % start a call in old versions.
_STARTS_A_FORMULA = tuple("=+-@\t\r\n\0|%＝＋－＠｜％")
# What a spreadsheet drops before it looks at the first character, and what nobody sees.
_UNSEEN = " \t\r\n\v\f\0\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, [*range(0x2000, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)])
)
CELL_MOST = 32_767  # characters, Excel's own limit
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def safe_cell(value: object) -> str:
    """The text of a cell; one that a spreadsheet would compute gets an apostrophe before it."""
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float):
        return text
    starts = text.startswith(_STARTS_A_FORMULA) or text.lstrip(_UNSEEN).startswith(
        _STARTS_A_FORMULA
    )
    return f"'{text}" if starts else text


def csv_text(columns: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return sheet.getvalue()


def xlsx_bytes(columns: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet. Numbers and dates stay what they are; everything else is text."""
    from openpyxl import Workbook  # where it is needed: it takes a fifth of a second to load

    book = Workbook(write_only=True)
    book.properties.creator = "last500"
    book.properties.created = clock.now().replace(tzinfo=None)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for row in (columns, *rows):
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return _same_each_time(file)


_SAVED_AT = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def _same_each_time(file: io.BytesIO) -> bytes:
    """The same rows at the same moment of our clock are the same bytes: openpyxl writes the time
    of the machine into each part and into the properties."""
    packed, now = io.BytesIO(), f"{clock.now():%Y-%m-%dT%H:%M:%SZ}".encode()
    with ZipFile(file) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = _SAVED_AT.sub(rb"\g<1>" + now, old.read(part))
            new.writestr(ZipInfo(part.filename), body, ZIP_DEFLATED)
    return packed.getvalue()


def _xlsx_cell(sheet: Any, value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value is None or isinstance(value, int | date) and not isinstance(value, bool | datetime):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", safe_cell(value))
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text[:CELL_MOST], "s"  # never left to openpyxl to guess
    return cell


def attachment(name: str, ending: str) -> str:
    """Content-Disposition (RFC 6266): the name in UTF-8, and a plain one for whoever cannot."""
    kept = "".join("_" if c in '/\\:*?"<>|' or not c.isprintable() else c for c in name)
    whole = quote(f"{kept.strip(' .')[:80] or 'last500'}.{ending}", safe="")
    return f"attachment; filename=\"last500.{ending}\"; filename*=UTF-8''{whole}"


def sheet_answer(
    name: str,
    columns: Sequence[object],
    rows: Iterable[Sequence[object]],
    kind: str = "csv",
) -> HttpResponse:
    """A download named `name`.csv (UTF-8 with the mark that Excel needs) or `name`.xlsx."""
    kind = kind if kind in KINDS else "csv"
    body = (
        xlsx_bytes(columns, rows)
        if kind == "xlsx"
        else ("\ufeff" + csv_text(columns, rows)).encode()
    )
    answer = HttpResponse(body, content_type=KINDS[kind])
    answer["Content-Disposition"] = attachment(name, kind)
    return answer


def csv_answer(
    name: str, columns: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    return sheet_answer(name, columns, rows, "csv")


def json_answer(name: str, document: object) -> HttpResponse:
    """A download named `name`.json for another system; never opened as a page."""
    body = json.dumps(document, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = attachment(name, "json")
    answer["Cache-Control"] = "no-store"
    return answer
