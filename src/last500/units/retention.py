"""How long what is known of a unit's people is kept; who is invited goes with their answer."""

from datetime import datetime

from django.db.models import Q, QuerySet

from last500.base import clock
from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.organisations.models import Liaison
from last500.people.leaving import Part
from last500.people.models import Person
from last500.units.actions import agreement
from last500.units.models import (
    LiaisonInvitation,
    MemberInvitation,
    UnitImport,
    UnitReportIn,
    UnitReportInEvent,
)
from last500.units.rules import ANSWERABLE, Side, State


def _over(edge: datetime) -> QuerySet[UnitReportIn]:
    return UnitReportIn.objects.filter(state__in=[State.ENDED, State.REFUSED], ended_at__lt=edge)


def _liaisons_over(edge: datetime) -> QuerySet[Liaison]:
    return Liaison.objects.filter(to_on__lt=clock.local(edge).date())


def _unanswered(edge: datetime) -> QuerySet[MemberInvitation]:
    return MemberInvitation.objects.filter(made_at__lt=edge, state__in=ANSWERABLE)


def _marks(edge: datetime) -> QuerySet[MemberInvitation]:
    """Of those who said no, or were never asked, a mark alone is there: so that no list asks."""
    return MemberInvitation.objects.filter(made_at__lt=edge).exclude(state__in=ANSWERABLE)


RULES = (
    Rule("unit_report_ins", N_("结束了的单位报到"), Keep.UNIT, _over),
    Rule("liaisons", N_("卸任的联络员"), Keep.UNIT, _liaisons_over),
    Rule("member_invitations", N_("没有答复的报到邀请"), Keep.INVITATION, _unanswered),
    Rule("member_marks", N_("不再邀请的记号"), Keep.UNIT, _marks),
    Rule(
        "liaison_invitations",
        N_("请人做联络员的邀请"),
        Keep.INVITATION,
        lambda edge: LiaisonInvitation.objects.filter(made_at__lt=edge),
    ),
    Rule(
        "unit_imports",
        N_("导入的名单"),
        Keep.IMPORT,
        lambda edge: UnitImport.objects.filter(
            Q(applied_at__lt=edge) | Q(applied_at=None, staged_at__lt=edge)
        ),
    ),
)

STAYS = (Stays(N_("正在做的联络员"), N_("没有联络员就找不到这个单位；你随时可以卸下")),)


def _leave(person: Person) -> None:
    """The unit goes on; who spoke for it is forgotten, and so is what others wrote down of them.

    What was agreed stays agreed; an agreement that names them is written anew without the name.
    """
    mine = UnitReportIn.objects.filter(unit_agreed_by=person)
    mine.filter(state=State.ASKED, community_agreed_at=None).update(
        state=State.ENDED, ended_at=clock.now()
    )
    named = list(mine.filter(names_liaison=True).select_related("organisation", "community"))
    mine.update(unit_agreed_by=None, names_liaison=False)
    for report_in in named:
        agreement.forget(report_in, person.name)
        report_in.unit_agreed_by, report_in.names_liaison = None, False
        if report_in.state == State.AGREED:
            agreement.write(report_in)
    UnitReportInEvent.objects.filter(actor=person, side=Side.UNIT).update(actor=None)
    Liaison.objects.filter(person=person).delete()
    MemberInvitation.objects.filter(phone_index=person.phone_index).delete()
    LiaisonInvitation.objects.filter(phone_index=person.phone_index).delete()
    LiaisonInvitation.objects.filter(made_by=person, answered_at=None).delete()


def _restrict(person: Person, moment: datetime | None) -> None:
    """Whoever locks their data is asked for nothing."""
    if moment:
        LiaisonInvitation.objects.filter(phone_index=person.phone_index, answered_at=None).delete()


PARTS = (Part(_leave, _restrict),)
