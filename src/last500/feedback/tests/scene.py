"""A unit reported in at A's community, with members who served there; for tests."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from last500.base import clock
from last500.feedback import actions
from last500.feedback.models import FeedbackLetter, PersonalPart
from last500.organisations.models import Liaison, Organisation
from last500.people.models import Person
from last500.records.models import ServiceRecord
from last500.units.models import UnitReportIn
from tests.cast import Cast

BEGAN = timedelta(days=200)


@dataclass
class Scene:
    """Hua is the unit's liaison; He looks after the community."""

    cast: Cast
    report_in: UnitReportIn
    members: list[Person] = field(default_factory=list)

    @property
    def unit(self) -> Organisation:
        return self.report_in.organisation

    def drafted(self) -> FeedbackLetter:
        return actions.draft(self.cast.actor("he"), self.report_in)

    def shown(self) -> FeedbackLetter:
        feedback = self.drafted()
        actions.show(self.cast.actor("he"), feedback)
        return fresh(feedback)

    def sent(self, *agreeing: str) -> FeedbackLetter:
        """Shown, agreed to by the members of these names in the cast, and sent when it is due."""
        feedback = self.shown()
        for name in agreeing:
            actions.answer(self.cast.actor(name), self.part(feedback, name), agree=True)
        with clock.at(feedback.due_at):
            actions.send(self.cast.actor("he"), fresh(feedback))
        return fresh(feedback)

    def part(self, feedback: FeedbackLetter, name: str) -> PersonalPart:
        rows = PersonalPart.objects.select_related("feedback")
        return rows.get(feedback=feedback, person=self.cast.people[name])


def fresh(feedback: FeedbackLetter) -> FeedbackLetter:
    rows = FeedbackLetter.objects.select_related("organisation", "community", "letter")
    return rows.get(pk=feedback.pk)


def served(
    person: Person,
    unit: Organisation | None,
    place,
    *,
    kind: str = "tidying",
    on: int = 30,
    minutes: int = 60,
    **more,
) -> ServiceRecord:
    """Confirmed by somebody else; `on` days ago."""
    now = clock.now()
    began = (now - on * clock.DAY).replace(second=0, microsecond=0)
    filled = {
        "state": "confirmed",
        "confirmed_at": now,
        "confirmed_as": "served",
    } | more
    return ServiceRecord.objects.create(
        person=person,
        organisation=unit,
        place=place,
        source="own",
        kind=kind,
        began_at=began,
        ended_at=began + timedelta(minutes=minutes),
        minutes=minutes,
        entered_by=person,
        entered_at=now,
        **filled,
    )


def agreed(cast: Cast, name: str = "绵城市图书馆", at: datetime | None = None) -> UnitReportIn:
    """A unit that reported in two hundred days ago, or `at`, both sides agreeing."""
    at = at or clock.now() - BEGAN
    unit = Organisation.objects.create(kind="unit", name=name, place=cast.city)
    return UnitReportIn.objects.create(
        organisation=unit,
        community=cast.community,
        state="agreed",
        asked_at=at,
        unit_agreed_at=at,
        unit_agreed_by=cast.hua,
        community_agreed_at=at,
        community_agreed_by=cast.he,
    )


MEMBERS = ("wang", "li", "zhou", "chen", "zhao", "tang", "gao")


def scene(cast: Cast, members: int = 6) -> Scene:
    """So many of MEMBERS tidied up once, thirty days ago."""
    report_in = agreed(cast)
    Liaison.objects.create(
        organisation=report_in.organisation, person=cast.hua, from_on=clock.today()
    )
    found = [cast.people[name] for name in MEMBERS[:members]]
    for person in found:
        served(person, report_in.organisation, cast.a)
    return Scene(cast, report_in, found)
