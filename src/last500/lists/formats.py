"""The lists as files: one set of fields for CSV, Excel and JSON, out and in. No database here.

docs/formats.md says what each field holds. A sheet's head may hold the Chinese names or the field
names; a cell may hold our word or its code.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from last500.base.areas import read_m2
from last500.base.errors import Refused
from last500.base.marking import N_
from last500.base.spreadsheet_reader import BROKEN
from last500.base.spreadsheets import Table
from last500.lists.sentences import WEEKDAYS, window_words
from last500.lists.windows import DAY, Window
from last500.people.rules import clean_line
from last500.reportin.skills import SKILL_BY_CODE

FORMAT = "last500-lists-1"
ROWS_MOST = 2_000
NEED_FIELDS: Mapping[str, str] = {
    "key": N_("编号"),
    "kind": N_("类别"),
    "title": N_("要什么"),
    "words": N_("说明"),
    "audience": N_("为谁"),
    "skills": N_("技能"),
    "place": N_("小区"),
    "when": N_("时间"),
    "wanted": N_("要多少"),
    "measure": N_("计量单位"),
    "until": N_("到哪天"),
}
RESOURCE_FIELDS: Mapping[str, str] = {
    "key": N_("编号"),
    "kind": N_("类别"),
    "title": N_("名称"),
    "conditions": N_("条件"),
    "risk_note": N_("要留心"),
    "skills": N_("技能"),
    "where": N_("在哪里"),
    "capacity": N_("容纳人数"),
    "area": N_("面积（平方米）"),
    "pieces": N_("件数"),
    "comes_back": N_("用完还"),
    "windows": N_("开放时间"),
    "notice": N_("提前（小时）"),
    "longest": N_("最长（小时）"),
    "communities": N_("提供给"),
}
FIELDS = {"needs": NEED_FIELDS, "resources": RESOURCE_FIELDS}
NEEDED = {"needs": ("kind", "title", "until"), "resources": ("kind", "title")}
YES, NO = ("是", "yes", "true", "1", "y"), ("否", "no", "false", "0", "n")


class Wrong(Exception):
    """What is wrong with a row: a sentence that says how to mend it, without the row's words."""


