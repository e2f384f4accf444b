"""Free places as a source would name them, without the apps that have them."""

from collections.abc import Mapping
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock
from uuid import UUID

from last500.base import clock
from last500.base.ids import uuid7
from last500.dispatch import wanted
from last500.dispatch.edges import area_of
from last500.dispatch.placing import with_places
from last500.dispatch.wanted import Source, Wanted
from last500.places.models import Place


def evening(days: int = 3, hour: int = 19):
    """A moment in whose evening the cast is free."""
    return clock.start_of(clock.today() + days * clock.DAY) + timedelta(hours=hour)


def free(place: Place, **more: object) -> Wanted:
    """One free place of a dated role that asks for no skill."""
    said = {
        "kind": "activity",
        "key": uuid7(),
        "title": "邻里读书会",
        "role": "布置场地",
        "link": f"/activities/{uuid7()}/",
        "place": Place.objects.select_related("parent__parent__parent").get(pk=place.pk),
        "free": 1,
        "since": clock.now() - clock.DAY,
        "begins": evening(),
        "ends": evening(hour=20),
        "dated": True,
    } | more
    return Wanted(**said)  # type: ignore[arg-type]


@contextmanager
def named(*found: Wanted, taken: Mapping[UUID, int] | None = None):
    """These and no others are free in the town."""
    source = Source(
        lambda _actor, path, most: [w for w in found if w.place.path.startswith(path)][:most],
        lambda people: {who: n for who, n in (taken or {}).items() if who in people},
    )
    with mock.patch.dict(wanted.SOURCES, {"activity": source}, clear=True):
        yield


def area(*found: Wanted, requests=(), planned=None, **more: object):
    with named(*found, **more):  # type: ignore[arg-type]
        return with_places(area_of(requests, planned, found), found, planned)


def told(*found: Wanted, **more: object) -> set:
    """Who may be told of the first of these."""
    return set(area(*found, **more).proposals[found[0].code])
