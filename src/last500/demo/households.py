"""Doors and areas of two compounds of the demo town, and who has said that they live there or own.

The first is a commercial estate of which everything is entered; the second has begun.
"""

from collections.abc import Iterator
from datetime import timedelta

from last500.base import clock
from last500.demo.people import Resident
from last500.demo.scene import Town
from last500.households import actions, rules
from last500.households.models import Household, Relation
from last500.households.rules import Kind, Seen, State
from last500.places.models import Place

FLOORS, FLATS = 6, 5  # of an entrance
AREAS = (685_300, 892_700, 1_047_200, 1_273_800, 1_388_600)  # cm², by the flat's place on a floor
LIVE_ONLY, OWN_ONLY = 5, 7  # every so many-th resident
WAITING = 3


def prepare(town: Town) -> None:
    first, second = town.ground.compounds[:2]
    for compound in (first, second):
        doors = {(row.at_id, row.door): row for row in _doors(compound)}
        homes = town.folk.residents.get(compound.pk, [])
        _say(town, compound, homes if compound == first else homes[:6], doors)


def _doors(compound: Place) -> list[Household]:
    entrances = Place.objects.under(compound.path).filter(level="entrance").order_by("path")
    return Household.objects.bulk_create(
        [row for entrance in entrances for row in _of_entrance(compound, entrance)]
    )


def _of_entrance(compound: Place, entrance: Place) -> Iterator[Household]:
    for floor in range(1, FLOORS + 1):
        for flat, area in enumerate(AREAS, 1):
            yield Household(compound=compound, at=entrance, door=f"{floor}0{flat}", area=area)


def _say(
    town: Town, compound: Place, homes: list[Resident], doors: dict[tuple[int, str], Household]
) -> None:
    """Most live in their own flat and were confirmed months ago; the last few still wait."""
    desk = town.folk.desks[compound.pk][0]
    entrances = {
        (place.parent_id, place.name): place.pk
        for place in Place.objects.under(compound.path).filter(level="entrance")
    }
    asked = town.now - timedelta(days=80)
    rows = []
    for number, home in enumerate(homes[:-WAITING]):
        entrance, _, door = home.door.partition("单元")
        household = doors[entrances[home.building.pk, f"{entrance}单元"], door]
        kinds = _kinds(number)
        rows += [
            Relation(
                household=household,
                person=home.person,
                kind=kind,
                state=State.CONFIRMED,
                seen=Seen.KNOWN if number % 3 else Seen.PAPER,
                asked_at=asked,
                decided_at=asked + timedelta(hours=5),
                decided_by_id=desk.person,
            )
            for kind in kinds
            if home.person.pk != desk.person
        ]
    Relation.objects.bulk_create(rows)
    with clock.at(town.now - timedelta(hours=20)):
        for home in homes[-WAITING:]:
            entrance, _, door = home.door.partition("单元")
            at = Place.objects.get(parent=home.building, name=f"{entrance}单元")
            actions.claim(home.actor, compound, at, door, [Kind.RESIDENT, Kind.OWNER])


def _kinds(number: int) -> list[Kind]:
    if number and number % LIVE_ONLY == 0:
        return [Kind.RESIDENT]
    if number and number % OWN_ONLY == 0:
        return [Kind.OWNER]
    return list(rules.KIND_WORDS)
