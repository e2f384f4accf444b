"""An organisation offers itself as a partner; whoever runs the project answers.

The offer is the liaison's own yes, with the day until which it holds: taken, it counts at once.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.models import Organisation
from last500.organisations.queries import is_liaison, liaisons_of, speaks_for
from last500.organisations.rules import PARTNERS
from last500.projects import rules
from last500.projects.actions.partners import PART_MOST, fitting, move, until_or_refuse
from last500.projects.actions.step import (
    append,
    held,
    is_near,
    loosen,
    must_run,
    public_text,
    runners,
    told,
)
from last500.projects.models import Partner, Project
from last500.projects.rules import PartnerState, State

# From the call on everybody sees it, so everybody may offer; until it is done.
OFFERABLE = frozenset({State.CALLED, State.STAFFED, State.RUNNING})


def may_offer(actor: Actor, project: Project) -> list[Organisation]:
    """For which of their organisations the actor could offer: near, of a fitting kind, and with
    no part in it yet. Two statements for a liaison, one for others."""
    if actor.person is None or project.state not in OFFERABLE:
        return []
    near = [
        one
        for one in speaks_for(actor)
        if one.kind in PARTNERS and not one.ended_on and is_near(one, project)
    ]
    if not near:
        return []
    rows = Partner.objects.taking_part().filter(project=project, organisation__in=near)
    known = {project.lead_id, *rows.values_list("organisation", flat=True)}
    return [one for one in near if one.pk not in known]


@transaction.atomic
def offer(
    actor: Actor,
    project: Project,
    organisation: Organisation,
    *,
    as_what: str,
    part: str,
    until_on: date | None,
) -> Partner:
    """The liaison's own word. Raises Forbidden, Conflict, Refused beside the field to mend."""
    project = held(project)
    if not is_liaison(actor, organisation):
        raise Forbidden("not a liaison of this organisation")
    if project.state not in OFFERABLE or project.lead_id == organisation.pk:
        raise Conflict(_("这个项目现在不加合作方。"))
    said = public_text(part, "part", PART_MOST)
    if not said:
        raise Refused(_("请写一句你们能出什么。"), "part")
    until_on = until_or_refuse(until_on)
    fitting(project, organisation)
    try:
        with transaction.atomic():
            row = Partner.objects.create(
                project=project, organisation=organisation, as_what=as_what, part=said,
                state=PartnerState.OFFERED, asked_at=clock.now(), until_on=until_on,
                answered_by_id=actor.person,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("你们已经在里面了，或者正等着答复。"), "organisation") from None
    append(actor, project, "partner_offered", who=organisation.name)
    told("project_offer", runners(project), project, actor, who=organisation.name)
    return row


@transaction.atomic
def take_offer(actor: Actor, partner: Partner) -> None:
    """Whoever runs it says yes: the partner is agreed, until the day that the offer named."""
    project = held(partner.project)
    must_run(actor, project)
    if project.state not in OFFERABLE:
        raise Conflict(_("这个项目现在不加合作方。"))
    if partner.until_on is None or partner.until_on < clock.today():
        raise Refused(_("对方写的日子已经过了。请它重新提一次。"))
    move(partner, PartnerState.OFFERED, state=PartnerState.AGREED, answered_at=clock.now())
    if project.state in rules.BEFORE_RUNNING:
        loosen(actor, project)
    append(actor, project, "partner_taken", who=partner.organisation.name)
    _tell(actor, partner, project)


@transaction.atomic
def refuse_offer(actor: Actor, partner: Partner) -> None:
    """Not this time: no reason is asked."""
    project = held(partner.project)
    must_run(actor, project)
    move(partner, PartnerState.OFFERED, state=PartnerState.DECLINED, answered_at=clock.now())
    append(actor, project, "partner_refused", who=partner.organisation.name)
    _tell(actor, partner, project)


def _tell(actor: Actor, partner: Partner, project: Project) -> None:
    people = liaisons_of(partner.organisation)
    told("project_answered", people, project, actor, who=partner.organisation.name)
