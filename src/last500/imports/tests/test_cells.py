"""Cells as people write them; no database."""

from datetime import date

import pytest

from last500.base.errors import Refused
from last500.imports.cells import Reader, words

COLUMNS = {"a": "甲"}


def read(text: str) -> Reader:
    return Reader(COLUMNS, {"a": text})


@pytest.mark.parametrize(
    ("verb", "text", "expected"),
    [
        ("number", "12", 12), ("number", "12.0", 12),
        ("weekday", "周三", 2), ("weekday", "7", 6), ("weekday", "星期天", 6),
        ("weekday", "1.0", 0),
        ("minute", "19:05", 1145), ("minute", "9：30:00", 570),
        ("day", "2026/3/5", date(2026, 3, 5)), ("day", "2026-03-05 00:00:00", date(2026, 3, 5)),
        ("day", "", None), ("yes", "是", True), ("yes", "No", False), ("yes", "", False),
        ("several", "a、b，c d", ["a", "b", "c", "d"]),
    ],
)  # fmt: skip
def test_what_is_understood(verb, text, expected):
    assert getattr(read(text), verb)("a") == expected


@pytest.mark.parametrize(
    ("verb", "text"),
    [
        ("number", ""), ("number", "x"), ("number", "-1"), ("number", "99999"), ("number", "1.5"),
        ("weekday", ""), ("weekday", "8"), ("weekday", "周八"), ("minute", "24:00"),
        ("minute", "9"),
        ("day", "2026-02-30"), ("day", "soon"), ("yes", "vielleicht"),
    ],
)  # fmt: skip
def test_what_is_not_understood_names_its_column(verb, text):
    with pytest.raises(Refused, match="甲") as refused:
        getattr(read(text), verb)("a")
    assert refused.value.field == "a"


def test_a_closed_list_is_known_by_word_and_by_code():
    known = words({"c": "词"})
    assert read("c").one_of("a", known) == read("词").one_of("a", known) == "c"
    assert read("").one_of("a", known, "c") == "c"
    with pytest.raises(Refused):
        read("").one_of("a", known)
