"""Tables that leave the product: CSV that opens in a spreadsheet and starts no formula there."""

import csv
import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.http import HttpResponse

# Excel takes the full-width signs for formulas as well.
_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def safe_cell(value: object) -> str:
    """The text of a cell; one that a spreadsheet would compute gets an apostrophe before it."""
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.lstrip(" \u3000").startswith(_STARTS_A_FORMULA) else text


def csv_text(columns: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return sheet.getvalue()


def csv_answer(
    name: str, columns: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """A download named `name`.csv: UTF-8 with a byte order mark, which Excel needs for Chinese."""
    answer = HttpResponse(
        "\ufeff" + csv_text(columns, rows), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.csv"
    return answer
