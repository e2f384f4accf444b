"""Questions to the tree."""

from last500.base import clock
from last500.places.models import Notice, Place
from last500.places.rules import path_steps


def above(place: Place) -> list[Place]:
    """The places above, from the city down, without the place itself; one statement."""
    keys = path_steps(place.path)[:-1]
    known = Place.objects.in_bulk(keys)
    return [known[key] for key in keys if key in known]


def notices_of(place: Place) -> list[Notice]:
    today = clock.today()
    rows = Notice.objects.filter(place=place, from_on__lte=today, until_on__gte=today)
    return list(rows.order_by("-from_on", "-pk")[:5])


def buildings_of(compound: Place) -> list[Place]:
    """Courtyards, buildings and entrances of a compound in the order people walk past them."""
    rows = Place.objects.under(compound.path).exclude(pk=compound.pk).current()
    return list(rows.filter(level__in=["courtyard", "building", "entrance"]).order_by("path")[:400])
