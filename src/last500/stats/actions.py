"""Keeping the roll-up true: fold in what has happened since, or build it afresh."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.db import transaction

from last500.base import clock
from last500.base.worker import stopping
from last500.service_requests.models import Event, ServiceRequest
from last500.stats.models import Counted, DayFigure, Mark
from last500.stats.rules import Happening, Line, lines_of

BATCH = 500
# Rows of a transaction that began earlier may appear after the mark: look back a little. A key
# carries the milliseconds of its making in its first 48 bits (RFC 9562).
LOOK_BACK_MS = 10 * 60 * 1000


def fold_in(most: int = 200) -> int:
    """Count every request that something happened to since the last time; how many it counted.

    At most so many batches, each in a transaction of its own. The first looks back a little.
    """
    counted = 0
    for batch in range(most):
        moved = _fold_in_batch(look_back=batch == 0)
        counted += moved
        if not moved or stopping.is_set():
            break
    return counted


@transaction.atomic
def _fold_in_batch(*, look_back: bool) -> int:
    mark = _locked_mark()
    fresh = Event.objects.order_by("pk")
    if mark.event:
        fresh = fresh.filter(pk__gt=mark.event)
    new = list(fresh.values_list("pk", "request")[:BATCH])
    if not new:
        return 0
    touched = {request for _event, request in new}
    if mark.event and look_back:
        late = Event.objects.filter(pk__gt=_earlier(mark.event), pk__lte=mark.event)
        touched |= set(late.values_list("request", flat=True))
    for keys in _parts(sorted(touched)):
        _count_again(keys)
    mark.event = new[-1][0]
    mark.save(update_fields=["event"])
    return len(touched)


def _parts(keys: list[UUID]) -> Iterator[list[UUID]]:
    """SQLite takes a bounded number of parameters in one statement."""
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def rebuild() -> int:
    """Throw the figures away and count afresh; the number of requests counted.

    What erased requests once added is lost with it, so this is for repair, not for every night.
    """
    with transaction.atomic():
        mark = _locked_mark()
        Counted.objects.all().delete()
        DayFigure.objects.all().delete()
        mark.event = None
        mark.save(update_fields=["event"])
    fold_in(most=1_000_000)
    return Counted.objects.count()


def _locked_mark() -> Mark:
    Mark.objects.bulk_create([Mark(pk=1)], ignore_conflicts=True)
    return Mark.objects.select_for_update().get(pk=1)


def _earlier(key: UUID) -> UUID:
    stamp = max(0, (key.int >> 80) - LOOK_BACK_MS)
    return UUID(int=stamp << 80)


def _count_again(requests: list[UUID]) -> None:
    """Replace what these requests had added by what they add now."""
    now = lines_now(requests)
    before = dict(Counted.objects.filter(request__in=requests).values_list("request", "lines"))
    change: Counter[Line] = Counter()
    for key in now.keys() | before.keys():
        change.update(now.get(key, Counter()))
        change.subtract(_unpack(before.get(key, ())))
    _apply({line: n for line, n in change.items() if n})
    Counted.objects.bulk_create(
        [Counted(request_id=key, lines=_pack(lines)) for key, lines in now.items()],
        update_conflicts=True,
        unique_fields=["request"],
        update_fields=["lines"],
    )


def lines_now(requests: Iterable[UUID]) -> dict[UUID, Counter[Line]]:
    """What each of these requests adds to the figures. Two statements."""
    keys = list(requests)
    happenings: dict[UUID, list[Happening]] = defaultdict(list)
    rows = Event.objects.filter(request__in=keys).order_by("at", "pk")
    facts = rows.values_list("request", "at", "action", "from_state", "to_state")
    for key, at, action, old, new in facts:
        happenings[key].append(Happening(at, action, old, new))
    found = ServiceRequest.objects.filter(pk__in=keys)
    return {
        key: lines_of(place, category, state, placed_at, happenings[key], clock.ZONE)
        for key, place, category, state, placed_at in found.values_list(
            "pk", "place", "category", "state", "placed_at"
        )
    }


def _apply(change: dict[Line, int]) -> None:
    known = {
        Line(row.place_id, row.day, row.category, row.measure, row.minutes): row
        for row in DayFigure.objects.filter(
            place__in={line.place for line in change}, day__in={line.day for line in change}
        )
    }
    new: list[DayFigure] = []
    changed: list[DayFigure] = []
    gone: list[DayFigure] = []
    for line, n in change.items():
        row = known.get(line)
        if row is None:
            new.append(DayFigure(**_columns(line), count=n))
            continue
        row.count += n
        (changed if row.count else gone).append(row)
    DayFigure.objects.bulk_create(new, batch_size=BATCH)
    DayFigure.objects.bulk_update(changed, ["count"], batch_size=BATCH)
    DayFigure.objects.filter(pk__in=[row.pk for row in gone]).delete()


def _columns(line: Line) -> dict[str, object]:
    return {
        "place_id": line.place,
        "day": line.day,
        "category": line.category,
        "measure": line.measure,
        "minutes": line.minutes,
    }


def _pack(lines: Counter[Line]) -> list[list[object]]:
    return [
        [line.place, line.day.isoformat(), line.category, line.measure, line.minutes, n]
        for line, n in sorted(lines.items(), key=lambda pair: str(pair[0]))
    ]


def _unpack(rows: Iterable[list]) -> Counter[Line]:
    return Counter(
        {
            Line(place, date.fromisoformat(day), category, measure, minutes): n
            for place, day, category, measure, minutes, n in rows
        }
    )
