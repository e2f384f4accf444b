"""Whoever was asked to speak for a unit says yes or no."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.notify.actions import post
from last500.people.models import Person
from last500.units.actions import liaisons, reporting, step
from last500.units.models import LiaisonInvitation, UnitReportIn
from last500.units.rules import Action, Side, State


@transaction.atomic
def accept(actor: Actor, invitation: LiaisonInvitation, *, names_liaison: bool = False) -> None:
    """Their own yes: from now on they speak for the unit, and where a community has entered it,
    the unit has agreed to report in as well."""
    person = _take(actor, invitation, agreed=True)
    step.make_liaison(person, invitation.organisation)
    if invitation.hands_over and invitation.made_by_id:
        liaisons.lay_down(invitation.organisation, invitation.made_by_id)
    report_in = invitation.report_in
    if report_in is not None and report_in.state == State.ASKED:
        reporting.agree(actor, report_in, Side.UNIT, names_liaison=names_liaison)
    else:
        liaisons.tell_communities(actor, invitation.organisation, Action.LIAISON_JOINED)


@transaction.atomic
def decline(actor: Actor, invitation: LiaisonInvitation) -> None:
    """No: name and number are erased at once; a unit that was waiting for it is not reported in."""
    _take(actor, invitation, agreed=False)
    report_in = invitation.report_in
    if report_in is not None and report_in.state == State.ASKED:
        told = step.officers_of(report_in.community, actor)
        step.advance(actor, report_in, Action.REFUSE, Side.UNIT)
        post("unit_refused", told, **step.words(report_in))


def _take(actor: Actor, invitation: LiaisonInvitation, *, agreed: bool) -> Person:
    """Answer it once, as the owner of the number. Raises Conflict for whoever comes second."""
    if actor.person is None:
        raise Forbidden("sign in first")
    if invitation.report_in_id:  # first the report-in, as whoever takes it back does
        list(UnitReportIn.objects.select_for_update().filter(pk=invitation.report_in_id))
    rows = LiaisonInvitation.objects.visible_to(actor).filter(pk=invitation.pk)
    if not rows.update(answered_at=clock.now(), agreed=agreed, **liaisons.EMPTY):
        raise Conflict(_("这份邀请已经答复过了。"))
    return Person.objects.get(pk=actor.person)
