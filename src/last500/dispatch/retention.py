"""How long an override, a helper's own word and a note of who was told are kept, and what goes with
an account.

An asking in waves holds no person: it goes with its request's row, which stays as a figure. Counts
of how asks ended hold neither a person nor an ask.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from last500.base.erasing import Rule
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.dispatch.models import AskAnyway, Override, WantedNote
from last500.people.leaving import Part
from last500.people.models import Person
from last500.reportin.models import ReportIn


def _of_closed(edge: datetime) -> QuerySet[Override]:
    return Override.objects.filter(request__closed_at__lt=edge)


def _of_those_who_left(edge: datetime) -> QuerySet[AskAnyway]:
    """Whoever is reported in nowhere any more is asked for nothing."""
    lasting = ReportIn.objects.filter(person=OuterRef("person"))
    lasting = lasting.filter(Q(ended_at=None) | Q(ended_at__gte=edge))
    return AskAnyway.objects.filter(~Exists(lasting), since__lt=edge)


RULES = (
    Rule("overrides", N_("值守改请了谁、为什么"), Keep.REQUEST, _of_closed),
    Rule(
        "override_actors",
        N_("是谁改请的"),
        Keep.LOG,
        lambda edge: Override.objects.filter(made_at__lt=edge),
        fields=("by",),
    ),
    Rule(
        "wanted_notes",
        N_("告诉过谁哪里缺人"),
        Keep.DUTY,
        lambda edge: WantedNote.objects.filter(over_at__lt=edge),
    ),
    Rule("ask_anyway", N_("“照样请我”"), Keep.REPORT_IN, _of_those_who_left),
)


def _leave(person: Person) -> None:
    """Whoever was chosen or passed over goes with their account, and so does who wrote why."""
    Override.objects.filter(Q(chosen=person) | Q(proposed=person)).delete()
    Override.objects.filter(by=person).delete()
    AskAnyway.objects.filter(person=person).delete()
    WantedNote.objects.filter(person=person).delete()


def _restrict(person: Person, moment: datetime | None) -> None:
    """What is locked is shown to no desk: it goes, for nothing else is made of it."""
    if moment:
        Override.objects.filter(Q(chosen=person) | Q(proposed=person)).delete()


PARTS = (Part(_leave, _restrict),)
