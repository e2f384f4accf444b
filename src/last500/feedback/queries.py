"""Questions about feedback letters: of a community's desk, of a unit, of a member."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Q

from last500.base import clock
from last500.base.actor import Actor
from last500.feedback import rules
from last500.feedback.models import FeedbackLetter, PersonalPart
from last500.feedback.rules import Answer, State
from last500.places.models import Place
from last500.reportin.queries import own as own_report_in
from last500.units.models import UnitReportIn

LISTED = 200
OF_A_UNIT = 50


# ---- the community ------------------------------------------------------------------------------


def _since(report_in: UnitReportIn) -> date:
    """The day on which both sides had agreed."""
    both = (report_in.unit_agreed_at, report_in.community_agreed_at, report_in.asked_at)
    return clock.local(max(moment for moment in both if moment)).date()


def period_for(report_in: UnitReportIn) -> rules.Period | None:
    """What a letter drafted today would tell of; None while it is too early for one."""
    rows = FeedbackLetter.objects.counting().filter(
        organisation=report_in.organisation_id, community=report_in.community_id
    )
    last = rows.aggregate(last=Max("last_on"))["last"]
    return rules.period(clock.today(), since=_since(report_in), last=last)


@dataclass(frozen=True)
class Line:
    """A unit at the desk: the letter of this time round, or when the next may be drafted."""

    report_in: UnitReportIn
    letter: FeedbackLetter | None
    may_draft: bool
    next_on: date | None


def at_desk(actor: Actor, community: Place) -> list[Line]:
    """The units reported in here, by name, each with its newest letter. Two statements."""
    reported = UnitReportIn.objects.visible_to(actor).agreed().filter(community=community)
    units = list(reported.select_related("organisation").order_by("organisation__name")[:LISTED])
    rows = FeedbackLetter.objects.at_desks_of(actor).counting().filter(community=community)
    rows = rows.filter(organisation__in=[unit.organisation_id for unit in units])
    newest: dict[object, FeedbackLetter] = {}
    for row in rows.defer("report").order_by("last_on")[: 10 * LISTED]:
        newest[row.organisation_id] = row
    return [_line(unit, newest.get(unit.organisation_id)) for unit in units]


def _line(unit: UnitReportIn, letter: FeedbackLetter | None) -> Line:
    today, last = clock.today(), letter.last_on if letter else None
    days = rules.period(today, since=_since(unit), last=last)
    next_on = last + rules.LEAST_BETWEEN if last and days is None else None
    return Line(unit, letter, days is not None, next_on)


def earlier(actor: Actor, feedback: FeedbackLetter) -> list[FeedbackLetter]:
    """The other letters of the same two, the newest first."""
    rows = FeedbackLetter.objects.visible_to(actor).exclude(pk=feedback.pk)
    same = rows.filter(organisation=feedback.organisation_id, community=feedback.community_id)
    return list(same.defer("report").order_by("-last_on")[:OF_A_UNIT])


def one(actor: Actor, key: UUID) -> FeedbackLetter | None:
    rows = FeedbackLetter.objects.visible_to(actor).filter(pk=key)
    return rows.select_related("organisation", "community", "letter").first()


@dataclass(frozen=True)
class Answers:
    """How many of the members; never who has not said yes."""

    members: int
    agreed: int
    waiting: int


def answers(feedback: FeedbackLetter) -> Answers:
    rows = PersonalPart.objects.filter(feedback=feedback)
    counted = rows.aggregate(
        members=Count("pk"),
        agreed=Count("pk", filter=Q(answer=Answer.AGREED)),
        waiting=Count("pk", filter=Q(answer=Answer.WAITING)),
    )
    return Answers(**counted)


def agreed_parts(feedback: FeedbackLetter) -> list[PersonalPart]:
    """What may be read of members, each by their own yes, in the order of their names' row."""
    rows = PersonalPart.objects.filter(feedback=feedback).agreed()
    return list(rows.order_by("pk")[:LISTED])


def annex(parts: Iterable[PersonalPart]) -> list[str]:
    """As paragraphs that go with the letter: the sentence, then what they add in their words."""
    return [part.sentence + (f"\n“{part.comment}”" if part.comment else "") for part in parts]


# ---- the unit -----------------------------------------------------------------------------------


def for_units(actor: Actor) -> list[FeedbackLetter]:
    rows = FeedbackLetter.objects.for_units_of(actor).select_related("organisation", "community")
    return list(rows.defer("report").order_by("-sent_at")[:LISTED])


def at_unit(actor: Actor, key: UUID) -> FeedbackLetter | None:
    rows = FeedbackLetter.objects.for_units_of(actor).filter(pk=key)
    return rows.select_related("organisation", "community", "letter").first()


# ---- a member -----------------------------------------------------------------------------------


def own_parts(actor: Actor) -> list[PersonalPart]:
    rows = PersonalPart.objects.visible_to(actor).exclude(feedback__state=State.WITHDRAWN)
    rows = rows.select_related("feedback__organisation", "feedback__community")
    return list(rows.defer("sentence", "comment").order_by("-feedback__drafted_at")[:LISTED])


def own_part(actor: Actor, key: UUID) -> PersonalPart | None:
    rows = PersonalPart.objects.visible_to(actor).filter(pk=key)
    return rows.select_related("feedback__organisation", "feedback__community").first()


def own_community(actor: Actor) -> Place | None:
    """Where a letter of one's own would come from: the community of one's report-in."""
    mine = own_report_in(actor)
    place = mine.place if mine else None
    while place is not None and place.level != "community":
        place = place.parent
    return place
