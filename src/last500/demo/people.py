"""The people of the demo town: officers, those who reported in, residents. All are invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from last500.base import clock
from last500.base.actor import Actor
from last500.demo import names
from last500.demo.ground import COMPOUNDS, Ground
from last500.demo.personas import BY_CODE
from last500.organisations.models import Office
from last500.organisations.queries import actor_of
from last500.organisations.rules import OfficeKind
from last500.people.actions import phone_index
from last500.people.models import Person
from last500.people.rules import NOTICE_VERSION
from last500.places.models import Place

RESIDENTS = 900
FEWEST = 4  # in the smallest courtyard


@dataclass
class Helper:
    """One who reported in, with what the town builder needs to choose whom to ask."""

    actor: Actor
    number: int
    skills: frozenset[str]
    most_open: int
    reach: str


@dataclass
class Resident:
    person: Person
    actor: Actor
    door: str
    building: Place


@dataclass
class Folk:
    desks: dict[int, list[Actor]] = field(default_factory=dict)
    helpers: list[Helper] = field(default_factory=list)
    residents: dict[int, list[Resident]] = field(default_factory=dict)
    by_code: dict[str, Person] = field(default_factory=dict)

    def actor(self, code: str) -> Actor:
        return actor_of(self.by_code[code])


def numbers(start: int) -> Iterator[str]:
    while True:
        yield f"1000{start:07d}"
        start += 1


def persons(names: Sequence[str], phones: Iterator[str], made_at: datetime) -> list[Person]:
    rows = []
    for name in names:
        phone = next(phones)
        known = {"phone_index": phone_index(phone), "notice": NOTICE_VERSION}
        rows.append(Person(name=name, phone=phone, made_at=made_at, **known))
    return Person.objects.bulk_create(rows, batch_size=500)


def people(ground: Ground, chance: Random, began: datetime) -> Folk:
    """Everybody, as of three months ago."""
    folk = Folk()
    for code, persona in BY_CODE.items():
        if code != "word":  # the resident once more
            folk.by_code[code] = persons([persona.name], iter([persona.phone]), began)[0]
    _officers(ground, folk, chance, began)
    _residents(ground, folk, chance, began)
    return folk


def _officers(ground: Ground, folk: Folk, chance: Random, began: datetime) -> None:
    phones = numbers(100)
    posts: list[tuple[OfficeKind, Place, str]] = []
    for number, compound in enumerate(ground.compounds):
        if COMPOUNDS[number].organised:
            posts.append((OfficeKind.SECRETARY, compound, "" if number else "secretary"))
            if number % 3 == 0:
                posts.append((OfficeKind.DEPUTY, compound, ""))
    for number, community in enumerate(ground.communities):
        posts.append((OfficeKind.COMMUNITY_OFFICER, community, "" if number else "community"))
        posts.append((OfficeKind.COMMUNITY_OFFICER, community, ""))
    for number, street in enumerate(ground.streets):
        posts.append((OfficeKind.STREET_OFFICER, street, "" if number else "street"))
        posts.append((OfficeKind.STREET_OFFICER, street, ""))
    posts.append((OfficeKind.DISTRICT_OFFICER, ground.county, "district"))
    posts.append((OfficeKind.CITY_OFFICER, ground.city, "city"))
    posts.append((OfficeKind.OPERATOR, ground.city, ""))
    unnamed = [post for post in posts if not post[2]]
    others = iter(persons([names.person(chance).full for _ in unnamed], phones, began))
    holders = [folk.by_code[code] if code else next(others) for _, _, code in posts]
    since = (began - 200 * clock.DAY).date()
    Office.objects.bulk_create(
        Office(person=person, kind=kind, place=place, from_on=since)
        for person, (kind, place, _) in zip(holders, posts, strict=True)
    )
    for person, (_, place, _) in zip(holders, posts, strict=True):
        folk.desks.setdefault(place.pk, []).append(actor_of(person))


def _residents(ground: Ground, folk: Folk, chance: Random, began: datetime) -> None:
    weights = [plan.households for plan in COMPOUNDS]
    few = [number for number in range(len(COMPOUNDS)) for _ in range(FEWEST)]
    rest = chance.choices(range(len(COMPOUNDS)), weights, k=RESIDENTS - 1 - len(few))
    where = sorted([*few, *rest])
    made = persons([names.person(chance).full for _ in where], numbers(20_000), began)
    first = folk.by_code["resident"]
    for number, person in zip([0, *where], [first, *made], strict=True):
        place = ground.compounds[number]
        homes = ground.buildings[place.pk]
        folk.residents.setdefault(place.pk, []).append(
            Resident(
                person,
                Actor(person=person.pk),
                f"{chance.randint(1, COMPOUNDS[number].entrances)}单元"
                f"{chance.randint(1, 6)}0{chance.randint(1, 4)}",
                homes[0] if person == first else chance.choice(homes),
            )
        )
