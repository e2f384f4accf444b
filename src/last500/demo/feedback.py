"""Feedback letters of the demo town, one in each state, told by the own verbs.

The first community writes to five units; another has sent one to the liaison persona's unit.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.actor import Actor
from last500.demo.scene import Town
from last500.feedback import actions
from last500.feedback.models import FeedbackLetter, PersonalPart
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, Source, State
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState
from last500.units.models import UnitReportIn

DAY, HOUR = clock.DAY, clock.HOUR
MEMBERS, EACH = 7, 3
KINDS = ("tidying", "patrol", "visiting", "tidying", "teaching")
COMMENTS = ("楼道里还差两盏灯，下次带梯子来。", "", "周三晚上都有空，可以再叫我。", "")
REPORT = "党支部会上念了这封信；给参加的同志排了每月半天的公休，明年电工师傅每季度来看一次线路。"
# What has become of the letter to the first units of the first community, and days since its draft.
TALES = (("shown", 4), ("drafted", 0), ("reported", 75), ("sent", 22), ("withdrawn", 30))


def prepare(town: Town) -> None:
    """Nothing where no unit has reported in."""
    chance = Random(town.now.toordinal())  # a stream of its own: the rest stays as it was
    taken: set[object] = set()
    here = town.ground.communities[0]
    for unit, (state, days) in zip(_units(here), TALES, strict=False):
        _letter(town, unit, state, days, chance, taken)
    first = next(iter(_units(here)), None)
    away = town.ground.communities[2]
    theirs = (unit for unit in _units(away) if first and unit.organisation == first.organisation)
    for unit in theirs:
        _letter(town, unit, "sent", 18, chance, taken)


def _units(community: Place) -> list[UnitReportIn]:
    """Those that have been here longest."""
    rows = UnitReportIn.objects.agreed().filter(community=community)
    return list(rows.select_related("organisation", "community").order_by("asked_at", "pk"))


def _letter(
    town: Town, unit: UnitReportIn, state: str, days: int, chance: Random, taken: set[object]
) -> None:
    drafted = town.now - days * DAY - 2 * HOUR
    since = max(one for one in (unit.unit_agreed_at, unit.community_agreed_at) if one)
    if drafted - since < 8 * DAY:
        return
    officer = town.folk.desks[unit.community_id][0]
    people = _members(unit, taken)
    for person in people:
        _served(unit, person, officer, list(_mornings(since, drafted, chance)), chance)
    with clock.at(drafted):
        feedback = actions.draft(officer, unit)
    if state != "drafted":
        _shown(town, feedback, officer, drafted + HOUR, state)


def _members(unit: UnitReportIn, taken: set[object]) -> list[Person]:
    """Helpers of the community who say that they come from this unit, those first who have said
    so already."""
    here = ReportIn.objects.filter(place__path__range=branch(unit.community.path))
    rows = here.filter(state=MemberState.CONFIRMED).exclude(person__in=taken)
    own = list(rows.filter(organisation=unit.organisation).select_related("person").order_by("pk"))
    free = rows.filter(organisation=None).select_related("person").order_by("pk")
    chosen = (own + list(free[:MEMBERS]))[:MEMBERS]
    ReportIn.objects.filter(pk__in=[row.pk for row in chosen]).update(
        organisation=unit.organisation
    )
    taken.update(row.person_id for row in chosen)
    return [row.person for row in chosen]


def _mornings(since: datetime, until: datetime, chance: Random) -> Iterator[datetime]:
    """Early on some days between two moments, so that nobody is at two places at once."""
    days = (until - since).days - 2
    for back in sorted(chance.sample(range(1, days), min(EACH, days - 1))):
        day = clock.local(until - back * DAY).date()
        yield clock.start_of(day) + 6 * HOUR + chance.randrange(4) * 10 * clock.MINUTE


def _served(
    unit: UnitReportIn, person: Person, officer: Actor, mornings: list[datetime], chance: Random
) -> None:
    """Entered by themself, confirmed by whoever organised it; what overlaps is left out."""
    compound = person.report_ins.filter(state=MemberState.CONFIRMED).get().place
    for began in mornings:
        minutes = chance.choice((40, 60, 60, 90))
        ended = began + timedelta(minutes=minutes)
        try:
            with transaction.atomic():
                ServiceRecord.objects.create(
                    person=person,
                    organisation=unit.organisation,
                    place=compound,
                    source=Source.OWN,
                    kind=chance.choice(KINDS),
                    began_at=began,
                    ended_at=ended,
                    minutes=minutes,
                    state=State.CONFIRMED,
                    entered_by=person,
                    entered_at=ended + 3 * HOUR,
                    confirmed_by_id=officer.person,
                    confirmed_at=ended + 9 * HOUR,
                    confirmed_as=ConfirmedAs.ORGANISER,
                )
        except IntegrityError:
            continue


def _shown(town: Town, feedback: FeedbackLetter, officer: Actor, at: datetime, state: str) -> None:
    with clock.at(at):
        actions.show(officer, feedback)
    _answered(town, feedback, at + DAY)
    if state == "shown":
        return
    with clock.at(at + 14 * DAY + HOUR):
        actions.send(officer, feedback)
    if state == "withdrawn":
        with clock.at(at + 16 * DAY):
            actions.withdraw(officer, feedback)
    liaison = feedback.organisation.liaisons.order_by("pk").first()
    if state == "reported" and liaison:
        with clock.at(at + 25 * DAY):
            day = clock.today() - 2 * DAY
            speaker = Actor(person=liaison.person_id)
            actions.report(speaker, feedback, text=REPORT, done_on=day)


def _answered(town: Town, feedback: FeedbackLetter, at: datetime) -> None:
    """Four say yes, one says no, the others have not said anything; the persona is still to."""
    persona = town.folk.by_code["helper"]
    rows = PersonalPart.objects.filter(feedback=feedback).exclude(person=persona)
    for number, part in enumerate(rows.select_related("feedback").order_by("pk")[:5]):
        with clock.at(at + number * 5 * HOUR):
            me, comment = Actor(person=part.person_id), COMMENTS[number % len(COMMENTS)]
            actions.answer(me, part, agree=number < 4, comment=comment)
