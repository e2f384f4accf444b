"""One step of a task or an agreement: who may, on what condition, what is appended."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.organisations.actions import require
from last500.organisations.queries import desk_with_holders
from last500.organisations.rules import Permission
from last500.resolutions import rules
from last500.resolutions.models import Agreement, Event, Resolution, Task
from last500.resolutions.rules import Action, Holds
from last500.resolutions.rules import Task as State

MOVED_ON = N_("有人刚处理过这件事，请看看现在的情况。")


def end_of(day: date) -> datetime:
    """The moment at which this day is over."""
    return clock.start_of(day + clock.DAY)


def must_handle(actor: Actor, row: Resolution) -> None:
    require(actor, Permission.TOPIC_HANDLE, row.compound)


def held(task: Task) -> Task:
    """The row, held until the transaction ends."""
    rows = Task.objects.select_for_update(of=("self",))
    with_whom = ("resolution__compound__parent", "resolution__topic__compound", "organisation")
    return rows.select_related(*with_whom, "person", "desk").get(pk=task.pk)


def append(
    actor: Actor, row: Resolution, action: str, /, *, task: Task | None = None, **facts: Any
) -> None:
    Event.objects.create(
        resolution=row, task=task, at=clock.now(), action=action, actor_id=actor.person, facts=facts
    )


def check(task: Task, action: Action, reason: str = "") -> None:
    """Raises Conflict where the state stands against it, Refused without a reason."""
    if not rules.allowed(action, task.state):
        raise Conflict(_(MOVED_ON))
    if rules.STEPS[action].needs_reason and not reason:
        raise Refused(_("请写一句，大家会看到。"), "reason")


def advance(
    actor: Actor, task: Task, action: Action, *, facts: dict[str, Any] | None = None, **values: Any
) -> Task:
    """Change it on condition that nobody has meanwhile, and append the event. Raises Conflict."""
    old = State(task.state)
    new = rules.STEPS[action].to or old
    if "desk_id" not in values:
        values["desk_id"] = desk_with_holders(task.resolution.compound)[0].pk
    values |= {"state": new}
    rows = Task.objects.filter(pk=task.pk, state=old)
    if not rows.update(**values):
        raise Conflict(_(MOVED_ON))
    for name, value in values.items():
        setattr(task, name, value)
    append(actor, task.resolution, action, task=task, **(facts or {}))
    return task


def end_agreement(actor: Actor, row: Resolution, holds: Holds, new: Resolution | None) -> None:
    """It holds no more; what was still to be done for it is dropped, with the reason."""
    rows = Agreement.objects.filter(resolution=row, holds=Holds.HOLDS)
    if not rows.update(holds=holds, due_at=None):
        raise Conflict(_("这个决定已经改过或者结束了。"))
    number = new.shown_number if new else ""
    append(actor, row, holds, number=number)
    why = _("由第 %(n)s 号代替") % {"n": number} if new else _("回去再商量")
    lying = sorted(state.value for state in rules.LYING)
    tasks = Task.objects.filter(resolution=row, state__in=lying)
    for task in tasks.select_related("resolution__compound").order_by("order"):
        advance(actor, task, Action.DROP, facts={"reason": why}, reason=why, due_at=None)
