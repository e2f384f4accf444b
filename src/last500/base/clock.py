"""The one clock. Nothing else in the product asks the machine for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models.functions import Now

ZONE = ZoneInfo("Asia/Shanghai")
_fixed: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def of_the_database() -> datetime | Now:
    """For a column where a moment decides who was in time: the database's own clock, which all
    processes share. While the clock is held, the held moment."""
    return _fixed.get() or Now()


def today() -> date:
    """The present date where the residents live."""
    return now().astimezone(ZONE).date()


def local(moment: datetime) -> datetime:
    """The same moment on the residents' wall clock."""
    return moment.astimezone(ZONE)


def start_of(day: date) -> datetime:
    """Midnight at the start of a day on the residents' wall clock, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment: for tests, the town builder and simulation."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)


def parse(text: str) -> datetime:
    """An aware moment from 'YYYY-MM-DD HH:MM' on the residents' wall clock, for tests."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
