"""The units of the demo town and their year: reported in from both sides, some waiting, one that
ended, one that moved, and lists of members with open invitations.

Told by the own verbs at the moments when they would have happened.
"""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from last500.base import clock
from last500.base.actor import Actor
from last500.base.sheets import csv_text
from last500.demo import names
from last500.demo.people import numbers, persons
from last500.demo.scene import Town
from last500.demo.unit_words import SPEAKERS, UNITS, Unit
from last500.organisations.models import Organisation
from last500.people.models import Person
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState
from last500.units import actions
from last500.units.actions import Telling, members
from last500.units.models import LiaisonInvitation, UnitReportIn
from last500.units.rules import Side

DAY, HOUR = clock.DAY, clock.HOUR
EARLIEST, LATEST = 300, 40  # days ago
CONTACTS = ("党群服务中心窗口，周一至周五", "社区小会议室旁，找值班的", "网格员办公室，下午都在")
LIST_LENGTH = 14
TICKED = 7  # who told their own unit, at the library


def prepare(town: Town) -> None:
    chance = Random(town.now.date().toordinal())  # a stream of its own: the rest stays as it was
    speaking = _liaisons(town, chance)
    for number, unit in enumerate(UNITS):
        _report_in(town, unit, speaking[unit.name], chance, number)
    library = Organisation.objects.get(name=UNITS[0].name)
    _a_new_rhythm(town, library)
    _one_that_moved(town, speaking[UNITS[4].name])
    _one_that_waits_for_the_persona(town)
    _members(town, library)
    _members(town, Organisation.objects.get(name=UNITS[1].name))
    _ticks(town, library)


def _liaisons(town: Town, chance: Random) -> dict[str, Person]:
    """One person for each unit; of two they are personas."""
    rest = [unit.name for unit in UNITS if unit.name not in SPEAKERS]
    made = [names.person(chance, "middle").full for _name in rest]
    people = persons(made, numbers(60_000), town.now - 310 * DAY)
    speaking = {name: town.folk.by_code[code] for name, code in SPEAKERS.items()}
    return speaking | dict(zip(rest, people, strict=True))


def _report_in(town: Town, unit: Unit, person: Person, chance: Random, number: int) -> None:
    for turn, where in enumerate(unit.at):
        days = LATEST + (EARLIEST - LATEST) * (len(UNITS) - number) // len(UNITS) - 30 * turn
        if unit.now in {"asked", "entered"}:
            days = chance.randint(2, 4)
        at = _in_office_hours(town.now - days * DAY, chance)
        community = town.ground.communities[where]
        desk = town.folk.desks[community.pk][0]
        first = _entered if unit.how == "entered" and not turn else _asked
        first(unit, community, desk, person, at)
        later = _in_office_hours(at + chance.randint(1, 4) * DAY, chance)
        _answered(unit, community, desk, person, later, chance)


def _in_office_hours(day: datetime, chance: Random) -> datetime:
    morning = clock.start_of(clock.local(day).date()) + 9 * HOUR
    return morning + chance.randrange(8 * 60) * clock.MINUTE


def _telling(unit: Unit) -> Telling:
    known = Organisation.objects.filter(name=unit.name).first()
    return Telling(
        organisation=known,
        name=unit.name,
        kind=unit.kind,
        rhythm_days=unit.rhythm_days,
        offers=unit.offers,
        anew=True,
    )


def _asked(unit: Unit, community: Place, desk: Actor, person: Person, at: datetime) -> None:
    with clock.at(at):
        actions.ask(Actor(person=person.pk), community, _telling(unit))


def _entered(unit: Unit, community: Place, desk: Actor, person: Person, at: datetime) -> None:
    with clock.at(at):
        telling = _telling(unit)
        actions.enter(desk, community, telling, name=person.name, phone=person.phone)


