"""Questions about offices, desks and working days."""

from last500.base import clock
from last500.base.actor import Actor, Door, Grant
from last500.organisations.models import CalendarDay, Office
from last500.organisations.rules import DESK_OFFICES, OFFICES, Calendar, OfficeKind, nearest_desk
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import path_steps


def actor_of(
    person: Person | None, door: Door = Door.WEB, opened: frozenset = frozenset()
) -> Actor:
    """The actor for a person: what their offices allow today. One statement."""
    if person is None:
        return Actor(door=door, opened=opened)
    rows = Office.objects.acting(clock.today()).filter(person=person)
    grants = tuple(
        Grant(pk, path, frozenset(OFFICES[OfficeKind(kind)][1]))
        for pk, kind, path in rows.values_list("pk", "kind", "place__path")
    )
    return Actor(person=person.pk, grants=grants, door=door, opened=opened)


def staffed_places(keys: list[int]) -> set[int]:
    """Which of these places have somebody acting at their desk today."""
    rows = Office.objects.acting(clock.today()).filter(place__in=keys, kind__in=DESK_OFFICES)
    return set(rows.values_list("place_id", flat=True))


def desk_for(place: Place, *, above: int | None = None) -> Place:
    """The place whose desk answers here: the nearest one going up with an acting office.

    `above` starts the search over the place with that key. When nobody acts anywhere, the street
    (or the highest place there is) holds it, so that nothing ever lies nowhere. Two statements.
    """
    upwards = [int(key) for key in reversed(path_steps(place.path))]
    if above is not None and above in upwards:
        upwards = upwards[upwards.index(above) + 1 :]
    key = nearest_desk(upwards, staffed_places(upwards))
    if key == place.pk:
        return place
    if key is not None:
        return Place.objects.get(pk=key)
    known = Place.objects.filter(pk__in=path_steps(place.path)).order_by("path")
    return known.filter(level="street").first() or known[0]


def desk_holders(desk_id: int) -> list[Person]:
    rows = Office.objects.acting(clock.today()).filter(place=desk_id, kind__in=DESK_OFFICES)
    return [office.person for office in rows.select_related("person")[:20]]


def calendar() -> Calendar:
    """The calendar from a month ago on. One statement; a year holds about forty special days."""
    start = clock.today() - 40 * clock.DAY
    rows = CalendarDay.objects.filter(on__gte=start)
    return Calendar(dict(rows.values_list("on", "is_worked")), clock.ZONE)
