"""Reading an edition of the official divisions from a CSV file: code,name,level,parent_code.

Towns and villages of the national list take the place of streets and communities. Every fault is
told with its line in the file; a file with a fault is not used at all.
"""

import csv
import io
from dataclasses import dataclass, field

from last500.places.rules import OFFICIAL_NAMES, Division, check_divisions

COLUMNS = ("code", "name", "level", "parent_code")
_FAULTS = {
    "code": "the code {row.code!r} is not twelve digits",
    "twice": "the code {row.code} stands in the file twice",
    "level": "the level is not one of: " + ", ".join(OFFICIAL_NAMES),
    "parent": "{row.parent_text} is not in the file as the division above",
    "under": "a {row.level} cannot lie directly under {row.parent}",
    "name": "the name is empty or longer than 60 characters",
}


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True)
class _Row(Division):
    @property
    def parent_text(self) -> str:
        return f"the parent {self.parent}" if self.parent else "an empty parent"


@dataclass
class DivisionFile:
    encoding: str
    rows: list[Division]
    faults: list[str] = field(default_factory=list)


def read(content: bytes) -> DivisionFile:
    """The rows of a file and what is wrong with them. Raises Unreadable."""
    text, encoding = _decoded(content)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [c for c in COLUMNS if c not in [n.strip() for n in reader.fieldnames or ()]]
        if missing:
            raise Unreadable(f"line 1: no column {', '.join(missing)}; wanted: {','.join(COLUMNS)}")
        reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
        numbered = [(reader.line_num, row) for row in reader if any(row.values())]
    except csv.Error as fault:
        raise Unreadable(f"line {reader.line_num}: {fault}") from None
    rows = [_row(row) for _line, row in numbered]
    if not rows:
        raise Unreadable("the file holds no divisions")
    faults = sorted(
        {(numbered[n - 1][0], _FAULTS[word].format(row=rows[n - 1])) for n, word in _faults(rows)}
    )
    return DivisionFile(
        encoding, list(map(_plain, rows)), [f"line {line}: {text}" for line, text in faults]
    )


def _decoded(content: bytes) -> tuple[str, str]:
    for encoding, name in (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, name
    raise Unreadable("this is neither UTF-8 nor GB18030 text")


def _row(row: dict) -> _Row:
    code, name, level, parent = ((row.get(column) or "").strip() for column in COLUMNS)
    name = "".join(character for character in name if character.isprintable())
    return _Row(code, name, OFFICIAL_NAMES.get(level.lower(), level), parent or None)


def _plain(row: _Row) -> Division:
    return Division(row.code, row.name, row.level, row.parent)


def _faults(rows: list[_Row]) -> list[tuple[int, str]]:
    nameless = [(n, "name") for n, row in enumerate(rows, 1) if not 0 < len(row.name) <= 60]
    return check_divisions([_plain(row) for row in rows]) + nameless
