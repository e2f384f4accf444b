"""Meetings and minutes stay, without names; who prepared, wrote, confirmed goes with its term."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base import clock
from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.councils.models import Correction, Meeting, Seat
from last500.councils.rules import OVER
from last500.councils.rules import Seat as SeatState
from last500.people.leaving import Part
from last500.people.models import Person


def _over(edge: datetime) -> QuerySet[Meeting]:
    return Meeting.objects.filter(state__in=sorted(OVER), starts_at__lt=edge)


def _corrections_over(edge: datetime) -> QuerySet[Correction]:
    return Correction.objects.filter(confirmed_at__lt=edge)


def _seats_over(edge: datetime) -> QuerySet[Seat]:
    """The term is over, or they said no or left, that long ago."""
    ended = Seat.objects.filter(until_on__lt=clock.local(edge).date())
    said_no = [SeatState.DECLINED, SeatState.LEFT]
    return ended | Seat.objects.filter(state__in=said_no, answered_at__lt=edge)


RULES = (
    Rule("council_seats", N_("议事会、自治委员会的席位"), Keep.TOPIC, _seats_over),
    Rule(
        "meeting_people",
        N_("会是谁准备的、记录是谁写的和确认的"),
        Keep.TOPIC,
        _over,
        fields=("made_by", "written_by", "confirmed_by"),
    ),
    Rule(
        "minutes_correctors",
        N_("记录的更正是谁写的和确认的"),
        Keep.TOPIC,
        _corrections_over,
        fields=("written_by", "confirmed_by"),
    ),
)
STAYS = (
    Stays(
        N_("开过的会、到了多少人、记录和更正"),
        N_("商量过什么、怎么定的，大家要一直查得到；没有人名"),
    ),
)


def _leave(person: Person) -> None:
    Seat.objects.filter(person=person).delete()
    Seat.objects.filter(asked_by=person).update(asked_by=None)
    for name in ("made_by", "written_by", "confirmed_by"):
        Meeting.objects.filter(**{name: person}).update(**{name: None})
    for name in ("written_by", "confirmed_by"):
        Correction.objects.filter(**{name: person}).update(**{name: None})


def _restrict(person: Person, moment: datetime | None) -> None:
    """Whoever locks their data sits nowhere meanwhile: their name hangs at no gate."""
    if moment:
        rows = Seat.objects.filter(person=person, state=SeatState.AGREED)
        rows.update(state=SeatState.LEFT, called=b"", answered_at=clock.now())


PARTS = (Part(_leave, _restrict),)
