from types import SimpleNamespace

from last500.base import clock
from last500.people.models import Person
from last500.records.models import ServiceRecord
from tests.access.table import Row
from tests.cast import Cast

ROWS: list[Row] = []
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {}
NOT_WORDS: set[str] = set()


def life(cast: Cast, person: Person) -> None:
    """One record of their own, and one each that they entered, confirmed and declined."""
    now = clock.now()
    began = now - 20 * clock.DAY
    said = {"place": cast.a, "source": "own", "kind": "tidying", "entered_at": now, "minutes": 60}
    both = ((person, cast.lin), (cast.lin, person))
    for day, (who, other) in enumerate(both):
        times = {"began_at": began + day * clock.DAY, "entered_by": other, "note": "扫地"}
        times["ended_at"] = times["began_at"] + clock.HOUR
        ServiceRecord.objects.create(
            person=who, state="confirmed", confirmed_by=other, confirmed_at=now,
            confirmed_as="organiser", external_number="A-1", external_index=f"x{day}",
            **said, **times,
        )  # fmt: skip
        ServiceRecord.objects.create(
            person=who, state="declined", declined_by=other, declined_at=now, reason="不是",
            **said, **times,
        )  # fmt: skip


def add(town: SimpleNamespace) -> None:
    """Nothing yet."""
