"""The neighbours who report in: in bulk, as if each had filled in the form and been confirmed."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from last500.base import clock
from last500.base.actor import Actor
from last500.demo import names
from last500.demo.ground import COMPOUNDS, Ground
from last500.demo.people import Folk, Helper, numbers, persons
from last500.organisations.rules import DESK_WORDS
from last500.people.models import Consent, Person
from last500.people.rules import NOTICE_VERSION
from last500.places.models import Place
from last500.places.rules import official_path
from last500.reportin.actions import Wishes
from last500.reportin.models import Proof, ReportIn, ReportInEvent
from last500.reportin.rules import Age, ProofState, Reach, State
from last500.reportin.skills import SKILL_BY_CODE, SKILLS
from last500.reportin.week import PROPOSED, windows_from_parts

HANDY = tuple(skill.code for skill in SKILLS if not skill.qualification)
PROVED = tuple(skill for skill in SKILLS if skill.qualification)
WAITING_AT_HOME = 2  # at the desk where the walk begins


@dataclass
class _Neighbour:
    person: Person
    number: int
    wishes: Wishes
    row: ReportIn
    waits: bool


def report_in(ground: Ground, folk: Folk, chance: Random, began: datetime) -> None:
    """Everybody's report-in, most of them confirmed by their desk the day after."""
    total = sum(plan.helpers for plan in COMPOUNDS)
    made_up = [names.person(chance).full for _ in range(total - 1)]
    others = iter(persons(made_up, numbers(10_000), began - 30 * clock.DAY))
    come = []
    for number, plan in enumerate(COMPOUNDS):
        for count in range(plan.helpers):
            first = number == 0 and count == 0
            person = folk.by_code["helper"] if first else next(others)
            waits = chance.random() < 0.03
            if number == 0:
                waits = count >= plan.helpers - WAITING_AT_HOME
            come.append(_neighbour(ground, folk, chance, began, number, person, waits))
    _save(come, folk, ground)


def _neighbour(
    ground: Ground,
    folk: Folk,
    chance: Random,
    began: datetime,
    number: int,
    person: Person,
    waits: bool,
) -> _Neighbour:
    persona = person == folk.by_code["helper"]
    place = ground.compounds[number]
    wishes = _all_round() if persona else _wishes(ground, chance, number)
    homes = ground.buildings[place.pk]
    member = chance.random() < 0.6
    asked_at = began - chance.randint(48, 600) * clock.HOUR
    if waits:
        asked_at = clock.now() - chance.randint(3, 20) * clock.HOUR
    name = names.PersonName(person.name[0], person.name[1:], "middle")
    person.called = names.call_name(name, wishes.skills, chance)
    row = ReportIn(
        person=person,
        place=place,
        building=homes[0] if persona else chance.choice(homes),
        kind="member" if member else "volunteer",
        unit="区属单位党支部" if member else "",
        state=State.ASKED if waits else State.CONFIRMED,
        skills=list(wishes.skills),
        unwanted=list(wishes.unwanted),
        reach=wishes.reach,
        nearby=list(wishes.nearby),
        most_open=wishes.most_open,
        most_month=wishes.most_month,
        gender=wishes.gender,
        age=wishes.age,
        wish_to_hear=wishes.wish_to_hear,
        asked_at=asked_at,
        decided_at=None if waits else asked_at + clock.DAY,
    )
    row.windows = wishes.windows
    return _Neighbour(person, number, wishes, row, waits)


def _save(come: list[_Neighbour], folk: Folk, ground: Ground) -> None:
    for one in come:
        one.person.save(update_fields=["called"])
    ReportIn.objects.bulk_create([one.row for one in come])
    ReportInEvent.objects.bulk_create(_history(come, folk, ground))
    Proof.objects.bulk_create(_papers(come, folk, ground))
    Consent.objects.bulk_create(
        Consent(
            person=one.person,
            purpose="report_in",
            version=NOTICE_VERSION,
            given_how="own_page",
            at=one.row.asked_at,
        )
        for one in come
    )
    folk.helpers += [
        Helper(
            Actor(person=one.person.pk),
            one.number,
            frozenset(one.wishes.skills),
            one.wishes.most_open,
            one.wishes.reach,
        )
        for one in come
        if not one.waits
    ]


