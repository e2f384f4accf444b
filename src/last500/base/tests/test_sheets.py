"""A cell is text to a spreadsheet, never a program."""

import pytest

from last500.base.sheets import csv_answer, csv_text, safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "  =1"]
)
def test_what_would_be_computed_is_quoted(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"), [("芙蓉苑", "芙蓉苑"), (-5, "-5"), (None, ""), (0, "0"), ("3-5", "3-5")]
)
def test_the_rest_stays_as_it_is(value, cell):
    assert safe_cell(value) == cell


def test_quotes_and_line_breaks_stay_in_their_cell():
    assert csv_text(["a"], [['x"y\nz,']]) == 'a\r\n"x""y\nz,"\r\n'


def test_the_file_has_its_mark_and_its_name():
    answer = csv_answer("城东街道的情况", ["地方"], [])
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer["Content-Disposition"].endswith(".csv")