@dataclass(frozen=True)
class Row:
    """One row as read: its cells by field name, or what is wrong with it."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict, repr=False)
    problem: str = ""


# ---- rows of a file -----------------------------------------------------------------------------


def read_sheet(table: Table, what: str) -> Iterator[Row]:
    """Rows of a CSV or Excel file. Raises Refused when its head names no column that is needed."""
    if not table.lines:
        raise Refused(_("文件是空的。"), "file")
    names = _head(table.lines[0][1] or [], what)
    if len(table.lines) > ROWS_MOST + 1:
        raise Refused(_("行太多了，一次最多 %(n)d 行。") % {"n": ROWS_MOST}, "file")
    for line, cells in table.lines[1:]:
        if cells is None:
            yield Row(line, problem=_("引号没有配对或者一格太长，从这里起读不出来。"))
        elif BROKEN in "".join(cells):
            yield Row(line, problem=_("有认不出的字，请把文件另存为 UTF-8。"))
        else:
            filled = dict(zip(names, map(clean_line, cells), strict=False))
            yield Row(line, {name: cell for name, cell in filled.items() if name and cell})


def _head(cells: Sequence[str], what: str) -> list[str]:
    known = {name: name for name in FIELDS[what]}
    for name, word in FIELDS[what].items():
        known |= {word: name, _(word): name}
    names = [known.get(clean_line(cell), "") for cell in cells]
    missing = [_(FIELDS[what][name]) for name in NEEDED[what] if name not in names]
    if missing:
        said = {"columns": _("、").join(missing)}
        raise Refused(_("第一行要有这些列名：%(columns)s。可以先下载空表再填。") % said, "file")
    return names


def read_json(content: bytes, what: str) -> Iterator[Row]:
    """Rows of the JSON form. Raises Refused when it is not that form at all."""
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Refused(_("这不是合格的 JSON。"), "file") from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise Refused(_("JSON 里要写 format：%(format)s。") % {"format": FORMAT}, "file")
    rows = said.get(what, [])
    if not isinstance(rows, list) or len(rows) > ROWS_MOST:
        raise Refused(_("行太多了，一次最多 %(n)d 行。") % {"n": ROWS_MOST}, "file")
    for line, row in enumerate(rows, 1):
        yield _json_row(line, row, FIELDS[what])


def _json_row(line: int, row: object, known: Mapping[str, str]) -> Row:
    if not isinstance(row, dict) or any(name not in known for name in row):
        return Row(line, problem=_("有不认识的字段，请对照格式说明。"))
    return Row(line, {name: cell for name, value in row.items() if (cell := _cell(value))})


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "、".join(clean_line(str(one)) for one in value[:50])
    if value is None:
        return ""
    return _yes_no(value) if isinstance(value, bool) else clean_line(str(value))[:2000]


def _yes_no(value: bool) -> str:
    return YES[0] if value else NO[0]


# ---- single cells -------------------------------------------------------------------------------


def coded(cell: str, words: Mapping[str, str], name: str) -> str:
    """The code of a word of ours. Raises Wrong and says which there are."""
    for code, word in words.items():
        if cell in {str(code), word, _(word)}:
            return str(code)
    said = {"name": name, "words": _("、").join(_(word) for word in words.values())}
    raise Wrong(_("“%(name)s”请写其中一个：%(words)s。") % said)


def skills(cell: str) -> tuple[str, ...]:
    names = {skill.name: code for code, skill in SKILL_BY_CODE.items()}
    names |= {_(skill.name): code for code, skill in SKILL_BY_CODE.items()}
    said = [word for word in re.split(r"[、，,;；/]\s*", cell) if word]
    found = [word if word in SKILL_BY_CODE else names.get(word, "") for word in said]
    if not all(found):
        raise Wrong(_("有一项技能不在技能表里，请照表里的写法写。"))
    return tuple(dict.fromkeys(found))


def whole(cell: str, name: str, *, most: int, least: int = 0) -> int:
    if not cell.isdecimal() or len(cell) > 9 or not least <= int(cell) <= most:
        said = {"name": name, "least": least, "most": most}
        raise Wrong(_("“%(name)s”请写 %(least)d 到 %(most)d 的整数。") % said)
    return int(cell)


def minutes(cell: str, name: str) -> int:
    """Hours, with a half if need be, as minutes."""
    if not re.fullmatch(r"\d{1,4}(\.\d)?", cell) or float(cell) > 24 * 366:
        raise Wrong(_("“%(name)s”请写小时数，比如 2 或 1.5。") % {"name": name})
    return round(float(cell) * 60)


def square(cell: str) -> int:
    """m² as cm²."""
    try:
        return read_m2(cell)
    except ValueError:
        raise Wrong(_("面积请写平方米，比如 60 或 35.5。")) from None


def day(cell: str, name: str) -> date:
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?( 0?0:00(:00)?)?", cell)
    try:
        return date(*(int(part) for part in found.groups()[:3])) if found else _no_day(name)
    except ValueError:
        return _no_day(name)


def _no_day(name: str) -> date:
    raise Wrong(_("“%(name)s”请写成 2026-03-05 这样。") % {"name": name})


def yes(cell: str, name: str) -> bool:
    if cell.lower() in YES:
        return True
    if cell.lower() in NO:
        return False
    raise Wrong(_("“%(name)s”请写是或否。") % {"name": name})


_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:：](\d{2})")


def windows(cell: str) -> tuple[Window, ...]:
    """周一、周三 9:00-11:30；周六 14:00-17:00. Raises Wrong."""
    found = []
    for part in filter(None, re.split(r"[；;\n]\s*", cell)):
        span = _SPAN.search(part)
        named = part[: span.start()] if span else ""
        days = [n for n, word in enumerate(WEEKDAYS) if word in named or _(word) in named]
        days = list(range(7)) if "每天" in named else days
        if not span or not days:
            raise Wrong(_("开放时间请写成：周一、周三 9:00-11:30；周六 14:00-17:00。"))
        a, b, c, d = map(int, span.groups())
        found += [Window(n, a * 60 + b, c * 60 + d) for n in days]
    if not all(one.fits and one.end <= DAY for one in found):
        raise Wrong(_("开放时间里结束要在开始之后。"))
    return tuple(sorted(set(found)))


# ---- out ----------------------------------------------------------------------------------------


def windows_cell(windows: Sequence[Window]) -> str:
    return "；".join(window_words(windows))


def head(what: str) -> tuple[str, ...]:
    return tuple(_(word) for word in FIELDS[what].values())


def json_text(what: str, rows: Sequence[Mapping[str, Any]]) -> str:
    said = {"format": FORMAT, what: list(rows)}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"
