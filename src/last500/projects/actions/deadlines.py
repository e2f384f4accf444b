"""What happens when nobody takes the next step: a word in time, then the desk above has it.

Nothing here moves a project on. Each row in a transaction of its own.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Refused
from last500.base.scope import everything
from last500.organisations.queries import calendar, desk_for, desk_holders
from last500.places.rules import Level
from last500.projects import rules
from last500.projects.actions.step import advance, append, held, next_people, told
from last500.projects.models import Project
from last500.projects.rules import Action

log = logging.getLogger(__name__)
# Above the street nobody holds a desk: there it stays, overdue for everybody to see.
TOP = (Level.STREET, Level.COUNTY, Level.CITY)


def _each(rows: QuerySet[Project], limit: int, verb: Callable[[Project], int]) -> int:
    done = 0
    with everything("deadlines of projects"):
        for project in rows.order_by("due_at")[:limit]:
            try:
                with transaction.atomic():
                    done += verb(held(project))
            except Refused:
                log.info("project %s moved on meanwhile", project.pk)
    return done


def remind_due(limit: int = 200) -> int:
    """Once in each state, three days before: whoever has the next step."""
    soon = clock.now() + rules.REMIND_BEFORE
    return _each(Project.objects.filter(due_at__lt=soon, reminded_at=None), limit, _remind)


def _remind(project: Project) -> int:
    rows = Project.objects.filter(pk=project.pk, state=project.state, reminded_at=None)
    if project.due_at is None or not rows.update(reminded_at=clock.now()):
        return 0
    append(CLOCK, project, Action.REMIND)
    told("project_late", next_people(project), project, CLOCK)
    return 1


def escalate_overdue(limit: int = 100) -> int:
    """Its day has passed: the next desk above has it, with a few working days of its own."""
    late = Project.objects.filter(due_at__lt=clock.now()).exclude(desk__level__in=TOP)
    return _each(late, limit, _move_up)


def _move_up(project: Project) -> int:
    if project.due_at is None or project.due_at >= clock.now():
        return 0
    above = desk_for(project.place, above=project.desk_id)
    if above.pk == project.desk_id:
        return 0
    due = calendar().add_working_days(clock.now(), rules.ABOVE_DAYS)
    advance(CLOCK, project, Action.MOVE_UP, desk_id=above.pk, due_at=due)
    project.desk = above
    told("project_moved_up", desk_holders(above.pk), project, CLOCK)
    return 1
