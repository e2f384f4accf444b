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
from last500.places.models import Place
from last500.reportin import actions as reportin
from last500.reportin.actions import Wishes
from last500.reportin.models import ReportIn
from last500.reportin.rules import PROPOSED, Reach, windows_from_parts
from last500.reportin.skills import SKILLS

RESIDENTS = 900
FEWEST = 4  # in the smallest courtyard
HANDY = tuple(skill.code for skill in SKILLS if not skill.qualification)
PROVED = tuple(skill.code for skill in SKILLS if skill.qualification)


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


def _numbers(start: int) -> Iterator[str]:
    while True:
        yield f"1000{start:07d}"
        start += 1


def _persons(names: Sequence[str], phones: Iterator[str], made_at: datetime) -> list[Person]:
    rows = []
    for name in names:
        phone = next(phones)
        rows.append(Person(name=name, phone=phone, phone_index=phone_index(phone), made_at=made_at))
    return Person.objects.bulk_create(rows, batch_size=500)


def people(ground: Ground, chance: Random, began: datetime) -> Folk:
    """Everybody, as of three months ago."""
    folk = Folk()
    for code, persona in BY_CODE.items():
        made = _persons([persona.name], iter([persona.phone]), began)
        folk.by_code[code] = made[0]
    _officers(ground, folk, chance, began)
    _residents(ground, folk, chance, began)
    return folk


def _officers(ground: Ground, folk: Folk, chance: Random, began: datetime) -> None:
    phones = _numbers(100)
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
    others = iter(_persons([names.person(chance).full for _ in unnamed], phones, began))
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
    made = _persons([names.person(chance).full for _ in where], _numbers(20_000), began)
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


def report_in(ground: Ground, folk: Folk, chance: Random, began: datetime) -> Iterator[int]:
    """Those who report in, one after another, by the product's own verbs. Yields the count."""
    total = sum(plan.helpers for plan in COMPOUNDS)
    made_up = [names.person(chance).full for _ in range(total - 1)]
    others = iter(_persons(made_up, _numbers(10_000), began - clock.DAY))
    for number, plan in enumerate(COMPOUNDS):
        for count in range(plan.helpers):
            persona = number == 0 and count == 0
            person = folk.by_code["helper"] if persona else next(others)
            moment = began - chance.randint(1, 600) * clock.HOUR
            wishes = _all_round() if persona else _wishes(chance)
            with clock.at(moment):
                row = _one(ground, folk, number, person, wishes, chance)
            # A handful is still waiting for the desk, two of them where the walk begins.
            waits = count >= plan.helpers - 2 if number == 0 else chance.random() < 0.03
            if not waits:
                _confirm(folk, ground, number, row, moment + clock.DAY)
                folk.helpers.append(
                    Helper(
                        Actor(person=person.pk),
                        number,
                        frozenset(wishes.skills),
                        wishes.most_open,
                        wishes.reach,
                    )
                )
            yield len(folk.helpers)


def _all_round() -> Wishes:
    """The persona who can be asked for nearly everything around the house."""
    return Wishes(
        skills=("water_repair", "carpentry", "locks_doors", "phone_teaching", "accompany"),
        windows=tuple(windows_from_parts(set(PROPOSED))),
        reach=Reach.COMMUNITY,
        most_open=4,
    )


def _wishes(chance: Random) -> Wishes:
    skills = set(chance.sample(HANDY, chance.choice((1, 2, 2, 3, 4))))
    if chance.random() < 0.2:
        skills.add(chance.choice(PROVED))
    parts = set(chance.sample(sorted(PROPOSED), chance.randint(2, 7)))
    if chance.random() < 0.15:
        parts |= {(day, "morning") for day in range(5)}
    return Wishes(
        skills=tuple(sorted(skills)),
        windows=tuple(windows_from_parts(parts)),
        unwanted=("law_mediation",) if chance.random() < 0.1 else (),
        reach=chance.choices(list(Reach), (5, 3, 2))[0],
        most_open=chance.choice((1, 2, 2, 3)),
    )


def _one(
    ground: Ground, folk: Folk, number: int, person: Person, wishes: Wishes, chance: Random
) -> ReportIn:
    place = ground.compounds[number]
    homes = ground.buildings[place.pk]
    member = chance.random() < 0.6
    name = names.PersonName(person.name[0], person.name[1:], "middle")
    return reportin.ask(
        Actor(person=person.pk),
        place,
        kind="member" if member else "volunteer",
        wishes=wishes,
        called=names.call_name(name, wishes.skills, chance),
        building=homes[0] if person == folk.by_code["helper"] else chance.choice(homes),
        unit="区属单位党支部" if member else "",
    )


def _confirm(folk: Folk, ground: Ground, number: int, row: ReportIn, moment: datetime) -> None:
    place = ground.compounds[number]
    community = ground.community_of(number)
    desk = folk.desks.get(place.pk) or folk.desks[community.pk]
    with clock.at(moment):
        reportin.decide(desk[0], row, confirmed=True)
