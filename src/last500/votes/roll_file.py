"""A roll out of a table: 楼栋, 单元, 门牌, 面积, 业主组, and where it does not vote, why.

Nothing is mended silently: each line that cannot stand has its sentence, and then none is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from last500.base.errors import Refused
from last500.base.marking import N_
from last500.base.spreadsheets import Table, read_table
from last500.votes import rules
from last500.votes.actions import door_of
from last500.votes.rules import Line

HEADS: Mapping[str, str] = {
    "building": "楼栋",
    "entrance": "单元",
    "door": "门牌",
    "area": "面积",
    "group": "业主组",
    "reason": "不投的原因",
}
NEEDED = ("building", "door", "area")
FAULTS_MOST = 50
BROKEN = N_("这一行读不出来。")


@dataclass(frozen=True)
class Fault:
    line: int
    sentence: str


@dataclass(frozen=True)
class Sheet:
    """`lines` are complete only where there are no faults."""

    lines: list[Line]
    faults: list[Fault]


def read(content: bytes, name: str) -> Sheet:
    """Raises Refused where it is no table or a column is missing."""
    return _read(read_table(content, name))


def _read(table: Table) -> Sheet:
    columns = _columns(table.lines[0][1] if table.lines else None)
    lines: list[Line] = []
    faults: list[Fault] = []
    first: dict[tuple[str, str, str], int] = {}
    for number, cells in table.lines[1:]:
        try:
            line = _line(_cells(cells, columns))
        except Refused as refused:
            faults.append(Fault(number, refused.message))
            continue
        earlier = first.setdefault(line.where, number)
        if earlier != number:
            faults.append(Fault(number, _("和第 %(n)d 行是同一套。") % {"n": earlier}))
        lines.append(line)
    return Sheet(_alone(lines), faults[:FAULTS_MOST])


def _columns(heads: list[str] | None) -> dict[str, int]:
    known = [cell.strip() for cell in heads or []]
    found = {code: known.index(word) for code, word in HEADS.items() if word in known}
    missing = [HEADS[code] for code in NEEDED if code not in found]
    if missing:
        raise Refused(
            _("第一行要有这些列：楼栋、单元、门牌、面积、业主组。缺：%(missing)s。")
            % {"missing": "、".join(missing)},
            "file",
        )
    return found


def _cells(cells: list[str] | None, columns: Mapping[str, int]) -> dict[str, str]:
    if cells is None:
        raise Refused(_(BROKEN))
    return {
        code: cells[place].strip() if place < len(cells) else "" for code, place in columns.items()
    }


def _line(cells: Mapping[str, str]) -> Line:
    for code in ("building", "entrance"):
        if len(cells.get(code, "")) > rules.NAME_MOST:
            raise Refused(_("楼栋、单元最多 20 个字。"))
    if not cells["building"] or not cells["door"]:
        raise Refused(_("请写楼栋和门牌。"))
    try:
        area = rules.clean_area(cells["area"])
    except ValueError:
        raise Refused(_("面积“%(area)s”不对，请写平方米，比如 127.38，不能是 0。")
                      % {"area": cells["area"][:20]}) from None  # fmt: skip
    reason = cells.get("reason", "")[:60]
    return Line(
        cells["building"], cells.get("entrance", ""), door_of(cells["door"]), area,
        _group(cells.get("group", "")), not reason, reason,
    )  # fmt: skip


def _group(text: str) -> str:
    if not text:
        return ""
    try:
        return rules.clean_group(text)
    except ValueError:
        raise Refused(
            _("业主组只用字母、数字和短横（比如 A12），不写名字；开发商写“开发商”。")
        ) from None


def _alone(lines: list[Line]) -> list[Line]:
    """A unit without a label has owners of its own."""
    taken = {line.group for line in lines}
    found = []
    for number, line in enumerate(lines, 1):
        label = line.group
        while not label:
            label = f"D{number:05d}"
            if label in taken:
                number, label = number + len(lines), ""
        found.append(Line(line.building, line.entrance, line.door, line.area, label,
                          line.eligible, line.reason))  # fmt: skip
    return found
