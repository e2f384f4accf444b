"""How long what is known of a unit's people is kept after its report-in has ended."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base.erasing import Rule
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.organisations.models import Liaison
from last500.people.leaving import Part
from last500.people.models import Person
from last500.units.models import UnitReportIn
from last500.units.rules import State


def _over(edge: datetime) -> QuerySet[UnitReportIn]:
    return UnitReportIn.objects.filter(state__in=[State.ENDED, State.REFUSED], ended_at__lt=edge)


def _liaisons_over(edge: datetime) -> QuerySet[Liaison]:
    return Liaison.objects.filter(to_on__lt=edge.date())


def _leave(person: Person) -> None:
    """The unit goes on; who spoke for it is forgotten. What was agreed in an office stays."""
    UnitReportIn.objects.filter(unit_agreed_by=person).update(unit_agreed_by=None)
    Liaison.objects.filter(person=person).delete()


RULES = (
    Rule("unit_report_ins", N_("结束了的单位报到"), Keep.UNIT, _over),
    Rule("liaisons", N_("卸任的联络员"), Keep.UNIT, _liaisons_over),
)
PARTS = (Part(_leave),)
