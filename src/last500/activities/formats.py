"""An activity as a row of a table or an object of JSON, in and out. It names nobody.

Columns and words of closed lists may stand in Chinese or as codes (docs/formats.md, "Activities").
Its roles are one cell for each side: `布置场地×2、登记×1`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from last500.activities.models import Activity, Role
from last500.activities.plan import Plan, RolePlan
from last500.activities.rules import Side
from last500.base import clock
from last500.base.marking import N_
from last500.imports.cells import Cells, Reader, words
from last500.places.audiences import AUDIENCE_WORDS
from last500.posts.formats import risks

FORMAT, VERSION = "last500/activities", 1
COLUMNS: Mapping[str, str] = {
    "key": N_("编号"),
    "place": N_("地方"),
    "title": N_("活动"),
    "what": N_("做什么"),
    "where": N_("地点"),
    "on": N_("哪一天"),
    "start": N_("几点"),
    "minutes": N_("多少分钟"),
    "audience": N_("给谁办的"),
    "helpers": N_("帮忙的位置"),
    "guests": N_("参加的位置"),
    "risk": N_("风险"),
    "risk_note": N_("风险说明"),
    "insurance": N_("保险"),
    "insured_on": N_("保险从哪天"),
    "project": N_("项目编号"),
    "opens": N_("开放报名"),
}
NEEDED = ("title", "what", "on", "start", "minutes", "risk")
SIDES = {"helpers": Side.HELPER, "guests": Side.PARTICIPANT}
ROLE = re.compile(r"(.+?)[×xX*]?([0-9]{1,3})")


# ---- reading ------------------------------------------------------------------------------------


def read(cells: Cells) -> Plan:
    """What would be set up; its project is looked up by whoever reads it in. Raises Refused."""
    row = Reader(COLUMNS, cells)
    on = row.day("on")
    if on is None:
        raise row.fault("on")
    return Plan(
        title=row.text("title"),
        what=row.text("what"),
        where=row.text("where"),
        on=on,
        start=row.minute("start"),
        minutes=row.number("minutes"),
        audience=row.one_of("audience", {"": "", **words(AUDIENCE_WORDS)}),
        roles=_roles(row),
        risk=row.one_of("risk", risks()),
        risk_note=row.text("risk_note"),
        insurance=row.text("insurance"),
        insured_on=row.day("insured_on"),
        opens=row.yes("opens"),
    )


def _roles(row: Reader) -> tuple[RolePlan, ...]:
    found: list[RolePlan] = []
    for code, side in SIDES.items():
        for word in row.several(code):
            said = ROLE.fullmatch(word)
            if said is None:
                raise row.fault(code)
            found.append(RolePlan(len(found), said[1], side, int(said[2])))
    return tuple(found)


def called(cells: Cells) -> str:
    """Its name and when it begins: the same name is held on many days. Raises Refused."""
    plan = read(cells)
    return f"{plan.title}\0{plan.on.isoformat()}\0{plan.start}"


# ---- writing ------------------------------------------------------------------------------------


def cells_of(activity: Activity, roles: Iterable[Role]) -> dict[str, Any]:
    """An activity as plain values by code, as JSON holds it."""
    begins, roles = clock.local(activity.starts_at), list(roles)
    sides = {
        code: [f"{role.name.replace(' ', '')}×{role.places}" for role in roles if role.side == side]
        for code, side in SIDES.items()
    }
    return {
        "key": activity.number,
        "place": activity.place.code or activity.place.name,
        "title": activity.title,
        "what": activity.what,
        "where": activity.where,
        "on": begins.date().isoformat(),
        "start": f"{begins:%H:%M}",
        "minutes": activity.minutes,
        "audience": activity.audience,
        **sides,
        "risk": activity.risk,
        "risk_note": activity.risk_note,
        "insurance": activity.insurance,
        "insured_on": activity.insured_on.isoformat() if activity.insured_on else None,
        "project": activity.project.number if activity.project else None,
        "opens": activity.state != "planned",
    }


def to_json(activities: Iterable[Activity]) -> str:
    """Each with its place, project and roles at hand."""
    rows = [cells_of(one, one.roles.all()) for one in activities]
    said = {"format": FORMAT, "version": VERSION, "activities": rows}
    return json.dumps(said, ensure_ascii=False, indent=1)
