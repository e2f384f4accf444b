"""One number for one thing: what a report says of an indicator is what its project says.

While the project is measured a report fills its indicators in. Once it is evaluated they stay as
they are, and a report says the same.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.calls.models import AgreedIndicator, Application
from last500.calls.terms import Fault
from last500.projects.actions.step import append
from last500.projects.models import Indicator, Project
from last500.projects.rules import MEASURED, STARTED


def of_project(application: Application) -> dict[str, Indicator]:
    """The indicators of its project by what they count, once it has started. One statement."""
    project = application.project
    if project is None or project.state not in STARTED:
        return {}
    return {row.title: row for row in Indicator.objects.filter(project=project).order_by("order")}


def reached_so_far(application: Application) -> dict[str, int | None]:
    """What the project says already: a report begins with it."""
    return {title: row.reached for title, row in of_project(application).items()}


def against_evaluation(
    application: Application, promised: Iterable[AgreedIndicator], reached: Mapping[UUID, int]
) -> list[Fault]:
    """Numbers that are not those of the project, where those do not change any more."""
    if application.project is None or application.project.state in MEASURED:
        return []
    known = of_project(application)
    said = N_("评估里“%(title)s”写的是 %(n)s，报告要说一样的数。")
    return [
        Fault(f"i{one.pk}", said, (("title", one.title), ("n", str(row.reached))))
        for one in promised
        if (row := known.get(one.title)) is not None
        and row.reached is not None
        and row.reached != reached[one.pk]
    ]


def fill_in(
    actor: Actor,
    application: Application,
    promised: Iterable[AgreedIndicator],
    reached: Mapping[UUID, int],
) -> None:
    """What was reported stands in the project at once; in its history as the report's."""
    project = application.project
    if project is None or not _measured(project):
        return
    known, now = of_project(application), clock.now()
    told = [(known[one.title], reached[one.pk]) for one in promised if one.title in known]
    for row, number in told:
        Indicator.objects.filter(pk=row.pk).update(reached=number, told_at=now)
    if told:
        append(actor, project, "reported")


def _measured(project: Project) -> bool:
    """Asked of the row, held: nobody evaluates it in between."""
    rows = Project.objects.select_for_update(of=("self",))
    return rows.get(pk=project.pk).state in MEASURED
