"""How long a letter can be checked, and what goes with its person's account."""

from datetime import datetime

from django.db.models import Q, QuerySet

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.letters.models import Letter
from last500.letters.rules import Kind
from last500.people.leaving import Part
from last500.people.models import Person


def _over(edge: datetime) -> QuerySet[Letter]:
    """An agreement that holds is leant on by both sides: its term begins with its end."""
    agreement = Q(kind=Kind.AGREEMENT)
    return Letter.objects.filter(
        ~agreement & Q(issued_at__lt=edge) | agreement & Q(ended_at__lt=edge)
    )


RULES = (Rule("letters", N_("过了核验期的证明、信和结束了的协议"), Keep.LETTER, _over),)

STAYS = (Stays(N_("还在核验期里的证明和信"), N_("拿着纸的人还要核对；到期照样删")),)


def _leave(person: Person) -> None:
    """Their own letters go at once; the code then answers as one that never was."""
    Letter.objects.filter(person=person).delete()


PARTS = (Part(_leave),)