def _answered(
    unit: Unit, community: Place, desk: Actor, person: Person, at: datetime, chance: Random
) -> None:
    if unit.now in {"asked", "entered"}:
        return  # it waits for the other side
    rows = UnitReportIn.objects.filter(organisation__name=unit.name, community=community)
    row = rows.select_related("organisation", "community").get()
    with clock.at(at):
        if unit.now == "refused":
            reason = "健身的课程社区已经有了，谢谢。换成教防跌倒，随时再来。"
            actions.refuse(desk, row, Side.COMMUNITY, reason=reason)
        elif row.community_agreed_at:
            me = Actor(person=person.pk)
            waiting = LiaisonInvitation.objects.visible_to(me).filter(report_in=row)
            actions.accept(me, waiting.select_related("organisation", "report_in__community").get())
        else:
            actions.agree(desk, row, Side.COMMUNITY, contact=chance.choice(CONTACTS))
    if unit.now == "ended":
        with clock.at(at + 70 * DAY):
            row = rows.select_related("organisation", "community", "letter").get()
            reason = "园里搬到城南去了，谢谢这半年。"
            actions.end(Actor(person=person.pk), row, Side.UNIT, reason=reason)


def _loaded(organisation: Organisation, community: Place) -> UnitReportIn:
    rows = UnitReportIn.objects.agreed().filter(organisation=organisation, community=community)
    return rows.select_related("organisation", "community", "letter").get()


def _a_new_rhythm(town: Town, library: Organisation) -> None:
    """One community asks the persona whether every two weeks would do as well."""
    community = town.ground.communities[2]
    with clock.at(town.now - 26 * HOUR):
        desk = town.folk.desks[community.pk][0]
        row = _loaded(library, community)
        actions.propose_rhythm(desk, row, Side.COMMUNITY, days=14)


def _one_that_moved(town: Town, person: Person) -> None:
    """From one community to another, where it was agreed to a few days later."""
    here, there = town.ground.communities[2], town.ground.communities[5]
    row = _loaded(Organisation.objects.get(name=UNITS[4].name), here)
    with clock.at(town.now - 33 * DAY):
        moved = actions.move(Actor(person=person.pk), row, there)
    with clock.at(town.now - 31 * DAY):
        fresh = UnitReportIn.objects.select_related("organisation", "community").get(pk=moved.pk)
        desk = town.folk.desks[there.pk][0]
        actions.agree(desk, fresh, Side.COMMUNITY, contact=CONTACTS[0])


def _one_that_waits_for_the_persona(town: Town) -> None:
    """Another community has asked the library; its liaison has not answered yet."""
    community = town.ground.communities[3]
    with clock.at(town.now - 5 * HOUR):
        desk = town.folk.desks[community.pk][0]
        actions.enter(desk, community, _telling(UNITS[0]))


def _members(town: Town, unit: Organisation) -> None:
    """A list of members a week ago: most have not answered, some said no, one row is bad."""
    liaison = Actor(person=unit.liaisons.get().person_id)
    phones, chance = numbers(61_000 + 100 * (unit.name == UNITS[0].name)), Random(unit.name)
    with clock.at(town.now - 6 * DAY):
        rows = list(_rows(town, phones, chance))
        if unit.name == UNITS[0].name:  # the persona lives here, and is on her own list
            own = town.folk.by_code["liaison"]
            rows.append((own.name, own.phone, town.ground.compounds[0].name, "", ""))
        rows.append((names.person(chance).full, "", town.ground.compounds[0].name, "", ""))
        content = csv_text(("姓名", "手机号", "小区", "楼栋", "编号"), rows).encode()
        run = members.stage(liaison, unit, content, "职工名单.csv")
        members.apply(liaison, run)


def _rows(town: Town, phones: Iterator[str], chance: Random) -> Iterator[tuple[str, ...]]:
    for _row in range(LIST_LENGTH):
        place = chance.choice(town.ground.compounds)
        yield names.person(chance).full, next(phones), place.name, "", ""


def _ticks(town: Town, unit: Organisation) -> None:
    """Some who are reported in have told their unit by their own tick."""
    rows = ReportIn.objects.filter(place=town.ground.compounds[0], state=MemberState.CONFIRMED)
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:TICKED])
    ReportIn.objects.filter(pk__in=keys).update(organisation=unit)
