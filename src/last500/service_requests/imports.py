"""Reading a file of requests: a small TOML map says what each column is, every row gets a verdict.

The map, with everything that may stand in it:

    source = "mailbox-2019"      # one word for where the rows come from; with `key` it names a row
    consent = "said_on_phone"    # how people agreed: own_page told_proxy signed_paper said_on_phone
    no_phone = "slip"            # or "problem": what when a row has no telephone
    too_long = "problem"         # or "cut": what when a text is longer than 2,000 characters

    [columns]                    # only `text` must be there
    text = ["subject", "text"]   # one column, or several that are joined line by line
    key = "message_id"           # what makes a row itself; without it, all its cells
    placed_at = "submitted_at"   # 2019-08-19 11:48[:23]; also with / and without a time
    phone = "phone"
    name = "name"
    door = "door"
    author = "user"              # only to see that one person wrote twice; kept as a keyed hash

    [place]                      # the placing rule: one compound for all …
    constant = "liuhua"          # the short word in its address, or its code
    # column = "compound"        # … or a column, whose values are names, short words or codes
    # [place.values]             # … or are listed here
    # "Liuhua, gate 2" = "liuhua"

    [category]                   # the same three ways; none at all leaves it to the desk
    [spot]                       # the same: home stairs yard road other

Files are Excel (.xlsx, the first sheet) or CSV: UTF-8 with or without a mark, UTF-16 with one, or
GB18030; base/spreadsheets.py reads them. No database here.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.errors import Refused
from last500.base.marking import N_
from last500.base.spreadsheet_reader import BROKEN
from last500.base.spreadsheets import Table
from last500.people.actions import read_phone
from last500.people.rules import clean_line, clean_text
from last500.service_requests.categories import BY_CODE

TEXT_MOST = 2000
CONSENTS = ("own_page", "told_proxy", "signed_paper", "said_on_phone")
SPOTS = ("home", "stairs", "yard", "road", "other")
ONE_COLUMN = ("key", "placed_at", "phone", "name", "door", "author")
NO_PLACE = N_("不知道是哪个小区：请在对照表里写上 place.values。")


@dataclass(frozen=True)
class Choice:
    """One value for all rows, or a column whose values may be listed."""

    constant: str = ""
    column: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def of(self, cells: Mapping[str, str]) -> str:
        if not self.column:
            return self.constant
        found = clean_line(cells[self.column])
        return self.values.get(found, self.constant or found)


@dataclass(frozen=True)
class ImportMap:
    source: str
    consent: str
    text: tuple[str, ...]
    columns: Mapping[str, str]
    place: Choice
    category: Choice
    spot: Choice
    no_phone: str = "slip"
    too_long: str = "problem"

    def needed(self) -> set[str]:
        """The columns that the file must have."""
        chosen = {choice.column for choice in (self.place, self.category, self.spot)}
        return {*self.text, *self.columns.values(), *chosen} - {""}


@dataclass(frozen=True)
class Row:
    """One row as read: what would be placed, or what is wrong with it."""

    line: int
    identity: str = ""
    placing: Mapping[str, str] = field(default_factory=dict, repr=False)
    author: str = field(default="", repr=False)
    problem: str = ""


# ---- the map ------------------------------------------------------------------------------------


def read_map(content: bytes) -> ImportMap:
    """Read and check the map. Raises Refused with the sentence that says what to mend."""
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Refused(_("对照表不是合格的 TOML：%(fault)s") % {"fault": fault}) from None
    _known(raw, {"source", "consent", "no_phone", "too_long", *_TABLES}, "")
    tables = {name: _table(raw, name) for name in _TABLES}
    columns = tables["columns"]
    _known(columns, {"text", *ONE_COLUMN}, "columns")
    text = columns.get("text")
    parts = tuple(text) if isinstance(text, list) else (text,) if text else ()
    if not parts or not all(isinstance(part, str) for part in parts):
        raise Refused(_("对照表里要写 columns.text：哪一列（或哪几列）是求助的内容。"))
    place = _choice(tables["place"], "place")
    if not (place.constant or place.column):
        raise Refused(_("对照表里要写 place：放到哪个小区，或者看哪一列。"))
    return ImportMap(
        source=str(raw.get("source", "")),
        consent=_one_of(raw, "consent", CONSENTS, ""),
        text=parts,
        columns={name: str(columns[name]) for name in ONE_COLUMN if columns.get(name)},
        place=place,
        category=_choice(tables["category"], "category"),
        spot=_choice(tables["spot"], "spot"),
        no_phone=_one_of(raw, "no_phone", ("slip", "problem"), "slip"),
        too_long=_one_of(raw, "too_long", ("problem", "cut"), "problem"),
    )


_TABLES = ("columns", "place", "category", "spot")


def _table(raw: Mapping, name: str) -> Mapping:
    table = raw.get(name, {})
    if not isinstance(table, dict):
        raise Refused(_("对照表里的 %(name)s 要写成一个表。") % {"name": name})
    return table


def _known(table: Mapping, names: set[str], where: str) -> None:
    strange = sorted(set(table) - names)
    if strange:
        shown = f"{where}.{strange[0]}" if where else strange[0]
        raise Refused(
            _("对照表里的 %(name)s 不认识；可以写：%(known)s。")
            % {"name": shown, "known": _("、").join(sorted(names))}
        )


def _one_of(raw: Mapping, name: str, allowed: tuple[str, ...], default: str) -> str:
    value = raw.get(name, default)
    if value not in allowed:
        raise Refused(
            _("对照表里的 %(name)s 要写其中一个：%(known)s。")
            % {"name": name, "known": _("、").join(allowed)}
        )
    return value


def _choice(table: Mapping, name: str) -> Choice:
    _known(table, {"constant", "column", "values"}, name)
    values = {clean_line(str(k)): str(v) for k, v in table.get("values", {}).items()}
    return Choice(str(table.get("constant", "")), str(table.get("column", "")), values)


# ---- the file -----------------------------------------------------------------------------------


def read_rows(table: Table, mapping: ImportMap) -> Iterator[Row]:
    """Every row of the file in order, the good and the bad. Raises Refused for a bad header."""
    lines = iter(table.lines)
    header = _header(next(lines, (1, None))[1], mapping)
    for line, cells in lines:
        if cells is None:
            yield Row(line, problem=_("引号没有配对或者一格太长，从这里起读不出来。"))
            continue
        if table.encoding == "xlsx":
            cells += [""] * (len(header) - len(cells))  # Excel keeps no empty cells at the end
        yield _row(line, header, cells, mapping)


def _header(cells: list[str] | None, mapping: ImportMap) -> list[str]:
    header = [clean_line(cell) for cell in cells or []]
    missing = sorted(mapping.needed() - set(header))
    if missing:
        raise Refused(
            _("文件里没有“%(column)s”这一列；第一行是：%(header)s。")
            % {"column": missing[0], "header": _("、").join(header[:20]) or _("空的")}
        )
    return header


def _row(line: int, header: list[str], cells: list[str], mapping: ImportMap) -> Row:
    missing = len(header) - len(cells)
    if missing > 0:
        return Row(line, problem=_("这一行少了 %(n)d 列。") % {"n": missing})
    if missing < 0:
        return Row(line, problem=_("这一行多了 %(n)d 列。") % {"n": -missing})
    if any(BROKEN in cell for cell in cells):
        return Row(line, problem=_("这一行有读不出的字，请看看原来的文件。"))
    named = dict(zip(header, cells, strict=True))
    key = named[mapping.columns["key"]] if "key" in mapping.columns else "\0".join(cells)
    try:
        placing = _placing(named, mapping)
    except Refused as refused:
        return Row(line, problem=refused.message)
    author = clean_line(named[mapping.columns["author"]]) if "author" in mapping.columns else ""
    return Row(line, f"{mapping.source}\0{key.strip()}", placing, author)


def _placing(cells: Mapping[str, str], mapping: ImportMap) -> dict[str, str]:
    """What would be placed. Raises Refused with the sentence for this row."""

    def cell(name: str) -> str:
        return cells[mapping.columns[name]] if name in mapping.columns else ""

    category, spot = mapping.category.of(cells), mapping.spot.of(cells) or "other"
    if category and category not in BY_CODE:
        raise Refused(_("没有这一类：请在对照表里写上 category.values。"))
    if spot not in SPOTS:
        raise Refused(_("没有这种地方：请在对照表里写上 spot.values。"))
    return {
        "place": mapping.place.of(cells),
        "category": category,
        "spot": spot,
        "text": _text(cells, mapping),
        "phone": _phone(cell("phone"), mapping),
        "name": clean_line(cell("name"))[:40],
        "door": clean_line(cell("door"))[:60],
        "placed_at": _moment(cell("placed_at")),
        "consent": mapping.consent,
    }


def _text(cells: Mapping[str, str], mapping: ImportMap) -> str:
    text = clean_text("\n".join(cells[name] for name in mapping.text))
    if not text:
        raise Refused(_("没有写是什么事。"))
    if len(text) <= TEXT_MOST:
        return text
    if mapping.too_long == "problem":
        raise Refused(
            _("写得太长：%(now)d 字，最多 %(most)d 字。") % {"now": len(text), "most": TEXT_MOST}
        )
    tail = _("……（原文太长，只留了前面）")
    return text[: TEXT_MOST - len(tail)] + tail


def _phone(text: str, mapping: ImportMap) -> str:
    if text.strip():
        return read_phone(text)
    if mapping.no_phone == "problem":
        raise Refused(_("没有电话。"))
    return ""


def _moment(text: str) -> str:
    """ISO form of a local time, or nothing. Raises Refused when it cannot be read or is to come."""
    if not text.strip():
        return ""
    try:
        moment = datetime.fromisoformat(_padded(text))
    except ValueError:
        raise Refused(_("时间看不懂，要像 2019-08-19 11:48 这样。")) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)
    if moment > clock.now() + clock.DAY:
        raise Refused(_("时间还没到，请再看看。"))
    return moment.isoformat()


def _padded(text: str) -> str:
    """2019/8/9 7:05 as 2019-08-09 07:05: how spreadsheets write it."""
    date, _space, rest = clean_line(text).replace("/", "-").partition(" ")
    date = "-".join(part.zfill(2) for part in date.split("-"))
    hour, colon, more = rest.partition(":")
    return f"{date} {hour.zfill(2)}{colon}{more}" if colon else date