def _papers(come: list[_Neighbour], folk: Folk, ground: Ground) -> list[Proof]:
    """What the law asks for: their desk saw most papers when it confirmed them."""
    rows = []
    for one in come:
        codes = {SKILL_BY_CODE[code].qualification for code in one.wishes.skills} - {None}
        for code in sorted(str(code) for code in codes):
            proof = Proof(
                person=one.person,
                qualification=code,
                state=ProofState.SAID,
                said_at=one.row.asked_at,
            )
            if not one.waits:
                desk, actor = _desk_of(folk, ground, one.number)
                proof.state, proof.place = ProofState.SEEN, desk
                proof.checked_at, proof.seen_by_id = one.row.decided_at, actor.person
                proof.as_what = DESK_WORDS[desk.level]
            rows.append(proof)
    return rows


def _desk_of(folk: Folk, ground: Ground, number: int) -> tuple[Place, Actor]:
    """The desk that answers at this compound, and who sits at it."""
    compound, community = ground.compounds[number], ground.community_of(number)
    here = compound if compound.pk in folk.desks else community
    return here, folk.desks[here.pk][0]


def _history(come: list[_Neighbour], folk: Folk, ground: Ground) -> list[ReportInEvent]:
    rows = []
    for one in come:
        rows.append(
            ReportInEvent(
                report_in=one.row, at=one.row.asked_at, actor=one.person, to_state=State.ASKED
            )
        )
        if not one.waits:
            _desk, actor = _desk_of(folk, ground, one.number)
            rows.append(
                ReportInEvent(  # type: ignore[misc]
                    report_in=one.row,
                    at=one.row.decided_at,
                    actor_id=actor.person,
                    from_state=State.ASKED,
                    to_state=State.CONFIRMED,
                )
            )
    return rows


def _all_round() -> Wishes:
    """The persona who can be asked for nearly everything around the house."""
    return Wishes(
        skills=("water_repair", "carpentry", "locks_doors", "phone_teaching", "accompany"),
        windows=tuple(windows_from_parts(set(PROPOSED))),
        reach=Reach.COMMUNITY,
        most_open=4,
    )


def _wishes(ground: Ground, chance: Random, number: int) -> Wishes:
    skills = set(chance.sample(HANDY, chance.choice((1, 2, 2, 3, 4))))
    if chance.random() < 0.25:
        skills.add(chance.choice(PROVED).code)
    parts = set(chance.sample(sorted(PROPOSED), chance.randint(2, 7)))
    if chance.random() < 0.15:
        parts |= {(day, "morning") for day in range(5)}
    reach = chance.choices(list(Reach), (8, 3, 5, 4))[0]
    return Wishes(
        skills=tuple(sorted(skills)),
        windows=tuple(windows_from_parts(parts)),
        unwanted=("law_mediation",) if chance.random() < 0.1 else (),
        reach=reach,
        nearby=_next_door(ground, chance, number) if reach == Reach.CHOSEN else (),
        most_open=chance.choice((1, 2, 2, 3)),
        most_month=chance.choice((2, 4)) if chance.random() < 0.15 else None,
        gender=chance.choice(("f", "m")) if chance.random() < 0.6 else "",
        age=Age.TEEN if chance.random() < 0.02 else "",
        wish_to_hear=chance.random() < 0.3,
    )


def _next_door(ground: Ground, chance: Random, number: int) -> tuple[int, ...]:
    """One to three other compounds of the same street."""
    street = official_path(ground.compounds[number].path, "street") or "-"
    near = [
        place.pk
        for place in ground.compounds
        if place.path.startswith(street) and place != ground.compounds[number]
    ]
    return tuple(sorted(chance.sample(near, chance.randint(1, 3))))
