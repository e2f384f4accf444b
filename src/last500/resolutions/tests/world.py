"""Resolutions of the cast's compound A."""

from datetime import date

from last500.base import clock
from last500.resolutions import actions
from last500.resolutions.draft import NewTask
from last500.resolutions.models import Resolution, Task
from last500.resolutions.rules import By, Counts
from last500.topics.models import Topic
from last500.topics.tests.world import in_council
from tests.cast import Cast


def day(days: int) -> date:
    return clock.today() + days * clock.DAY


def task(what: str = "划出四十个车位", **more: object) -> NewTask:
    filled = {"what": what, "until": day(20), "who": "自管委", "kind": "body"}
    return NewTask(**(filled | more))  # type: ignore[arg-type]


def adopted(
    cast: Cast, topic: Topic | None = None, *, tasks: list[NewTask] | None = None, **more: object
) -> Resolution:
    filled = {
        "by": By.COUNCIL,
        "words": "院子里划四十个车位，消防通道不停车。",
        "review_on": day(180),
        "counts": Counts(21, 3, 2),
        "body": "十一月的坝坝会",
    } | more
    row = actions.adopt(
        cast.actor("lin"),
        topic or in_council(cast),
        tasks=[task()] if tasks is None else tasks,
        **filled,  # type: ignore[arg-type]
    )
    assert row is not None
    return row


def only_task(row: Resolution) -> Task:
    return fresh(Task.objects.filter(resolution=row).order_by("order")[0])


def fresh(row: Task) -> Task:
    with_whom = ("resolution__compound__parent", "resolution__topic__compound", "organisation")
    return Task.objects.select_related(*with_whom, "person", "desk").get(pk=row.pk)


def done(cast: Cast, row: Resolution) -> Task:
    return fresh(actions.say_done(cast.actor("lin"), only_task(row)))
