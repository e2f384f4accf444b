"""Topics of the cast's compound A, and neighbours behind its doors."""

from last500.base import clock
from last500.households.models import Household, Relation
from last500.people import actions as people
from last500.topics import actions
from last500.topics.draft import Draft, Sorting
from last500.topics.models import Topic
from tests.cast import Cast

WORDS = "晚上回来没有车位，消防通道也停满了。"


def lives(cast: Cast, name: str, door: str = "101", kind: str = "resident") -> Relation:
    """As confirmed by Lin; by He where Lin is meant."""
    home, _made = Household.objects.get_or_create(
        at=cast.building, door=door, defaults={"compound": cast.a}
    )
    now = clock.now()
    return Relation.objects.create(
        household=home, person=cast.people[name], kind=kind, state="confirmed", seen="known",
        asked_at=now, decided_at=now, decided_by=cast.people["he" if name == "lin" else "lin"],
    )  # fmt: skip


def crowd(cast: Cast, count: int, *, first: int = 0) -> list[str]:
    """Neighbours, each behind a door of their own."""
    names = []
    for number in range(first, first + count):
        name = f"door{number}"
        cast.people[name] = people.person_with_phone(f"1000002{number:04d}", name=f"户{number}")
        lives(cast, name, door=f"{number + 1}01")
        names.append(name)
    return names


def draft(**more: str) -> Draft:
    filled = {"title": "院子里停车排一排", "words": WORDS, "kind": "parking", "wish": "画线"}
    return Draft(**(filled | more))


def sorting(**more: str) -> Sorting:
    filled = {
        "title": "院子里停车怎么排",
        "words": WORDS,
        "kind": "parking",
        "whose": "residents",
        "ground": "all_residents",
    }
    return Sorting(**(filled | more))


def proposed(cast: Cast, by: str = "wang", **more: str) -> Topic:
    return fresh(actions.propose(cast.actor(by), cast.a, draft(**more)))


def shown(cast: Cast, by: str = "wang", **more: str) -> Topic:
    return fresh(actions.sort(cast.actor("lin"), proposed(cast, by), sorting(**more)))


def on_agenda(cast: Cast, by: str = "wang", **more: str) -> Topic:
    topic = shown(cast, by, **more)
    return fresh(actions.put_on(cast.actor("lin"), topic, reason="大家天天都在说。"))


def in_council(cast: Cast, by: str = "wang", **more: str) -> Topic:
    topic = on_agenda(cast, by, **more)
    return fresh(actions.take_up(cast.actor("lin"), topic, words="十月的坝坝会"))


def fresh(topic: Topic) -> Topic:
    return Topic.objects.select_related("compound__parent", "desk", "into").get(pk=topic.pk)
