"""How long a letter can be checked."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base.erasing import Rule
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.letters.models import Letter
from last500.people.leaving import Part
from last500.people.models import Person


def _over(edge: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(issued_at__lt=edge)


def _leave(person: Person) -> None:
    """Nothing is left to check: the name on the paper is theirs again."""
    Letter.objects.filter(person=person).delete()


RULES = (Rule("letters", N_("过了核验期的证明和信"), Keep.LETTER, _over),)
PARTS = (Part(_leave),)
