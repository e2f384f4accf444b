"""Money and indicators: set before, filled in afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.projects import money, rules
from last500.projects.actions.step import (
    append,
    held,
    loosen,
    must_run,
    public_text,
    terms_can_change,
)
from last500.projects.models import BudgetLine, Indicator, Project
from last500.projects.models.terms import LINE_MOST
from last500.projects.rules import State

NOTE_MOST, SOURCE_MOST, MEASURE_MOST = 200, 60, 8
SPENDING = frozenset({State.RUNNING, State.FINISHED, State.EVALUATED})


class BudgetRefused(Refused):
    """A budget that does not hold, with all that is wrong with it and on which line."""

    def __init__(self, faults: list[money.Fault]) -> None:
        super().__init__(said(faults[0]), faults[0].field)
        self.faults = faults


def said(fault: money.Fault) -> str:
    return _(fault.sentence) % dict(fault.words) if fault.words else _(fault.sentence)


@transaction.atomic
def set_budget(
    actor: Actor, project: Project, *, total: int, percent: int | None, lines: Sequence[money.Line]
) -> None:
    """All lines anew, in fen; they add up to `total` or nothing is changed. Raises BudgetRefused.

    `percent`: the least own share where a government buys the service.
    """
    project = held(project)
    must_run(actor, project)
    terms_can_change(project)
    lines = list(lines)[: money.LINES_MOST]
    found = money.faults(total, lines, percent)
    if found:
        raise BudgetRefused(found)
    rows = [
        BudgetLine(
            project=project, order=number, title=public_text(line.title, "title", LINE_MOST),
            payer=line.payer, planned_fen=line.planned, own_fen=line.own,
        )
        for number, line in enumerate(lines)
    ]  # fmt: skip
    if any(not row.title for row in rows):
        raise Refused(_("请写每一项做什么用。"), "title")
    BudgetLine.objects.filter(project=project).delete()
    BudgetLine.objects.bulk_create(rows)
    buys = money.government_buys(lines)
    Project.objects.filter(pk=project.pk).update(
        total_fen=total, lines_fen=sum(row.planned_fen for row in rows),
        own_percent=percent if buys else None,
    )  # fmt: skip
    loosen(actor, project)
    append(actor, project, "budget", total=total)


@transaction.atomic
def set_spent(actor: Actor, project: Project, spent: Mapping[UUID, int]) -> None:
    """What each line has cost so far, in fen: once it runs and until it is closed."""
    project = held(project)
    must_run(actor, project)
    if project.state not in SPENDING:
        raise Conflict(_("花了多少，项目开始以后再写；结项以后就不改了。"))
    for row in BudgetLine.objects.filter(project=project, pk__in=list(spent)):
        fen = spent[row.pk]
        if not 0 <= fen <= money.FEN_MOST:
            raise Refused(_("这一项的钱数不对，请写 0 或者更多。"), "spent")
        BudgetLine.objects.filter(pk=row.pk).update(spent_fen=fen)
    append(actor, project, "spent", total=sum(spent.values()))


# ---- indicators -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Promise:
    """One indicator as it is agreed: `planned` so many `measure`, counted from `source`."""

    title: str
    planned: int
    measure: str
    source: str


@transaction.atomic
def set_indicators(actor: Actor, project: Project, promises: Sequence[Promise]) -> None:
    """All anew, before the call; afterwards what was promised stays (trigger and rule)."""
    project = held(project)
    must_run(actor, project)
    if project.state not in rules.OPEN_TO_CHANGE:
        raise Conflict(_("招人以后，说好的指标就不改了；做完以后填达到多少。"))
    rows = [
        Indicator(
            project=project, order=number,
            title=public_text(one.title, "title", LINE_MOST), planned=one.planned,
            measure=public_text(one.measure, "measure", MEASURE_MOST),
            source=public_text(one.source, "source", SOURCE_MOST),
        )
        for number, one in enumerate(promises[: rules.INDICATORS_MOST])
    ]  # fmt: skip
    if any(not (row.title and row.measure and row.source) for row in rows):
        raise Refused(_("每个指标要写：数什么、多少、单位、从哪里数来。"))
    Indicator.objects.filter(project=project).delete()
    Indicator.objects.bulk_create(rows)
    loosen(actor, project)
    append(actor, project, "indicators", number=len(rows))


@transaction.atomic
def fill_in(actor: Actor, project: Project, reached: Mapping[UUID, tuple[int | None, str]]) -> None:
    """What was reached of each indicator, or why there is no number."""
    project = held(project)
    must_run(actor, project)
    if project.state not in rules.MEASURED:
        raise Conflict(_("达到多少，项目开始以后、评估以前填。"))
    for row in Indicator.objects.filter(project=project, pk__in=list(reached)):
        number, note = reached[row.pk]
        note = public_text(note, "note", NOTE_MOST)
        told = number is not None or bool(note)
        Indicator.objects.filter(pk=row.pk).update(
            reached=number, note=note, told_at=clock.now() if told else None
        )
    append(actor, project, "reached")
