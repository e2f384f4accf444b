"""A post at compound A, as its secretary sets it up, for the tests of this app."""

from datetime import date

from last500.base import clock
from last500.notify.models import Message
from last500.posts import actions
from last500.posts.filled import Filled
from last500.posts.models import Holding, Post, Waiting
from tests.cast import Cast

EVENING = 19 * 60


def filled(**more: object) -> Filled:
    said = {
        "kind": "repair",
        "title": "每周三晚小家电维修",
        "what": "在门岗旁的工具间给邻居看小家电。",
        "where": "门岗旁工具间",
        "pattern": "weekly",
        "weekday": 2,
        "start": EVENING,
        "minutes": 90,
        "from_on": clock.today(),
        "places": 2,
        "risk": "none",
    } | more
    return Filled(**said)  # type: ignore[arg-type]


def set_up(cast: Cast, by: str = "lin", place: str = "a", **more: object) -> Post:
    return actions.set_up(cast.actor(by), getattr(cast, place), filled(**more))


def fresh(post: Post) -> Post:
    return Post.objects.select_related("place").get(pk=post.pk)


def holders(post: Post) -> set:
    return set(Holding.objects.active().filter(post=post).values_list("person", flat=True))


def line(post: Post) -> list[str]:
    rows = Waiting.objects.in_line().filter(post=post).order_by("at", "pk")
    return list(rows.values_list("state", flat=True))


def state_of(post: Post, person: object) -> str:
    return Waiting.objects.filter(post=post, person=person).latest("at").state


def next_wednesday() -> date:
    today = clock.today()
    return today + ((2 - today.weekday()) % 7 or 7) * clock.DAY


def told(kind: str) -> set:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def full(cast, *names: str, places: int = 1, **more: object) -> Post:
    """A post whose places are held by these, in this order."""
    post = set_up(cast, places=places, **more)
    for name in names or ("wang",):
        actions.claim(cast.actor(name), fresh(post), age=18)
    return fresh(post)
