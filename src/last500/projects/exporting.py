"""Projects as a table that can be taken away, and as JSON (docs/formats.md). They name nobody."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.audiences import AUDIENCE_WORDS
from last500.places.models import Place
from last500.projects import queries, rules, words
from last500.projects.models import BudgetLine, Indicator, Partner, Project, ProjectRole
from last500.projects.words import Risk

FORMAT, VERSION = "last500/projects", 1
COLUMNS = (
    *(N_("编号"), N_("地方"), N_("项目"), N_("类别"), N_("为谁"), N_("状态"), N_("牵头的组织")),
    *(N_("开始"), N_("结束"), N_("总额（分）"), N_("自筹（分）"), N_("已花（分）")),
    *(N_("目标"), N_("做什么"), N_("物资"), N_("风险"), N_("风险说明"), N_("保险")),
    N_("保险从哪天"),
)
KEYS = (
    *("number", "place", "title", "kind", "audience", "state", "lead"),
    *("from_on", "until_on", "total_fen", "own_fen", "spent_fen"),
    *("aim", "does", "materials", "risk", "risk_note", "insurance", "insured_on"),
)


def count(actor: Actor, place: Place, period: Period) -> int:
    return Project.objects.of_desk(actor).under(place.path).count()


def _money(projects: Iterable[Project]) -> dict[Any, list[BudgetLine]]:
    found: dict[Any, list[BudgetLine]] = {}
    rows = BudgetLine.objects.filter(project__in=[one.pk for one in projects])
    for row in rows.order_by("order"):
        found.setdefault(row.project_id, []).append(row)
    return found


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    found = queries.all_on_desk(actor, place, most)
    lines = _money(found)
    for one in found:
        spent = lines.get(one.pk, [])
        yield Row(
            cells=(
                one.number,
                one.place.name,
                one.title,
                _(words.KIND_WORDS[one.kind]),
                _(AUDIENCE_WORDS[one.audience]),
                _(rules.STATE_WORDS[rules.State(one.state)]),
                one.lead.name if one.lead else "",
                one.from_on.isoformat(),
                one.until_on.isoformat(),
                "" if one.total_fen is None else one.total_fen,
                sum(line.own_fen for line in spent),
                sum(line.spent_fen for line in spent),
                one.aim,
                one.does,
                one.materials,
                _(words.RISK_WORDS[Risk(one.risk)]),
                one.risk_note,
                one.insurance,
                one.insured_on.isoformat() if one.insured_on else "",
            ),
            about=one.pk,
        )


TABLE = Table(
    code="projects",
    name=N_("项目"),
    columns=COLUMNS,
    fields="",
    permission=Permission.PROJECT_EDIT,
    count=count,
    rows=rows,
    dated=False,
    keys=KEYS,
)


def _by_project(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(row.project_id, []).append(row)
    return found


def to_json(place: Place, projects: list[Project]) -> str:
    """Everything that hangs at the gate, with money in fen; five statements."""
    keys = [one.pk for one in projects]
    lines = _money(projects)
    counted = _by_project(Indicator.objects.filter(project__in=keys).order_by("order"))
    roles = _by_project(ProjectRole.objects.filter(project__in=keys).order_by("order"))
    partners = Partner.objects.agreed().filter(project__in=keys).select_related("organisation")
    named = _by_project(partners.order_by("answered_at"))
    told = {
        "format": FORMAT,
        "version": VERSION,
        "place": {"name": place.name, "code": place.code},
        "made_at": clock.local(clock.now()).isoformat(timespec="seconds"),
        "projects": [
            {
                **_own(one),
                "budget": [
                    {
                        "title": line.title,
                        "payer": line.payer,
                        "planned_fen": line.planned_fen,
                        "own_fen": line.own_fen,
                        "spent_fen": line.spent_fen,
                    }
                    for line in lines.get(one.pk, [])
                ],
                "indicators": [
                    {
                        "title": row.title,
                        "planned": row.planned,
                        "measure": row.measure,
                        "source": row.source,
                        "reached": row.reached,
                        "note": row.note,
                    }
                    for row in counted.get(one.pk, [])
                ],
                "roles": [
                    {"title": row.title, "skill": row.skill, "number": row.number}
                    for row in roles.get(one.pk, [])
                ],
                "partners": [
                    {
                        "name": row.organisation.name,
                        "as": row.as_what,
                        "part": row.part,
                        "until_on": row.until_on.isoformat(),
                    }
                    for row in named.get(one.pk, [])
                ],
            }
            for one in projects
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


_PLAIN = (
    *("number", "title", "kind", "audience", "aim", "does", "materials", "risk", "risk_note"),
    *("insurance", "state", "reason", "result", "total_fen", "own_percent"),
)


def _own(one: Project) -> dict[str, Any]:
    days = {name: getattr(one, name) for name in ("from_on", "until_on", "insured_on")}
    return {
        "id": str(one.pk),
        "key": one.number,
        **{name: getattr(one, name) for name in _PLAIN},
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "place": one.place.name,
        "place_code": one.place.code,
        "lead": one.lead.name if one.lead else None,
        "parent": str(one.parent_id) if one.parent_id else None,
    }
