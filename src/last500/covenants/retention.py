"""Covenants stay; who remarked what, and who drafted, goes with its term."""

from datetime import datetime

from django.db.models import QuerySet

from last500.base import clock
from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.covenants.models import Remark, Version
from last500.covenants.rules import Look
from last500.people.leaving import Part
from last500.people.models import Person


def _remarks(edge: datetime) -> QuerySet[Remark]:
    return Remark.objects.filter(said_at__lt=edge).exclude(version__state__in=["draft", "open"])


RULES = (
    Rule("covenant_remarks", N_("对公约草案的意见"), Keep.TOPIC, _remarks),
    Rule(
        "covenant_makers",
        N_("公约是谁起草的"),
        Keep.TOPIC,
        lambda edge: Version.objects.exclude(state__in=["draft", "open"]).filter(made_at__lt=edge),
        fields=("made_by",),
    ),
)
STAYS = (Stays(N_("公约的每一版"), N_("大家约定过什么，要一直查得到；没有人名")),)
_LOCKED = N_("你锁上了资料，这句话先不公开。")


def _leave(person: Person) -> None:
    Remark.objects.filter(person=person).delete()
    Version.objects.filter(made_by=person).update(made_by=None)


def _restrict(person: Person, moment: datetime | None) -> None:
    if moment:
        Remark.objects.filter(person=person, look=Look.WAITING).update(
            look=Look.RETURNED, returned_why=_LOCKED, looked_at=clock.now()
        )


PARTS = (Part(_leave, _restrict),)
