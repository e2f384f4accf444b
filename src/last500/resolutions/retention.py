"""What was decided stays, without anybody's name; who said or did what goes with its term."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person
from last500.resolutions.actions.step import append, held
from last500.resolutions.actions.words import recount
from last500.resolutions.models import Event, NeighbourWord, Task
from last500.resolutions.rules import RUNNING, Who


def _over(edge: datetime) -> QuerySet[Task]:
    """Done or dropped, and nothing more was to be done for it since."""
    rows = Task.objects.exclude(state__in=sorted([*RUNNING, "doubted"]))
    return rows.filter(until_on__lt=clock.local(edge).date())


RULES = (
    Rule(
        "resolution_helpers",
        N_("办完了的决定里，哪位邻居办的"),
        Keep.TOPIC,
        _over,
        fields=("person", "called"),
    ),
    Rule(
        "resolution_words",
        N_("谁说办到了、谁说没有"),
        Keep.TOPIC,
        lambda edge: NeighbourWord.objects.filter(task__in=_over(edge)),
    ),
    Rule(
        "resolution_actors",
        N_("定下来的事的经过里是谁做的"),
        Keep.LOG,
        lambda edge: Event.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)
STAYS = (
    Stays(N_("决定了什么、谁来办、办到没有"), N_("大家定的事要一直查得到，也写进了日志；没有人名")),
    Stays(N_("邻居说办到没有的数"), N_("只有数，没有人")),
)


def _leave(person: Person) -> None:
    """The desk answers in their place; their words are taken out of the counts."""
    for task in Task.objects.filter(person=person).order_by("pk"):
        row = held(task)
        row.person, row.called, row.agreed_at = None, "", None
        row.kind, row.who = Who.OFFICE, N_("小区值守")
        row.save(update_fields=["person", "called", "agreed_at", "kind", "who"])
        append(Actor(), row.resolution, "not_possible", task=row)
    words = NeighbourWord.objects.filter(person=person)
    keys = set(words.values_list("task", flat=True))
    words.delete()
    for task in Task.objects.filter(pk__in=keys).order_by("pk"):
        recount(held(task))
    Event.objects.filter(actor=person).update(actor=None)


PARTS = (Part(_leave),)
