"""Questions about offices, desks and working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import DateTimeField, Exists, F, OuterRef, UUIDField, Value
from django.http import Http404

from last500.base import clock
from last500.base.actor import Actor, Door, Grant
from last500.organisations.models import BreakGlass, CalendarDay, Liaison, Office, Organisation
from last500.organisations.rules import (
    ANY_DESK_WORDS,
    DESK_OFFICES,
    DESK_ORGANISATIONS,
    DESK_WORDS,
    GLASS,
    OFFICES,
    Calendar,
    OfficeKind,
    Permission,
    nearest_desk,
)
from last500.people.looks import Capacity
from last500.people.models import Person
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.places.rules import path_steps

# Stands where the kind of an office stands.
GLASS_MARK = "break_glass"


def actor_of(
    person: Person | None, door: Door = Door.WEB, opened: frozenset = frozenset()
) -> Actor:
    """The actor for a person: what their offices allow today. One statement."""
    if person is None:
        return Actor(door=door, opened=opened)
    return Actor(person=person.pk, grants=grants_of(person), door=door, opened=opened)


def grants_of(person: Person) -> tuple[Grant, ...]:
    """What the offices of a person allow today, and a break-glass now. One statement."""
    offices = Office.objects.acting(clock.today()).filter(person=person)
    glass = BreakGlass.objects.holding(clock.now()).filter(asked_by=person)
    nothing = Value(None, output_field=DateTimeField()), Value(None, output_field=UUIDField())
    rows = offices.values_list("pk", "kind", "place__path", *nothing).union(
        glass.values_list("pk", Value(GLASS_MARK), "place__path", "to_at", "about"), all=True
    )
    return tuple(
        Grant(pk, path, GLASS if kind == GLASS_MARK else OFFICES[OfficeKind(kind)][1], until, only)
        for pk, kind, path, until, only in rows
    )


def offices_that_may(permission: Permission, place: Place, *, but: Iterable[UUID]) -> list[Office]:
    """Those that allow it at this place today, the nearest first, with person and place."""
    kinds = [kind for kind, (_levels, may) in OFFICES.items() if permission in may]
    rows = Office.objects.acting(clock.today()).filter(
        place__in=path_steps(place.path), kind__in=kinds
    )
    rows = rows.exclude(person__in=list(but)).select_related("person", "place")
    return sorted(rows[:200], key=lambda office: -len(office.place.path))


def people_who_may(
    permission: Permission, place: Place, *, but: Iterable[UUID], most: int = 20
) -> list[Person]:
    """Whose office allows it at this place today, the nearest first: to be told."""
    nearest = offices_that_may(permission, place, but=but)
    return list(dict.fromkeys(office.person for office in nearest))[:most]


def capacity(actor: Actor, permission: Permission, place: Place) -> Capacity:
    """As what the actor looks at something of this place: by the nearest office that allows it.

    No statement where the places above are loaded, as far up as that office is held.
    """
    office = actor.office_at(permission, place.path)
    held = next((grant.path for grant in actor.grants if grant.office == office), "")
    here: Place | None = place
    while here is not None and here.path != held:
        here = here.parent
    return Capacity(DESK_WORDS.get(here.level if here else "", ANY_DESK_WORDS), office)


@dataclass(frozen=True)
class Serving:
    """Who answers at a place today: an organisation and a desk, never a person."""

    desk: Place
    name: str
    hours: str
    phone: str
    is_own: bool


def serving(place: Place) -> Serving:
    desk = desk_for(place)
    rows = Organisation.objects.filter(place=desk, kind__in=DESK_ORGANISATIONS, ended_on=None)
    organisation = rows.order_by("pk").first()
    return Serving(
        desk=desk,
        name=organisation.name if organisation else desk.name,
        hours=desk.hours,
        phone=desk.phone or (organisation.phone if organisation else ""),
        is_own=desk.pk == place.pk,
    )


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


def desk_with_holders(place: Place) -> tuple[Place, list[Person]]:
    """As `desk_for`, with who is told there. One statement, but where nobody acts anywhere."""
    upwards = [int(key) for key in reversed(path_steps(place.path))]
    rows = Office.objects.acting(clock.today()).filter(place__in=upwards, kind__in=DESK_OFFICES)
    offices = list(rows.select_related("person", "place")[:200])
    key = nearest_desk(upwards, {office.place_id for office in offices})
    if key is None:
        return desk_for(place), []
    here = [office for office in offices if office.place_id == key]
    return here[0].place, [office.person for office in here[:20]]


def desk_holders(desk_id: int) -> list[Person]:
    rows = Office.objects.acting(clock.today()).filter(place=desk_id, kind__in=DESK_OFFICES)
    return [office.person for office in rows.select_related("person")[:20]]


_kept: list[tuple[datetime, Calendar]] = []
KEPT_FOR = clock.MINUTE


def calendar() -> Calendar:
    """The calendar from a month ago on; a year holds about forty special days.

    Kept for a minute in each process: it changes a few times a year, every deadline asks for it.
    """
    now = clock.now()
    for read_at, kept in _kept:
        if abs(now - read_at) < KEPT_FOR:
            return kept
    rows = CalendarDay.objects.filter(on__gte=clock.today() - 40 * clock.DAY)
    fresh = Calendar(dict(rows.values_list("on", "is_worked")), clock.ZONE)
    _kept[:] = [(now, fresh)]
    return fresh


def forget_calendar() -> None:
    """After an edit, so that this process follows it at once."""
    _kept.clear()


def speaks_for(actor: Actor) -> list[Organisation]:
    """The organisations whose liaison the actor is today, in the order of their names."""
    if actor.person is None:
        return []
    rows = Liaison.objects.acting(clock.today()).filter(person=actor.person)
    return list(Organisation.objects.filter(liaisons__in=rows).order_by("name")[:50])


def is_liaison(actor: Actor, organisation: Organisation) -> bool:
    if actor.person is None:
        return False
    rows = Liaison.objects.acting(clock.today())
    return rows.filter(person=actor.person, organisation=organisation).exists()


def liaisons_of(organisation: Organisation) -> list[Person]:
    """Who is told what concerns the organisation."""
    rows = Liaison.objects.acting(clock.today()).filter(organisation=organisation)
    return [one.person for one in rows.select_related("person")[:20]]


# ---- pages of the branch ------------------------------------------------------------------------

_ORGANISES = (Permission.OFFICE_GIVE, Permission.PLACE_OPEN, Permission.REQUEST_HANDLE)


def may_organise(actor: Actor, place: Place) -> bool:
    return any(actor.may(permission, place.path) for permission in _ORGANISES)


def may_organise_anywhere(actor: Actor) -> bool:
    return any(actor.branches(permission) for permission in _ORGANISES)


def place_to_organise(actor: Actor, place_id: int) -> Place:
    """A place of the actor's branch; 404 for any other, as for one that is not there."""
    place = Place.objects.visible_to(actor).filter(pk=place_id).select_related("parent").first()
    if place is None or not may_organise(actor, place):
        raise Http404
    return place


