"""How long answers are kept after the result is out, and what goes with an account."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.consultations.models import Answer, Consultation, Slip
from last500.consultations.rules import State
from last500.people.leaving import Part
from last500.people.models import Person

_OVER = (State.PUBLISHED, State.CANCELLED)


def _answers_over(edge: datetime) -> QuerySet[Answer]:
    rows = Answer.objects.filter(consultation__state__in=_OVER)
    return rows.filter(consultation__closes_at__lt=edge)


def _slips_over(edge: datetime) -> QuerySet[Slip]:
    rows = Slip.objects.filter(consultation__state__in=_OVER)
    return rows.filter(consultation__closes_at__lt=edge)


RULES = (
    Rule("slips", N_("意见征询的纸质单"), Keep.BALLOT, _slips_over),
    Rule("answers", N_("意见征询里的回答"), Keep.BALLOT, _answers_over),
    Rule(
        "consultation_makers",
        N_("征询是谁起草的"),
        Keep.TOPIC,
        lambda edge: Consultation.objects.filter(state__in=_OVER, closes_at__lt=edge),
        fields=("made_by",),
    ),
)
STAYS = (Stays(N_("征询的问题和结果"), N_("只有合计，没有人")),)


def _leave(person: Person) -> None:
    """An answer that was not counted yet goes with its author; afterwards it is nobody's."""
    open_yet = Answer.objects.filter(person=person, consultation__state=State.ANNOUNCED)
    open_yet.delete()
    Slip.objects.filter(first_by=person).update(first_by=None)
    Slip.objects.filter(second_by=person).update(second_by=None)
    Consultation.objects.filter(made_by=person).update(made_by=None)


PARTS = (Part(_leave),)
