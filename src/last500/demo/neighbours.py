"""The neighbours who report in: in bulk, as if each had filled in the form and been confirmed."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from last500.base import clock
from last500.base.actor import Actor
from last500.demo import names
from last500.demo.ground import COMPOUNDS, Ground
from last500.demo.people import Folk, Helper, numbers, persons
from last500.people.models import Consent, Person
from last500.people.rules import NOTICE_VERSION
from last500.reportin.actions import Wishes
from last500.reportin.models import ReportIn, ReportInEvent
from last500.reportin.rules import PROPOSED, Reach, State, windows_from_parts
from last500.reportin.skills import SKILLS

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
    wishes = _all_round() if persona else _wishes(chance)
    place = ground.compounds[number]
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
        most_open=wishes.most_open,
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


def _history(come: list[_Neighbour], folk: Folk, ground: Ground) -> list[ReportInEvent]:
    rows = []
    for one in come:
        rows.append(
            ReportInEvent(
                report_in=one.row, at=one.row.asked_at, actor=one.person, to_state=State.ASKED
            )
        )
        if not one.waits:
            community = ground.community_of(one.number).pk
            desk = folk.desks.get(ground.compounds[one.number].pk) or folk.desks[community]
            rows.append(
                ReportInEvent(  # type: ignore[misc]
                    report_in=one.row,
                    at=one.row.decided_at,
                    actor_id=desk[0].person,
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


def _wishes(chance: Random) -> Wishes:
    skills = set(chance.sample(HANDY, chance.choice((1, 2, 2, 3, 4))))
    if chance.random() < 0.25:
        # What must be proved is shown to the desk, which notes the proof beside the skill.
        proved = chance.choice(PROVED)
        skills |= {proved.code, str(proved.qualification)}
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