def place_above(actor: Actor, place: Place) -> Place | None:
    up = place.parent
    return up if up is not None and may_organise(actor, up) else None


def own_offices(actor: Actor) -> list[Office]:
    if actor.person is None:
        return []
    rows = Office.objects.filter(person=actor.person).exclude(to_on__lt=clock.today())
    return list(rows.select_related("place").order_by("from_on"))


def branch_tops(actor: Actor) -> list[Place]:
    paths = {path for permission in _ORGANISES for path in actor.branches(permission)}
    return list(Place.objects.filter(path__in=paths).order_by("path"))


def offices_at(actor: Actor, place: Place) -> list[Office]:
    """Who holds an office here today or from a later day; past ones are history, not a list."""
    rows = Office.objects.visible_to(actor).filter(place=place).exclude(to_on__lt=clock.today())
    return list(rows.select_related("person").order_by("kind", "from_on")[:100])


def below(place: Place) -> list[Place]:
    """The places directly below that have a page, each with whether anybody acts there."""
    if place.level == "compound":
        return []
    acting = Office.objects.acting(clock.today()).filter(place=OuterRef("pk"))
    rows = Place.objects.filter(parent=place).annotate(staffed=Exists(acting))
    return list(rows.order_by(F("closed_on").asc(nulls_first=True), "code", "name")[:600])


def building_names(compound: Place) -> list[str]:
    return [building.name for building in buildings_of(compound) if building.level == "building"]


def organisation_name(place: Place) -> str:
    rows = Organisation.objects.filter(place=place, kind__in=DESK_ORGANISATIONS, ended_on=None)
    return rows.order_by("pk").values_list("name", flat=True).first() or ""
