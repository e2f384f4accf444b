"""Reading a list of members, or of units: every row gets one verdict. No database here.

The first row names the columns, in Chinese or English (docs/formats.md). A JSON file is a list of
objects with the English names, under "members" or "units".
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from last500.base import limits
from last500.base.errors import Refused
from last500.base.spreadsheet_reader import BROKEN, Caps, Line
from last500.base.spreadsheets import long_caps, stream_table
from last500.people.rules import clean_line

# What a column is called, by what it is to us; the first name is the one in our own files.
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "name"),
    "phone": ("手机号", "电话", "手机", "联系电话", "手机号码", "电话号码", "phone"),
    "compound": ("小区", "居住小区", "住哪个小区", "compound"),
    "building": ("楼栋", "楼", "栋", "几号楼", "building"),
    "external_number": ("编号", "外部编号", "工号", "external_number"),
}
UNITS: Mapping[str, tuple[str, ...]] = {
    "name": ("单位名称", "单位", "名称", "name"),
    "kind": ("类型", "种类", "kind"),
    "phone": ("办公电话", "单位电话", "phone"),
    "rhythm_days": ("至少多少天做一次", "几天一次", "rhythm_days"),
    "offers": ("能提供什么", "资源", "offers"),
    "liaison_name": ("联络员", "联络员姓名", "liaison_name"),
    "liaison_phone": ("联络员电话", "联络员手机号", "liaison_phone"),
    "external_number": ("编号", "外部编号", "external_number"),
}
NEEDED = {"members": ("name", "phone", "compound"), "units": ("name", "kind")}
KNOWN = {"members": MEMBERS, "units": UNITS}


@dataclass(frozen=True)
class Row:
    """One row as read; `cells` by our own names, `problem` what is wrong with it as a whole."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict, repr=False)
    problem: str = ""


@dataclass(frozen=True)
class Read:
    encoding: str
    total: int
    rows: Iterator[Row]


def read(what: str, content: bytes, file_name: str, within: Caps | None = None) -> Read:
    """All rows of a file, as a stream; of a long list unless `within` says otherwise.

    Raises Refused for what is no list, or lacks a column.
    """
    if file_name.lower().endswith(".json") or content.lstrip()[:1] in (b"{", b"["):
        items = _from_json(what, content)
        return Read("json", len(items), _objects(what, items))
    stream = stream_table(content, file_name, within or long_caps())
    lines = iter(stream.lines)
    header = _header(what, next(lines, (1, None))[1])
    is_xlsx = stream.encoding == "xlsx"
    return Read(stream.encoding, max(0, stream.total - 1), _table_rows(lines, header, is_xlsx))


def _header(what: str, cells: Sequence[str] | None) -> list[str]:
    """Our own name for each column; strange columns are read past."""
    said = [clean_line(cell).strip("()（） *").strip("＊").casefold() for cell in cells or ()]
    ours = {name: code for code, names in KNOWN[what].items() for name in names}
    header = [ours.get(word, "") for word in said]
    for code in NEEDED[what]:
        if code not in header:
            raise Refused(
                _("文件里没有“%(column)s”这一列；第一行是：%(header)s。")
                % {
                    "column": KNOWN[what][code][0],
                    "header": _("、").join(word[:20] for word in said[:12] if word) or _("空的"),
                },
                "file",
            )
    return header


def _table_rows(lines: Iterable[Line], header: Sequence[str], is_xlsx: bool) -> Iterator[Row]:
    for line, cells in lines:
        if cells is None:
            yield Row(line, problem=_("引号没有配对或者一格太长，从这里起读不出来。"))
        elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            more = len(cells) - len(header)
            yield Row(line, problem=_("这一行多了 %(n)d 列。") % {"n": more})
        elif len(cells) < len(header) and not is_xlsx:
            missing = len(header) - len(cells)
            yield Row(line, problem=_("这一行少了 %(n)d 列。") % {"n": missing})
        else:
            yield _row(line, dict(zip(header, cells, strict=False)))


def _row(line: int, cells: Mapping[str, str]) -> Row:
    if any(BROKEN in cell for cell in cells.values()):
        return Row(line, problem=_("这一行有读不出的字，请看看原来的文件。"))
    return Row(line, cells)


# ---- JSON ---------------------------------------------------------------------------------------


def _from_json(what: str, content: bytes) -> list:
    if len(content) > limits.LIST_JSON.most:
        raise Refused(_("JSON 文件太大，最多 5 MB。请分成几个文件，或者用 CSV。"), "file")
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Refused(_("这不是合格的 JSON 文件。"), "file") from None
    items = said.get(what) if isinstance(said, dict) else said
    if not isinstance(items, list):
        raise Refused(_("JSON 文件里要有一个列表“%(name)s”。") % {"name": what}, "file")
    if len(items) > limits.LIST_ROWS.most:
        raise Refused(_("行太多了，名单一次最多十万行（空行也算）。请分成几个文件。"), "file")
    return items


def _objects(what: str, items: Sequence[object]) -> Iterator[Row]:
    """The first item is line 1."""
    for line, item in enumerate(items, 1):
        if not isinstance(item, dict):
            yield Row(line, problem=_("这一项不是一个对象。"))
            continue
        cells = {code: item.get(code) for code in KNOWN[what]}
        if any(not isinstance(value, str | int | None) for value in cells.values()):
            yield Row(line, problem=_("这一项里有不是文字的内容。"))
        else:
            yield Row(line, {code: "" if v is None else str(v) for code, v in cells.items()})


# ---- names of buildings -------------------------------------------------------------------------

_NUMERALS = {sign: number for number, sign in enumerate("零一二三四五六七八九")}
_CHINESE = re.compile(r"[零一二三四五六七八九十]+")
_WORD = re.compile(r"(?:号楼|[栋幢座]|号|楼)+$")


def _figure(found: re.Match[str]) -> str:
    """十二 → 12; up to ninety-nine, which is as far as buildings go."""
    before, ten, after = found[0].partition("十")
    if not ten:
        return "".join(str(_NUMERALS[sign]) for sign in before)
    tens = _NUMERALS.get(before[-1:], 1) if before else 1
    return str(10 * tens + (_NUMERALS.get(after[:1], 0) if after else 0))


def building_key(name: str) -> str:
    """By which 3号楼, 三栋 and ３幢 are one building; words without a number stay as they are."""
    plain = _CHINESE.sub(_figure, unicodedata.normalize("NFKC", name).replace(" ", ""))
    short = _WORD.sub("", plain)
    return short.casefold() or plain.casefold()
