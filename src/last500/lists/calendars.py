"""A resource's time: what is taken, what is free, a month as a table. Moments and minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from last500.base import clock
from last500.lists import windows
from last500.lists.models import Booking, Resource, ResourceDay, StockDay
from last500.lists.windows import Slot, Span


def slot_words(slot: Slot) -> str:
    """9:00–11:30."""
    return f"{windows.hours_words(slot.start)}–{windows.hours_words(slot.end)}"


def moment(on: date, minute: int) -> datetime:
    """A minute of a day on the residents' wall clock; 1440 is midnight at its end."""
    return clock.start_of(on) + timedelta(minutes=minute)


def minute_of(at: datetime, on: date) -> int:
    """The minute of this day, held within it."""
    return max(0, min(windows.DAY, int((at - clock.start_of(on)).total_seconds() // 60)))


def _between(resource: Resource, first: date, last: date) -> list[Booking]:
    rows = Booking.objects.holding().filter(
        resource=resource,
        starts_at__lt=clock.start_of(last + clock.DAY),
        ends_at__gt=clock.start_of(first),
    )
    rows = rows.select_related("for_place", "for_organisation").order_by("starts_at")
    return list(rows[:1000])


def taken_spans(resource: Resource, on: date) -> list[Span]:
    """Minutes of the day that somebody else has asked for or has."""
    return _spans(_between(resource, on, on), on)


def _spans(bookings: Iterable[Booking], on: date) -> list[Span]:
    return [
        span
        for one in bookings
        if (span := (minute_of(one.starts_at, on), minute_of(one.ends_at, on)))[0] < span[1]
    ]


@dataclass(frozen=True)
class DayCell:
    """One day of a month: what is booked, and what is still free (of goods: how many)."""

    on: date
    is_past: bool
    in_month: bool
    bookings: list[Booking]
    free: list[Slot]
    left: int | None = None

    @property
    def free_words(self) -> list[str]:
        return [slot_words(one) for one in self.free]


def month(resource: Resource, year: int, number: int) -> list[list[DayCell]]:
    """The weeks of a month; three statements, whatever is in it."""
    weeks = windows.month_of(year, number)
    first, last = weeks[0][0], weeks[-1][-1]
    taken = _between(resource, first, last)
    days = list(ResourceDay.objects.filter(resource=resource, on__range=(first, last)))
    stock = _stock(resource, first, last)
    hours, here = resource.hours(days), clock.local(clock.now())

    def cell(on: date) -> DayCell:
        own = [one for one in taken if one.first_on <= on <= one.last_on]
        spans = [] if resource.lent_by_day else _spans(own, on)
        free = windows.free_on(hours, on, spans, here)
        is_open = resource.state == "open"
        return DayCell(
            on,
            on < here.date(),
            on.month == number,
            own,
            free if is_open else [],
            stock.get(on, resource.pieces) if stock is not None and free and is_open else None,
        )

    return [[cell(on) for on in week] for week in weeks]


def _stock(resource: Resource, first: date, last: date) -> dict[date, int] | None:
    """How many pieces are left on the days that differ; None for what is not counted by day."""
    if not resource.lent_by_day:
        return None
    if not resource.comes_back:
        left = resource.left or 0
        return {first + n * clock.DAY: left for n in range((last - first).days + 1)}
    rows = StockDay.objects.filter(resource=resource, on__range=(first, last))
    return dict(rows.values_list("on", "left"))


@dataclass(frozen=True)
class FreeDay:
    """A day with its free times, as a public page shows them."""

    on: date
    slots: list[Slot]

    @property
    def words(self) -> list[str]:
        return [slot_words(one) for one in self.slots]


def free_days(resources: list[Resource], days: int = 14) -> dict[object, list[FreeDay]]:
    """The next free times of several venues; two statements for all of them."""
    here = clock.local(clock.now())
    first, last = here.date(), here.date() + days * clock.DAY
    keys = [one.pk for one in resources]
    rows = Booking.objects.holding().filter(
        resource__in=keys,
        starts_at__lt=clock.start_of(last + clock.DAY),
        ends_at__gt=clock.start_of(first),
    )
    taken: dict[object, list[Booking]] = {}
    for one in rows[:2000]:
        taken.setdefault(one.resource_id, []).append(one)
    exceptions: dict[object, list[ResourceDay]] = {}
    for day in ResourceDay.objects.filter(resource__in=keys, on__range=(first, last)):
        exceptions.setdefault(day.resource_id, []).append(day)
    found: dict[object, list[FreeDay]] = {}
    for resource in resources:
        hours = resource.hours(exceptions.get(resource.pk, []))
        found[resource.pk] = [
            FreeDay(on, free)
            for n in range(days + 1)
            if (on := first + n * clock.DAY)
            and (free := windows.free_on(hours, on, _spans(taken.get(resource.pk, []), on), here))
        ]
    return found
