"""A cell is text to a spreadsheet, never a program."""

import csv
import io
import zipfile
from datetime import date
from urllib.parse import unquote

import openpyxl
import pytest

from last500.base.sheets import csv_answer, csv_text, safe_cell, sheet_answer, xlsx_bytes

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "|", "%", "＝", "＋", "－", "＠"]
HOSTILE = [
    *(f"{sign}1+1" for sign in SIGNS),
    '=HYPERLINK("https://evil.example","看这里")',
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "  =1",
    "\u3000=1",
    "\xa0=1",
    "\u200b=1",
    "\ufeff=1",
    " \t =1",
    "\u202e=1",
    "=" * 40_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_would_be_computed_is_quoted(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"),
    [("芙蓉苑", "芙蓉苑"), (-5, "-5"), (None, ""), (0, "0"), ("3-5", "3-5"), ("1=1", "1=1")],
)
def test_the_rest_stays_as_it_is(value, cell):
    assert safe_cell(value) == cell


def test_quotes_and_line_breaks_stay_in_their_cell():
    assert csv_text(["a"], [['x"y\nz,']]) == 'a\r\n"x""y\nz,"\r\n'


def cells_of(content: bytes) -> list:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [cell for row in sheet.iter_rows() for cell in row]


def formulas(content: bytes) -> int:
    """By openpyxl's reading, and by the letters of the file itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        raw = book.read("xl/worksheets/sheet1.xml").decode()
    return sum(cell.data_type == "f" for cell in cells_of(content)) + raw.count("<f>")


def test_no_cell_of_a_sheet_is_a_formula_and_every_word_comes_back():
    content = xlsx_bytes(HOSTILE, [HOSTILE, ["芙蓉苑", *HOSTILE[1:]]])
    assert formulas(content) == 0
    texts = [cell.value for cell in cells_of(content)]
    assert all(cell.data_type == "s" for cell in cells_of(content))
    assert texts[0] == "'=1+1"
    assert texts[2 * len(HOSTILE)] == "芙蓉苑"
    assert len(texts) == 3 * len(HOSTILE)


def test_openpyxl_by_itself_would_write_formulas():
    """Positive control: the same words written as they are."""
    book = openpyxl.Workbook()
    book.active.append(["=1+1", '=HYPERLINK("https://evil.example")'])
    file = io.BytesIO()
    book.save(file)
    assert formulas(file.getvalue()) > 0


def test_hostile_rows_come_back_from_csv_as_text():
    rows = list(csv.reader(io.StringIO(csv_text(["x"], [[text] for text in HOSTILE]), newline="")))
    assert [row[0] for row in rows[1:]] == [f"'{text}" for text in HOSTILE]


def test_numbers_and_dates_stay_what_they_are():
    row = [5, -3, 0.5, date(2026, 11, 23), None, True, float("nan"), "10000000001"]
    values = [cell.value for cell in cells_of(xlsx_bytes(["a"] * 8, [row]))[8:]]
    assert values[:3] == [5, -3, 0.5]
    assert values[3].date() == date(2026, 11, 23)
    assert values[4:] == [None, "True", "nan", "10000000001"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("城东街道的情况", "城东街道的情况"),
        ('a"; filename="evil.exe', "a_; filename=_evil.exe"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("甲\r\nX-Evil: 1", "甲__X-Evil_ 1"),
        ("\0", "_"),
        (" . ", "last500"),
    ],
)
def test_the_name_of_the_file_is_whole_and_nothing_but_a_name(name, kept, kind):
    told = sheet_answer(name, ["地方"], [], kind)["Content-Disposition"]
    plain, _, encoded = told.partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="last500.{kind}"'
    assert encoded.isascii()
    assert not set(encoded) & set('";/\\ \r\n')
    assert unquote(encoded) == f"{kept}.{kind}"


def test_a_csv_has_its_mark_and_an_unknown_kind_is_csv():
    assert csv_answer("表", ["地方"], []).content.startswith(b"\xef\xbb\xbf")
    assert sheet_answer("表", [], [], "exe")["Content-Type"] == "text/csv; charset=utf-8"
