"""What nobody has done in time climbs to the community, then the street, and stays visible."""

import logging

from django.db import transaction

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Refused
from last500.base.scope import everything
from last500.notify.actions import to_people, write
from last500.organisations.queries import calendar, desk_for, desk_holders
from last500.resolutions import rules
from last500.resolutions.actions.step import advance, append, held
from last500.resolutions.actions.tasks import tell_desk
from last500.resolutions.models import Agreement, Task
from last500.resolutions.rules import Action, Holds

log = logging.getLogger(__name__)
BELOW_THE_TOP = ["compound", "community"]


def escalate_overdue(limit: int = 200) -> int:
    """Tasks and agreements; each row in a transaction of its own. Returns how many climbed."""
    done = 0
    with everything("deadlines of what was decided"):
        late = Task.objects.filter(due_at__lt=clock.now(), desk__level__in=BELOW_THE_TOP)
        for task in late.order_by("due_at")[:limit]:
            try:
                with transaction.atomic():
                    done += _task_up(held(task))
            except Refused:
                log.info("task %s moved on meanwhile", task.pk)
        rows = Agreement.objects.filter(due_at__lt=clock.now(), desk__level__in=BELOW_THE_TOP)
        for agreement in rows.select_related("resolution__compound").order_by("due_at")[:limit]:
            with transaction.atomic():
                done += _agreement_up(agreement)
    return done


def _task_up(task: Task) -> int:
    """The first time the own desk hears of it; after that the desk above has it."""
    now = clock.now()
    if task.due_at is None or task.due_at >= now:
        return 0
    above = desk_for(task.resolution.compound, above=task.desk_id)
    if above.pk == task.desk_id:
        return 0
    due_at = calendar().add_working_days(now, rules.ABOVE_DAYS)
    facts = {"desk": above.name}
    tell_desk(task, "task_late")
    advance(CLOCK, task, Action.MOVE_UP, facts=facts, desk_id=above.pk, due_at=due_at)
    tell_desk(task, "task_late")
    return 1


def _agreement_up(agreement: Agreement) -> int:
    row, now = agreement.resolution, clock.now()
    above = desk_for(row.compound, above=agreement.desk_id)
    due_at = calendar().add_working_days(now, rules.ABOVE_DAYS)
    rows = Agreement.objects.filter(
        pk=agreement.pk, holds=Holds.HOLDS, desk=agreement.desk_id, due_at=agreement.due_at
    )
    if above.pk == agreement.desk_id or not rows.update(desk=above, due_at=due_at):
        return 0
    append(CLOCK, row, Action.MOVE_UP, desk=above.name)
    words = {"place": row.compound.name, "title": row.title}
    people = desk_holders(above.pk)
    write(to_people("review_due", people, link=f"/resolutions/{row.pk}/", **words))
    return 1
