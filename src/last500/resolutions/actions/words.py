"""The neighbours' word on whether something was done: one of each, changeable, only as counts."""

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.households.queries import is_neighbour
from last500.organisations.queries import calendar
from last500.resolutions import rules
from last500.resolutions.actions.step import MOVED_ON, advance, held
from last500.resolutions.actions.tasks import tell_desk
from last500.resolutions.models import NeighbourWord, Task
from last500.resolutions.rules import Action, Word
from last500.resolutions.rules import Task as State

ASKED = frozenset({State.DONE, State.DOUBTED})


@transaction.atomic
def say_word(actor: Actor, task: Task, *, word: str) -> Task:
    """Of whoever lives or owns here, while it is said to be done. Raises Forbidden, Refused,
    Conflict."""
    task = held(task)
    if actor.person is None or not is_neighbour(actor, task.resolution.compound):
        raise Forbidden("neither lives nor owns here")
    if word not in set(Word):
        raise Refused(_("请选一个：办到了、还没有，还是看不出来。"), "word")
    if task.state not in ASKED:
        raise Conflict(_(MOVED_ON))
    NeighbourWord.objects.update_or_create(
        task=task, person_id=actor.person, defaults={"word": word, "at": clock.now()}
    )
    return recount(task)


@transaction.atomic
def take_back_word(actor: Actor, task: Task) -> Task:
    task = held(task)
    own = NeighbourWord.objects.filter(task=task, person=actor.person)
    if actor.person is None or not own.delete()[0]:
        raise Conflict(_("你还没有说过，或者已经收回了。"))
    return recount(task)


def recount(task: Task) -> Task:
    """Counts anew; enough "not yet" lays it on the desk. The row is held."""
    rows = NeighbourWord.objects.filter(task=task).order_by()
    counted = dict(rows.values_list("word").annotate(Count("pk")))
    values = {f"said_{word.value}": counted.get(word.value, 0) for word in Word}
    Task.objects.filter(pk=task.pk).update(**values)
    for name, value in values.items():
        setattr(task, name, value)
    if task.state == State.DONE and rules.doubted(task.said, task.stood_by):
        due_at = calendar().add_working_days(clock.now(), rules.DOUBT_DAYS)
        advance(CLOCK, task, Action.DOUBT, due_at=due_at)
        tell_desk(task, "task_doubted")
    return task
