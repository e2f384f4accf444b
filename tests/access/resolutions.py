from types import SimpleNamespace

from last500.base import clock
from last500.people.models import Person
from last500.resolutions.models import Event, NeighbourWord, Task
from last500.resolutions.tests.world import adopted, day, only_task, task
from last500.topics.tests.world import in_council
from tests.access.table import Row, staff
from tests.cast import Cast

# What was decided hangs at the gate; Lin's desk and those above take its steps. Li was asked to do
# the second of its tasks and has not answered. Hua lives here.
DESK = staff(200, "lin", "he", "sun")
GONE = {"nobody": 302}


def _of(thing: str, *more: str):
    return lambda town: (getattr(town, thing).pk, *more)


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _slug(town: SimpleNamespace) -> tuple:
    return (town.cast.a.slug,)


def _post(name: str, others: int, named: dict, args) -> Row:
    return Row(f"resolutions:{name}", others, GONE | named, args, "post")


def _desk(status: int) -> dict[str, int]:
    return staff(status, "lin", "he", "sun")


ROWS: list[Row] = [
    Row("resolutions:at", 200, args=_slug),
    Row("resolutions:show", 200, args=_of("resolution")),
    Row("resolutions:notice", 200, args=_of("resolution")),
    Row("resolutions:desk", 404, GONE | DESK, _compound),
    Row("resolutions:new", 404, GONE | DESK, _compound),
    _post("new", 404, _desk(422), _compound),
    Row("resolutions:adopt", 403, GONE | DESK, _of("council_topic")),
    _post("adopt", 403, _desk(422), _of("council_topic")),
    Row("resolutions:correct", 403, GONE | DESK, _of("resolution")),
    _post("correct", 403, _desk(422), _of("resolution")),
    Row("resolutions:agreement", 403, GONE | DESK, _of("resolution", "keep")),
    _post("agreement", 403, _desk(422), _of("resolution", "keep")),
    Row("resolutions:task", 403, GONE | DESK, _of("resolution_task", "note")),
    _post("task", 403, _desk(422), _of("resolution_task", "note")),
    _post("word", 403, staff(422, "chen", "hua"), _of("resolution_task")),
    Row("resolutions:offer", 404, GONE | {"li": 200}, _of("resolution_offer")),
    _post("offer", 404, {"li": 303}, _of("resolution_offer")),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {
    "resolutions:at": "hangs at the gate of the compound",
    "resolutions:show": "what was decided hangs at the gate, and names nobody",
    "resolutions:notice": "the sheet that hangs at the gate",
    **dict.fromkeys(
        [f"resolutions:{name}" for name in ("adopt", "agreement", "correct", "task", "word")],
        "a button of what hangs at the gate: whoever has no part in it is told so",
    ),
}
NOT_WORDS: set[str] = set()


def add(town: SimpleNamespace) -> None:
    cast = town.cast
    tasks = [task(), task("贴到每个单元", kind="person", who="", person=cast.li.pk)]
    town.resolution = adopted(cast, in_council(cast, by="li"), tasks=tasks)
    town.resolution_task = only_task(town.resolution)
    town.resolution_offer = Task.objects.get(resolution=town.resolution, order=2)


def life(cast: Cast, person: Person) -> None:
    """As who was asked to do something and said yes, who said whether it was done, as a desk."""
    now = clock.now()
    row = adopted(cast, in_council(cast))
    own = Task.objects.create(
        resolution=row, order=9, what="浇花", kind="person", person=person, agreed_at=now,
        called="三楼的", first_until=day(9), until_on=day(9), desk=cast.a, due_at=now,
    )  # fmt: skip
    NeighbourWord.objects.create(task=own, person=person, word="done", at=now)
    Event.objects.create(resolution=row, task=own, at=now, action="note", actor=person)
