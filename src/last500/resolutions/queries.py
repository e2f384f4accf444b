"""Questions about resolutions. They name nobody, so everybody may ask; a desk has its own piles."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.households.models import Relation
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch
from last500.projects.views.sides import called
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState
from last500.resolutions import rules
from last500.resolutions.models import Agreement, Event, NeighbourWord, Resolution, Task
from last500.resolutions.rules import Holds

SHOWN, PAGE, ASKED_MOST = 60, 30, 300
_LYING = sorted(state.value for state in rules.LYING)


@dataclass(frozen=True)
class Entry:
    """A resolution as it reads today: the first version carries tasks, the latest the words."""

    first: Resolution
    latest: Resolution
    agreement: Agreement
    tasks: list[Task]

    @property
    def is_corrected(self) -> bool:
        return self.latest.pk != self.first.pk


def at(compound: Place, *, only: UUID | None = None) -> list[Entry]:
    """The latest first. Two statements, however many there are."""
    rows = Resolution.objects.filter(compound=compound)
    if only is not None:
        one = rows.filter(pk=only).values("year", "number")
        rows = rows.filter(year__in=one.values("year"), number__in=one.values("number"))
    found = list(
        rows.select_related("agreement", "compound__parent", "topic").order_by(
            "-year", "-number", "version"
        )[: 2 * SHOWN]
    )
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    keys = [row.pk for row in found if row.version == 1]
    rows_of_tasks = Task.objects.filter(resolution__in=keys)
    rows_of_tasks = rows_of_tasks.select_related("desk", "organisation", "resolution__compound")
    for task in rows_of_tasks.order_by("order"):
        tasks[task.resolution_id].append(task)
    return list(_entries(found, tasks))


def _entries(found: Iterable[Resolution], tasks: dict[UUID, list[Task]]) -> Iterable[Entry]:
    versions: dict[tuple[int, int], list[Resolution]] = defaultdict(list)
    for row in found:
        versions[row.year, row.number].append(row)
    for same in versions.values():
        first = same[0]
        if first.version == 1:
            yield Entry(first, same[-1], first.agreement, tasks[first.pk])


def candidates(actor: Actor, compound: Place) -> list[tuple[str, str]]:
    """Neighbours whom the desk could ask to do something: key, what they are called and where.

    Whoever lives or owns here as confirmed, or is reported in here; never the actor.
    """
    homes = Relation.objects.visible_to(actor).confirmed().filter(household__compound=compound)
    members = ReportIn.objects.visible_to(actor).filter(
        state=MemberState.CONFIRMED, place__path__range=branch(compound.path)
    )
    found: dict[str, str] = {}
    for home in homes.select_related("person", "household__at").order_by("pk")[:ASKED_MOST]:
        where = f"{home.household.at.name} {home.household.door}"
        found.setdefault(str(home.person_id), f"{called(home.person)} · {where}")
    for member in members.select_related("person", "place").order_by("pk")[:ASKED_MOST]:
        found.setdefault(str(member.person_id), f"{called(member.person)} · {member.place.name}")
    found.pop(str(actor.person), None)
    return sorted(found.items(), key=lambda pair: pair[1])


def one(key: UUID) -> Resolution | None:
    rows = Resolution.objects.select_related("compound__parent", "topic__compound", "replaces")
    return rows.filter(pk=key).first()


def entry_of(row: Resolution) -> Entry | None:
    found = at(row.compound, only=row.pk)
    return found[0] if found else None


def versions(entry: Entry) -> list[Resolution]:
    rows = Resolution.objects.filter(
        compound=entry.first.compound_id, year=entry.first.year, number=entry.first.number
    )
    return list(rows.order_by("version"))


def history(row: Resolution) -> list[Event]:
    rows = Event.objects.filter(resolution=row).select_related("task")
    return list(rows.order_by("-at", "-pk")[:200])


def own_words(actor: Actor, row: Resolution) -> dict[UUID, str]:
    rows = NeighbourWord.objects.visible_to(actor).filter(task__resolution=row)
    return dict(rows.values_list("task", "word"))


def task(key: UUID) -> Task | None:
    with_whom = ("resolution__compound__parent", "resolution__topic__compound", "organisation")
    return Task.objects.select_related(*with_whom, "person", "desk").filter(pk=key).first()


def replaceable(compound: Place) -> list[Resolution]:
    rows = Resolution.objects.filter(compound=compound, agreement__holds=Holds.HOLDS)
    return list(rows.order_by("-year", "-number")[:100])


# ---- the desk -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    late: list[Task]
    doubted: list[Task]
    running: list[Task]
    reviews: list[Agreement]
    counts: dict[str, int]


def on_desk(actor: Actor, place: Place) -> Desk:
    """Two statements: what is to be done below this place, and what is to be looked at again."""
    assert actor.may(Permission.TOPIC_HANDLE, place.path)
    here = Q(resolution__compound__path__range=branch(place.path))
    rows = Task.objects.filter(here, state__in=_LYING)
    rows = rows.select_related("resolution__compound", "desk").order_by("due_at", "pk")
    found = list(rows[: 4 * PAGE])
    today = clock.today()
    doubted = [one for one in found if one.state == rules.Task.DOUBTED]
    late = [one for one in found if one not in doubted and is_late(one)]
    running = [one for one in found if one not in doubted and one not in late]
    due = Agreement.objects.filter(here, holds=Holds.HOLDS, review_on__lte=today)
    reviews = list(due.select_related("resolution__compound", "desk").order_by("due_at")[:PAGE])
    piles: dict[str, list[Any]] = {
        "late": late,
        "doubted": doubted,
        "running": running,
        "reviews": reviews,
    }
    counts = {name: len(pile) for name, pile in piles.items()}
    return Desk(late, doubted, running, reviews, counts)


def is_late(task: Task) -> bool:
    """Its day is over, and nobody has said done."""
    return task.state in rules.RUNNING and task.until_on < clock.today()


def of_topic(topic_id: UUID) -> list[Resolution]:
    rows = Resolution.objects.filter(topic=topic_id, version=1).select_related("agreement")
    return list(rows.order_by("-year", "-number")[:20])


def asked_of(actor: Actor) -> list[Task]:
    """What a neighbour was asked to do and has not answered, or has taken on."""
    if actor.person is None:
        return []
    rows = Task.objects.filter(person=actor.person, state__in=_LYING)
    return list(rows.select_related("resolution__compound").order_by("until_on")[:20])


# ---- what a compound did first ------------------------------------------------------------------

LOOKED_BACK = ("keep", *sorted(holds.value for holds in Holds if holds != Holds.HOLDS))


def done_first(compound: Place) -> QuerySet[Resolution]:
    """Those of topics with nothing left to do, of which more neighbours say that it is done than
    that it is not, as far as enough of them have said anything; `done_at`: when it was."""
    tasks = Task.objects.filter(resolution=OuterRef("pk")).order_by()
    total = F("said_done") + F("said_not_yet") + F("said_cannot_tell")
    said = tasks.annotate(said_in_all=total).filter(
        state=rules.Task.DONE, said_in_all__gte=rules.SHOWN_FROM, said_done__gt=F("said_not_yet")
    )
    rows = Resolution.objects.filter(compound=compound, version=1, topic__isnull=False)
    rows = rows.filter(Exists(said), ~Exists(tasks.filter(state__in=_LYING)))
    return rows.annotate(done_at=Max("tasks__done_at")).order_by("done_at", "pk")


def looked_back_first(compound: Place) -> QuerySet[Event]:
    """When an agreement was looked at again: kept, changed, ended, or back to discussion."""
    rows = Event.objects.filter(resolution__compound=compound, task=None, action__in=LOOKED_BACK)
    return rows.order_by("at", "pk")
