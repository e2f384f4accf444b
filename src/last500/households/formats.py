"""A door with its area as a row of a table, in and out. No database here."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from last500.base.areas import read_m2
from last500.base.errors import Refused
from last500.base.marking import N_
from last500.households import rules
from last500.imports.cells import Cells

FORMAT = "last500.households.1"
COLUMNS: Mapping[str, str] = {
    "key": N_("编号"),
    "place": N_("小区"),
    "building": N_("楼栋"),
    "entrance": N_("单元"),
    "door": N_("门牌"),
    "area": N_("面积（平方米）"),
}
NEEDED = ("door",)


def called(cells: Cells) -> str:
    """What tells one door from another in a compound."""
    return "\0".join(cells.get(code, "") for code in ("building", "entrance", "door"))


def area_of(cells: Cells) -> int | None:
    """In cm². Raises Refused for what is no area, and for none at all."""
    text = cells.get("area", "")
    if not text:
        return None
    try:
        found = read_m2(text)
    except ValueError:
        found = 0
    if not found:
        raise Refused(_("面积请写平方米，比如 127.38。"), "area")
    return found


def door_of(cells: Cells) -> str:
    try:
        return rules.clean_door(cells.get("door", ""))
    except ValueError:
        raise Refused(_("门牌请写门上的号，比如 1502 或者 3-502。"), "door") from None
