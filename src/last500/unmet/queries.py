"""Questions about unmet needs, each narrowed to what the reader may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from last500.base import clock
from last500.base.actor import Actor
from last500.places.models import Place
from last500.service_requests.categories import CATEGORIES
from last500.service_requests.models import ServiceRequest
from last500.unmet import rules
from last500.unmet.models import NeedEvent, UnmetNeed
from last500.unmet.rules import State

MONTHS, LEAST_MONTHS, LISTED, SHOWN = 6, 3, 60, 100


@dataclass(frozen=True)
class Heap:
    """What was asked of one kind, month by month; `counts` and `unmet` in the order of months."""

    category: str
    counts: tuple[int, ...]
    unmet: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Desk:
    """A desk's needs: the picture of the last months, and the list in one state."""

    months: list[date]
    heaps: list[Heap]
    by_state: dict[str, int]
    needs: list[UnmetNeed]
    more: bool

    @property
    def most(self) -> int:
        """The highest bar of the picture."""
        return max((number for heap in self.heaps for number in heap.counts), default=0)


def on_desk(actor: Actor, place: Place, state: str, start: int = 0) -> Desk:
    """Two statements: sums of the last months, and one page of needs, the latest month first."""
    months = rules.months_back(clock.today(), MONTHS)
    here = UnmetNeed.objects.visible_to(actor).under(place.path)
    rows = here.filter(month__gte=months[0]).order_by().values_list("category", "month", "state")
    sums = list(rows.annotate(Sum("count"), Sum("unmet"))[:2000])
    by_state = dict.fromkeys([one.value for one in State], 0)
    for _category, _month, of_state, count, _unmet in sums:
        by_state[of_state] += count
    chosen = here.filter(state=state, month__gte=months[0]).select_related("place", "desk")
    found = list(chosen.order_by("-month", "place__path", "category")[start : start + LISTED + 1])
    months = _shown(months, {row[1] for row in sums})
    return Desk(months, _heaps(sums, months), by_state, found[:LISTED], len(found) > LISTED)


def _shown(months: list[date], held: set[date]) -> list[date]:
    """Without the months before anything was asked; this one and the two before always."""
    first = next((at for at, month in enumerate(months) if month in held), len(months))
    return months[min(first, len(months) - LEAST_MONTHS) :]


def _heaps(sums: Iterable[tuple[str, date, str, int, int]], months: Sequence[date]) -> list[Heap]:
    """In the order of the kinds, never of their numbers."""
    counts: dict[tuple[str, date], list[int]] = {}
    for category, month, _state, count, unmet in sums:
        cell = counts.setdefault((category, month), [0, 0])
        cell[0] += count
        cell[1] += unmet
    kinds = [kind.code for kind in CATEGORIES if any(kind.code == key for key, _m in counts)]
    nothing = [0, 0]
    return [
        Heap(
            kind,
            tuple(counts.get((kind, month), nothing)[0] for month in months),
            tuple(counts.get((kind, month), nothing)[1] for month in months),
        )
        for kind in kinds
    ]


def one(actor: Actor, key: UUID) -> UnmetNeed | None:
    rows = UnmetNeed.objects.visible_to(actor).select_related("place", "desk")
    return rows.filter(pk=key).first()


def chosen(actor: Actor, keys: Iterable[UUID]) -> list[UnmetNeed]:
    """The needs with these keys that the reader may see, in the order of the list."""
    rows = UnmetNeed.objects.visible_to(actor).filter(pk__in=list(keys)[:SHOWN])
    return list(rows.select_related("place").order_by("-month", "place__path", "category"))


def requests_behind(actor: Actor, need: UnmetNeed) -> list[ServiceRequest]:
    """Those that the reader may see in their own right; as many as fit on a page."""
    rows = ServiceRequest.objects.visible_to(actor).filter(in_need__need=need)
    rows = rows.select_related("in_need").defer("text", "answers", "comment")
    return list(rows.order_by("-placed_at")[:SHOWN])


def history(need: UnmetNeed) -> list[NeedEvent]:
    return list(NeedEvent.objects.filter(need=need).order_by("-at", "-pk")[:SHOWN])
