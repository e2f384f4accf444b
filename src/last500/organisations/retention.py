"""How long it is kept who held which office."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.organisations.models import BreakGlass, Office, TwoPersonStep
from last500.people.leaving import Part
from last500.people.models import Person


def _ended(edge: datetime) -> QuerySet[Office]:
    return Office.objects.filter(to_on__lt=clock.local(edge).date())


RULES = (
    Rule("offices", N_("担任过的职务"), Keep.OFFICE, _ended),
    Rule(
        "two_person_steps",
        N_("两个人先后办的事"),
        Keep.OFFICE,
        lambda edge: TwoPersonStep.objects.filter(ends_at__lt=edge),
    ),
    Rule(
        "break_glass",
        N_("紧急查看的记录"),
        Keep.LOG,
        lambda edge: BreakGlass.objects.filter(asked_at__lt=edge),
    ),
)

STAYS = (Stays(N_("三年内担任过的职务"), N_("履行职务的人要对做过的事负责（第十三条第二项）")),)


def _hinders(person: Person) -> str:
    if Office.objects.acting(clock.today()).filter(person=person).exists():
        return _("你还担任着职务。先在“组织”那一页交出职务，再来这里。")
    return ""


PARTS = (Part(hinders=_hinders),)
