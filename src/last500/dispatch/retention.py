"""How long an override is kept, and what goes with an account."""

from datetime import datetime

from django.db.models import Q, QuerySet

from last500.base.erasing import Rule
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.dispatch.models import Override
from last500.people.leaving import Part
from last500.people.models import Person


def _of_closed(edge: datetime) -> QuerySet[Override]:
    return Override.objects.filter(request__closed_at__lt=edge)


RULES = (
    Rule("overrides", N_("值守改请了谁、为什么"), Keep.REQUEST, _of_closed),
    Rule(
        "override_actors",
        N_("是谁改请的"),
        Keep.LOG,
        lambda edge: Override.objects.filter(made_at__lt=edge),
        fields=("by",),
    ),
)


def _leave(person: Person) -> None:
    """Whoever was chosen or passed over goes with their account, and so does who wrote why."""
    Override.objects.filter(Q(chosen=person) | Q(proposed=person)).delete()
    Override.objects.filter(by=person).delete()


def _restrict(person: Person, moment: datetime | None) -> None:
    """What is locked is shown to no desk: it goes, for nothing else is made of it."""
    if moment:
        Override.objects.filter(Q(chosen=person) | Q(proposed=person)).delete()


PARTS = (Part(_leave, _restrict),)
