"""How long it is known who lived in or owned a household, and what goes with an account."""

from datetime import datetime

from django.db.models import Q, QuerySet

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.households.models import Relation
from last500.households.rules import State
from last500.people.leaving import Part
from last500.people.models import Person


def _over(edge: datetime) -> QuerySet[Relation]:
    ended = Q(state=State.ENDED, ended_at__lt=edge)
    return Relation.objects.filter(ended | Q(state=State.REFUSED, decided_at__lt=edge))


RULES = (Rule("relations", N_("结束了的住户和业主关系"), Keep.HOUSEHOLD, _over),)
STAYS = (
    Stays(N_("还有效的住户和业主关系"), N_("表决和看账要用；你随时可以自己结束")),
    Stays(N_("门牌和面积"), N_("是房子的，不是谁的")),
)


def _leave(person: Person) -> None:
    Relation.objects.filter(person=person).delete()
    Relation.objects.filter(decided_by=person).update(decided_by=None)


def _restrict(person: Person, moment: datetime | None) -> None:
    """What nobody has confirmed yet is asked no more."""
    if moment:
        waiting = Relation.objects.filter(person=person, state=State.ASKED)
        waiting.update(state=State.ENDED, due_at=None, ended_at=moment)


PARTS = (Part(_leave, _restrict),)
