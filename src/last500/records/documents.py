"""Service records as a document: the JSON form (docs/formats.md), and tables with a header.

Reading never raises for one bad row: each row says what is wrong with it. No database here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.errors import Refused
from last500.base.spreadsheet_reader import BROKEN
from last500.base.spreadsheets import read_table, refused
from last500.people.actions import read_phone
from last500.people.rules import clean_line, clean_text
from last500.records import kinds, rules
from last500.records.actions.entering import NOTE_MOST
from last500.records.models import ServiceRecord

FORMAT, VERSION = "last500/service-records", 1
OTHER = "other_service"
NUMBER_MOST = 80
# Column -> the words that may stand in the first row of a table.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "phone": ("phone", "电话", "手机", "手机号"),
    "began_at": ("began_at", "开始时间", "开始"),
    "minutes": ("minutes", "分钟", "分钟数", "服务时长（分钟）"),
    "kind": ("kind", "种类", "服务种类"),
    "note": ("note", "做了什么", "服务内容"),
    "number": ("number", "编号", "记录编号"),
}
NEEDED = ("phone", "began_at", "minutes")


@dataclass(frozen=True)
class Line:
    """One row: what would be entered, or what is wrong with it. `began` is an ISO time."""

    line: int
    phone: str = ""
    began: str = ""
    minutes: int = 0
    kind: str = OTHER
    note: str = ""
    number: str = ""
    problem: str = ""


def read(content: bytes, file_name: str) -> Iterator[Line]:
    """Every row of a CSV, Excel or JSON file. Raises Refused when it is no such file at all."""
    if file_name.lower().endswith(".json") or content.lstrip()[:1] == b"{":
        return _of_json(content)
    return _of_table(content, file_name)


# ---- JSON ----------------------------------------------------------------------------------------


def written(records: list[ServiceRecord], *, name: str, phone: str, number: str) -> dict[str, Any]:
    """The document of somebody's own records; the same that `read` takes."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _local(clock.now()),
        "person": {"name": name, "phone": phone, "volunteer_number": number},
        "records": [
            {
                "number": str(record.pk),
                "place": record.place.name,
                "kind": record.kind,
                "kind_name": record.word,
                "began_at": _local(record.began_at),
                "minutes": record.minutes,
                "state": record.state,
                "confirmed_as": record.confirmed_as,
                "source": record.source,
                "note": record.note,
                "external_number": record.external_number,
            }
            for record in records
        ],
    }


def _local(moment: datetime) -> str:
    return clock.local(moment).isoformat(timespec="minutes")


def _of_json(content: bytes) -> Iterator[Line]:
    if len(content) > limits.SHEET_ZIPPED.most:
        raise refused("too_large")
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused(_("这个 JSON 文件读不出来，可能没有传完整。"), "file") from None
    rows = said.get("records") if isinstance(said, dict) else None
    if not isinstance(rows, list) or said.get("format") != FORMAT:
        raise Refused(_("这不是服务记录的 JSON 文件。"), "file")
    if said.get("version") != VERSION:
        raise Refused(_("这个文件的版本这里还不认识。"), "file")
    _not_too_many(len(rows))
    person = said.get("person")
    phone = person.get("phone", "") if isinstance(person, dict) else ""
    return (_row(n, {"phone": phone} | _texts(row)) for n, row in enumerate(rows, 1))


def _texts(row: Any) -> dict[str, str]:
    if not isinstance(row, dict):
        return {}
    plain = {key: value for key, value in row.items() if isinstance(value, str | int)}
    return {str(key): str(value) for key, value in plain.items()}


# ---- tables --------------------------------------------------------------------------------------


def _of_table(content: bytes, file_name: str) -> Iterator[Line]:
    table = read_table(content, file_name)
    lines = list(table.lines)
    header = [clean_line(cell) for cell in (lines[0][1] or [])] if lines else []
    columns = {
        name: header.index(found)
        for name, words in HEADERS.items()
        if (found := next((word for word in words if word in header), None))
    }
    missing = [HEADERS[name][1] for name in NEEDED if name not in columns]
    if missing:
        raise Refused(_("第一行里没有“%(column)s”这一列。") % {"column": missing[0]}, "file")
    _not_too_many(len(lines) - 1)
    return (_of_cells(line, cells, columns) for line, cells in lines[1:])


def _of_cells(line: int, cells: list[str] | None, columns: Mapping[str, int]) -> Line:
    if cells is None or any(BROKEN in cell for cell in cells):
        return Line(line, problem=_("这一行有读不出的字，请看看原来的文件。"))
    named = {name: cells[at] for name, at in columns.items() if at < len(cells)}
    return _row(line, named)


def _not_too_many(rows: int) -> None:
    if rows > limits.RECORD_ROWS.most:
        raise Refused(_(limits.RECORD_ROWS.sentence), "file")


# ---- one row -------------------------------------------------------------------------------------


def _row(line: int, said: Mapping[str, str]) -> Line:
    try:
        kind, note = _kind(said)
        return Line(
            line,
            phone=read_phone(said.get("phone", "")),
            began=_moment(said.get("began_at", "")).isoformat(),
            minutes=_minutes(said.get("minutes", "")),
            kind=kind,
            note=note[:NOTE_MOST],
            number=clean_line(said.get("number", ""))[:NUMBER_MOST],
        )
    except Refused as fault:
        return Line(line, problem=fault.message[:200])


def _kind(said: Mapping[str, str]) -> tuple[str, str]:
    """A kind of ours; another system's word is kept in front of what was done."""
    word, note = clean_line(said.get("kind", ""))[:40], clean_text(said.get("note", ""))
    known = {_(name): code for code, name in kinds.all_words().items()}
    code = word if word in kinds.codes() else known.get(word)
    if code:
        return code, note
    return OTHER, "：".join(part for part in (word, note) if part)


def _moment(text: str) -> datetime:
    """2019/8/9 7:05 as well as ISO times. Raises Refused."""
    day, _space, rest = clean_line(text).replace("/", "-").replace("T", " ").partition(" ")
    day = "-".join(part.zfill(2) for part in day.split("-"))
    hour, colon, more = rest.partition(":")
    try:
        moment = datetime.fromisoformat(f"{day} {hour.zfill(2)}{colon}{more}")
    except ValueError:
        moment = None
    if moment is None or not rest:
        raise Refused(_("开始时间看不懂，要像 2026-03-05 14:30 这样。"))
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)


def _minutes(text: str) -> int:
    plain = clean_line(text).removesuffix(".0")
    if not plain.isascii() or not plain.isdigit() or len(plain) > 4:
        raise Refused(_("分钟数要写整数。"))
    if not rules.LEAST <= int(plain) <= rules.MOST:
        raise Refused(_("一次最少 1 分钟，最多 10 小时。"))
    return int(plain)
