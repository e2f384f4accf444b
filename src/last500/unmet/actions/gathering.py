"""What nobody took and what comes again is gathered into needs: by the step, and by the worker.

Every run comes to the same needs, in whatever order requests are closed and gathered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.scope import everything
from last500.base.worker import stopping
from last500.organisations.queries import calendar, desk_with_holders
from last500.places.models import Place
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import State as Asked
from last500.unmet import rules
from last500.unmet.actions.step import append
from last500.unmet.models import UnmetNeed, UnmetRequest
from last500.unmet.rules import Action, State, Why

# There was no need of these: a mistake, another matter, the same matter, or taken back.
UNCOUNTED = frozenset({Asked.DECLINED, Asked.EMERGENCY, Asked.WITHDRAWN, Asked.MERGED})
LOOK_BACK = 62 * clock.DAY  # for what comes again: this month and the one before
AT_ONCE = 500


@dataclass(frozen=True, order=True)
class Cell:
    place: int
    category: str
    month: date


def cell_of(request: ServiceRequest) -> Cell:
    """The month in which it was placed, by the local calendar: it never changes."""
    day = clock.local(request.placed_at).date()
    return Cell(request.place_id, request.category, rules.month_of(day))


def _within(cell: Cell) -> QuerySet[ServiceRequest]:
    """What was asked there; not what its resident has locked."""
    first = clock.start_of(cell.month)
    after = clock.start_of(rules.month_of(cell.month + 32 * clock.DAY))
    rows = ServiceRequest.objects.filter(place=cell.place, category=cell.category)
    rows = rows.filter(placed_at__gte=first, placed_at__lt=after, restricted_at=None)
    return rows.exclude(state__in=sorted(UNCOUNTED))


def on_unmet(request: ServiceRequest) -> None:
    """Called by the step that says that nobody took it, within its transaction."""
    with everything("a request that nobody took is counted with those of its kind"):
        gather_cell(cell_of(request))


def gather(limit: int = AT_ONCE, *, look_back: timedelta = LOOK_BACK) -> int:
    """The worker's verb: cells with something that stands in no need yet, a bounded number.
    `look_back`: from how long ago on what comes again is looked for.

    Each cell in a transaction of its own: what was stopped in between goes on with the next run.
    """
    done = 0
    for cell in _due(limit, look_back):
        if stopping.is_set():
            break
        with transaction.atomic():
            done += gather_cell(cell)
    return done


def _due(limit: int, look_back: timedelta) -> list[Cell]:
    alone = ServiceRequest.objects.filter(in_need=None, restricted_at=None)
    unmet = alone.filter(state=Asked.UNMET).order_by("placed_at")[:limit]
    found = {cell_of(row) for row in unmet.only("place", "category", "placed_at")}
    late = UnmetRequest.objects.filter(why=Why.AGAIN, request__state=Asked.UNMET)
    back = UnmetRequest.objects.filter(
        need__state=State.GATHERED, request__state__in=sorted(UNCOUNTED)
    )
    for changed in (late, back):
        found |= {cell_of(row.request) for row in changed.select_related("request")[:limit]}
    return sorted(found | _again(look_back))


def _again(look_back: timedelta) -> set[Cell]:
    """Kinds that came again lately at a place, where not all of them stand in a need."""
    lately = ServiceRequest.objects.filter(
        placed_at__gte=clock.now() - look_back, restricted_at=None
    ).exclude(state__in=sorted(UNCOUNTED))
    rows = lately.values_list("place", "category", "placed_at", "in_need")
    count: dict[Cell, list[bool]] = {}
    with transaction.atomic():  # PostgreSQL walls a cursor of its own only within one
        for place, category, placed_at, need in rows.iterator(chunk_size=2000):
            month = rules.month_of(clock.local(placed_at).date())
            count.setdefault(Cell(place, category, month), []).append(need is None)
    return {cell for cell, alone in count.items() if len(alone) >= rules.COMES_AGAIN and any(alone)}


def gather_cell(cell: Cell) -> int:
    """Put what was asked in one cell into its need; how many have joined it. In a transaction."""
    rows = list(_within(cell).only("state", "placed_at").order_by("placed_at"))
    if rules.is_need([row.state for row in rows], Asked.UNMET):
        _make(cell)
    need = UnmetNeed.objects.select_for_update().filter(**vars(cell)).first()
    if need is None:
        return 0
    _let_go(need, cell)
    joined = _join(need, rows)
    _settle(need, joined)
    return len(joined)


def _make(cell: Cell) -> None:
    """Two gatherers of one cell make one need: the second finds it, and waits for the first."""
    place, now = Place.objects.get(pk=cell.place), clock.now()
    UnmetNeed.objects.get_or_create(
        place=place,
        category=cell.category,
        month=cell.month,
        defaults={
            "desk_id": desk_with_holders(place)[0].pk,
            "due_at": rules.due(State.GATHERED, now=now, calendar=calendar()),
            "gathered_at": now,
        },
    )


def _let_go(need: UnmetNeed, cell: Cell) -> None:
    """What was taken back, merged or moved elsewhere stands in it no longer, while it is open.

    What nobody took stays, whatever became of its place.
    """
    if need.state == State.GATHERED:
        left = UnmetRequest.objects.filter(need=need).exclude(request__state=Asked.UNMET)
        left.exclude(request__in=_within(cell).values("pk")).delete()


def _join(need: UnmetNeed, rows: Iterable[ServiceRequest]) -> list[Why]:
    """Those that are new to it, and those that nobody took in the end."""
    rows = list(rows)
    known = dict(UnmetRequest.objects.filter(request__in=rows).values_list("request", "why"))
    whys = {row.pk: rules.why(row.state, Asked.UNMET) for row in rows}
    new = [
        UnmetRequest(need=need, request=row, why=whys[row.pk])
        for row in rows
        if row.pk not in known
    ]
    UnmetRequest.objects.bulk_create(new)
    late = [key for key, was in known.items() if was == Why.AGAIN and whys[key] == Why.UNMET]
    UnmetRequest.objects.filter(need=need, request__in=late).update(why=Why.UNMET)
    return [whys[row.request_id] for row in new] + [Why.UNMET for _key in late]


def _settle(need: UnmetNeed, joined: list[Why]) -> None:
    """Count anew; what had been answered waits again where somebody found nobody after all."""
    rows = UnmetRequest.objects.filter(need=need)
    need.count, need.unmet = rows.count(), rows.filter(why=Why.UNMET).count()
    state = rules.joined(need.state, joined)
    if state != need.state:
        need.state, need.reason = state, ""
        need.due_at = rules.due(state, now=clock.now(), calendar=calendar())
        append(CLOCK, need, Action.COME_AGAIN)
    need.save(update_fields=["count", "unmet", "state", "reason", "due_at"])


def forget_empty() -> int:
    """Needs in which nothing stands any more: all of it was taken back."""
    rows = UnmetNeed.objects.filter(state=State.GATHERED, requests=None)
    found, _each = rows.delete()
    return found
