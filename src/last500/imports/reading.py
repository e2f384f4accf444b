"""A file as rows of cells by code: a table whose first row names the columns, or our JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from last500.base import limits
from last500.base.errors import Refused
from last500.base.spreadsheets import Table, read_table
from last500.imports.cells import Cells
from last500.imports.kinds import Kind
from last500.people.rules import clean_line


def rows_of(kind: Kind, content: bytes, file_name: str) -> Iterator[tuple[int, Cells | None]]:
    """(line, cells); None where a line could not be read. Raises Refused for the whole file."""
    if not file_name.lower().endswith(".json"):
        return _of_table(kind, read_table(content, file_name))
    if len(content) > limits.SHEET_ZIPPED.most:
        raise Refused(_("文件太大，请分成几个文件。"), "file")
    return _of_json(kind, content)


def _of_table(kind: Kind, table: Table) -> Iterator[tuple[int, Cells | None]]:
    """Columns by our word or by code, in any order; a strange column is read past."""
    lines = iter(table.lines)
    first = next(lines, None)
    by_word = {clean_line(word): code for code, word in kind.columns.items()}
    head = [clean_line(cell) for cell in (first[1] or [])] if first else []
    codes = [by_word.get(word, word if word in kind.columns else "") for word in head]
    _need(kind, codes)
    for line, cells in lines:
        if cells is None:
            yield line, None
            continue
        named = zip(codes, cells, strict=False)
        yield line, {code: clean_line(cell) for code, cell in named if code}


def _need(kind: Kind, codes: Iterable[str]) -> None:
    missing = [code for code in kind.needed if code not in set(codes)]
    if missing:
        word = _(kind.columns[missing[0]])
        raise Refused(_("文件里没有“%(column)s”这一列。") % {"column": word}, "file")


def _of_json(kind: Kind, content: bytes) -> Iterator[tuple[int, Cells | None]]:
    """(number from 1, cells)."""
    try:
        said = json.loads(content.decode("utf-8-sig"))
        things = said[kind.code] if said["format"] == kind.format else None
    except (ValueError, TypeError, KeyError, RecursionError):
        things = None
    if not isinstance(things, list):
        raise Refused(
            _("这不是%(what)s的 JSON：要有 format（%(format)s）和 %(list)s 两项。")
            % {"what": _(kind.name), "format": kind.format, "list": kind.code},
            "file",
        )
    if len(things) > limits.SHEET_ROWS.most:
        raise Refused(_("文件太大，请分成几个文件。"), "file")
    for number, one in enumerate(things, 1):
        yield number, _flat(kind, one) if isinstance(one, dict) else None


def _flat(kind: Kind, one: Mapping[str, Any]) -> Cells:
    return {code: clean_line(_text(one[code])) for code in kind.columns if code in one}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
