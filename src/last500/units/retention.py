"""How long what is known of a unit's people is kept after its report-in has ended."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base.erasing import Rule
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.organisations.models import Liaison
from last500.units.models import UnitReportIn
from last500.units.rules import State


def _over(edge: datetime) -> QuerySet[UnitReportIn]:
    return UnitReportIn.objects.filter(state__in=[State.ENDED, State.REFUSED], ended_at__lt=edge)


def _liaisons_over(edge: datetime) -> QuerySet[Liaison]:
    return Liaison.objects.filter(to_on__lt=edge.date())


RULES = (
    Rule("unit_report_ins", N_("结束了的单位报到"), Keep.UNIT, _over),
    Rule("liaisons", N_("卸任的联络员"), Keep.UNIT, _liaisons_over),
)
