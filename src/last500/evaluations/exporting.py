"""Evaluations as a table that can be taken away: one row for each indicator. It names nobody."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.evaluations.models import Evaluation, EvaluationQuerySet
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch

COLUMNS = (
    *(N_("编号"), N_("地方"), N_("项目"), N_("评估公开的日子"), N_("指标"), N_("计划")),
    *(N_("达到"), N_("单位"), N_("从哪里数来"), N_("说明")),
)
KEYS = (
    *("number", "place", "title", "published_on", "indicator", "planned"),
    *("reached", "measure", "source", "note"),
)


def _rows(actor: Actor, place: Place) -> EvaluationQuerySet:
    rows = Evaluation.objects.of_desk(actor).public()
    return rows.filter(project__place__path__range=branch(place.path))


def count(actor: Actor, place: Place, period: Period) -> int:
    found = _rows(actor, place).values_list("facts", flat=True)
    return sum(len(facts["indicators"]) for facts in found)


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    found = _rows(actor, place).select_related("project__place").order_by("-published_at")
    told = 0
    for one in found[:most]:
        for row in one.facts["indicators"]:
            told += 1
            if told > most:
                return
            yield Row(cells=_cells(one, row), about=one.pk)


def _cells(one: Evaluation, row: dict) -> tuple[str | int, ...]:
    day = clock.local(one.published_at).date().isoformat() if one.published_at else ""
    reached = _("没有数") if row["reached"] is None else row["reached"]
    return (
        one.project.number,
        one.project.place.name,
        one.project.title,
        day,
        row["title"],
        row["planned"],
        reached,
        row["measure"],
        row["source"],
        row["note"],
    )


TABLE = Table(
    code="evaluations",
    name=N_("项目的评估"),
    columns=COLUMNS,
    fields="",
    permission=Permission.PROJECT_EDIT,
    count=count,
    rows=rows,
    dated=False,
    keys=KEYS,
)
