"""How long a report-in is kept after it has ended, and what goes with its account."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Guardian, Person
from last500.reportin.models import HelperNumber, Proof, ReportIn
from last500.reportin.rules import PROOF_OPEN, State


def _over(edge: datetime) -> QuerySet[ReportIn]:
    """Ended, or never confirmed; with it go the free times, the avoided and the history."""
    ended = Q(state=State.ENDED, ended_at__lt=edge)
    return ReportIn.objects.filter(ended | Q(state=State.REFUSED, decided_at__lt=edge))


def _none_lasts(edge: datetime) -> Q:
    """People whose every report-in is over."""
    lasting = ReportIn.objects.filter(person=OuterRef("person")).exclude(pk__in=_over(edge))
    return Q(~Exists(lasting))


def _guardians_over(edge: datetime) -> QuerySet[Guardian]:
    return Guardian.objects.filter(_none_lasts(edge), person__isnull=False, at__lt=edge)


def _proofs_over(edge: datetime) -> QuerySet[Proof]:
    """Not used any more, or of somebody who has long left."""
    unused = Q(ended_at__lt=edge) & ~Q(state__in=PROOF_OPEN)
    return Proof.objects.filter(unused | (_none_lasts(edge) & Q(said_at__lt=edge)))


def _numbers_over(edge: datetime) -> QuerySet[HelperNumber]:
    return HelperNumber.objects.filter(_none_lasts(edge), made_at__lt=edge)


RULES = (
    Rule("report_in_guardians", N_("报到的人的监护人"), Keep.REPORT_IN, _guardians_over),
    Rule("proofs", N_("看过的证的记录"), Keep.REPORT_IN, _proofs_over),
    Rule("own_numbers", N_("离开的人的志愿者编号"), Keep.REPORT_IN, _numbers_over),
    Rule("report_ins", N_("结束了的报到"), Keep.REPORT_IN, _over),
)

STAYS = (Stays(N_("还有效的报到"), N_("没有它就请不到你；你随时可以结束")),)


def _leave(person: Person) -> None:
    ReportIn.objects.filter(person=person).delete()
    Proof.objects.filter(person=person).delete()
    HelperNumber.objects.filter(person=person).delete()


def _restrict(person: Person, moment: datetime | None) -> None:
    """Whoever locks their data is asked for nothing; a report-in nobody has confirmed ends."""
    if moment:
        waiting = ReportIn.objects.filter(person=person, state=State.ASKED)
        waiting.update(state=State.ENDED, ended_at=moment)


PARTS = (Part(_leave, _restrict),)
