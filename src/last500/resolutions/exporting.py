"""What was decided as a table that can be taken away: one row for each thing to be done.

It hangs at the gate and names nobody; a person who answers stands there as "a neighbour".
"""

from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch
from last500.resolutions.models import Resolution, Task
from last500.resolutions.models import of_desk as desk_of
from last500.resolutions.rules import Who

COLUMNS = (
    *(N_("小区"), N_("编号"), N_("题目"), N_("决定了什么"), N_("怎么定的"), N_("哪天定的")),
    *(N_("赞成"), N_("不赞成"), N_("弃权"), N_("还用不用"), N_("哪天回看")),
    *(N_("办什么"), N_("谁来办"), N_("哪天办到"), N_("办得怎样")),
)
KEYS = (
    *("place", "number", "title", "words", "by", "decided"),
    *("in_favour", "against", "abstained", "holds", "review"),
    *("task", "who", "until", "state"),
)


def _within(actor: Actor, place: Place, period: Period) -> QuerySet[Resolution]:
    """First versions, on which tasks and agreement hang."""
    rows = Resolution.objects.filter(desk_of(actor, "compound__path"), version=1)
    rows = rows.filter(compound__path__range=branch(place.path))
    return rows.filter(decided_on__gte=period.since, decided_on__lte=period.until)


def count(actor: Actor, place: Place, period: Period) -> int:
    """Rows of the table: one for each task, and one for a decision with none."""
    found = _within(actor, place, period)
    return Task.objects.filter(resolution__in=found).count() + found.filter(tasks=None).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    within = _within(actor, place, period)
    corrected = _corrected(within)
    found = within.select_related("compound", "agreement")
    in_order = Prefetch("tasks", Task.objects.order_by("order"))
    written = 0
    for first in found.prefetch_related(in_order).order_by("decided_on", "pk")[:most]:
        cells = _decided(first, corrected.get(_number(first), first))
        tasks: list[Task | None] = [*first.tasks.all()]
        for task in tasks or [None]:
            if written >= most:
                return
            written += 1
            yield Row(cells=(*cells, *_done(task)), about=first.pk)


def _number(row: Resolution) -> tuple[int, int, int]:
    return row.compound_id, row.year, row.number


def _corrected(within: QuerySet[Resolution]) -> dict[tuple[int, int, int], Resolution]:
    """The words as they read after the last correction, of those that have one."""
    compounds = within.order_by().values("compound")
    rows = Resolution.objects.filter(version__gt=1, compound__in=compounds)
    return {_number(row): row for row in rows.order_by("version")}


def _decided(first: Resolution, latest: Resolution) -> tuple[str, ...]:
    hands = (first.in_favour, first.against, first.abstained)
    return (
        first.compound.name,
        first.shown_number,
        latest.title,
        latest.words,
        _(first.get_by_display()),
        first.decided_on.isoformat(),
        *("" if number is None else str(number) for number in hands),
        _(first.agreement.get_holds_display()),
        first.agreement.review_on.isoformat(),
    )


def _done(task: Task | None) -> tuple[str, ...]:
    if task is None:
        return ("", "", "", "")
    who = _("一位邻居") if task.kind == Who.PERSON else task.who
    return (task.what, who, task.until_on.isoformat(), _(task.get_state_display()))


TABLE = Table(
    code="resolutions",
    name=N_("定下来的事"),
    columns=COLUMNS,
    fields="",
    permission=Permission.TOPIC_HANDLE,
    count=count,
    rows=rows,
    keys=KEYS,
)
