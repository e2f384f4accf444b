"""Partners: asked by whoever runs it, agreed by their own liaison, until a day they name."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.models import Organisation
from last500.organisations.queries import is_liaison, liaisons_of
from last500.organisations.rules import PARTNERS
from last500.projects import rules
from last500.projects.actions.step import (
    append,
    held,
    is_near,
    loosen,
    must_run,
    public_text,
    roles_of,
    runners,
    told,
)
from last500.projects.models import PanelSeat, Partner, Project
from last500.projects.rules import PartnerState, Role, SeatState, State
from last500.units.models import UnitReportIn
from last500.units.rules import State as ReportState

PART_MOST = 200
JOINABLE = rules.BEFORE_RUNNING | {State.RUNNING}


@transaction.atomic
def ask_partner(
    actor: Actor, project: Project, organisation: Organisation, *, as_what: str, part: str
) -> Partner:
    """Ask an organisation to take part. Raises Refused with the way to mend it."""
    project = held(project)
    must_run(actor, project)
    if not project.consented or project.state not in JOINABLE:
        raise Conflict(_("这个项目现在不加合作方。"))
    said = public_text(part, "part", PART_MOST)
    if not said:
        raise Refused(_("请写一句请对方做什么。"), "part")
    people = fitting(project, organisation)
    try:
        with transaction.atomic():
            row = Partner.objects.create(
                project=project, organisation=organisation, as_what=as_what, part=said,
                asked_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("已经请过这家了。"), "organisation") from None
    append(actor, project, "partner_asked", who=organisation.name)
    told("project_partner", people, project, actor, who=organisation.name)
    return row


def fitting(project: Project, organisation: Organisation) -> list:
    """Its liaisons. Raises Refused for one that cannot agree now, and says what to do first."""
    if organisation.kind not in PARTNERS or not is_near(organisation, project):
        raise Refused(_("请选一家在这个区县的单位、社会组织、商户或服务队。"), "organisation")
    if organisation.ended_on:
        raise Refused(_("这家已经不在了，请另请一家。"), "organisation")
    here = UnitReportIn.objects.filter(
        organisation=organisation, community__path__startswith=project.place.path[:18]
    )
    states = set(here.values_list("state", flat=True))
    if ReportState.ENDED in states and not states & {ReportState.AGREED, ReportState.ASKED}:
        raise Refused(
            _("%(who)s在这里的报到已经结束了。请社区先请它重新报到，再请它合作。")
            % {"who": organisation.name},
            "organisation",
        )
    people = liaisons_of(organisation)
    if not people:
        raise Refused(_("这家还没有联络员，没人能答应。请它先来报到。"), "organisation")
    weighs = PanelSeat.objects.filter(project=project, organisation=organisation)
    if project.state == State.PROPOSED and weighs.exclude(state=SeatState.DECLINED).exists():
        raise Refused(_("这家正在评议这个项目，等有了结果再请它。"), "organisation")
    return people


def _own(actor: Actor, partner: Partner) -> Project:
    if not is_liaison(actor, partner.organisation):
        raise Forbidden("not a liaison of this partner")
    return held(partner.project)


def until_or_refuse(until_on: date | None) -> date:
    if until_on is None or until_on < clock.today():
        raise Refused(_("请写合作到哪一天，今天以后的日子。"), "until_on")
    return until_on


def move(partner: Partner, start: PartnerState, **values: object) -> None:
    """On condition that it still stands where it was read. Raises Conflict."""
    if not Partner.objects.filter(pk=partner.pk, state=start).update(**values):
        raise Conflict(_("这份合作刚刚变过，请看看现在的情况。"))
    for name, value in values.items():
        setattr(partner, name, value)


@transaction.atomic
def agree_partner(actor: Actor, partner: Partner, *, until_on: date | None) -> None:
    """The liaison's own yes, with the day until which it holds."""
    project = _own(actor, partner)
    if project.state not in JOINABLE:
        raise Conflict(_("这个项目现在不加合作方。"))
    move(
        partner,
        PartnerState.ASKED,
        state=PartnerState.AGREED,
        until_on=until_or_refuse(until_on),
        answered_at=clock.now(),
        answered_by_id=actor.person,
    )
    if project.state in rules.BEFORE_RUNNING:
        loosen(actor, project)
    append(actor, project, "partner_agreed", who=partner.organisation.name)
    told("project_answered", runners(project), project, actor, who=partner.organisation.name)


@transaction.atomic
def decline_partner(actor: Actor, partner: Partner) -> None:
    """Not this time: no reason is asked."""
    project = _own(actor, partner)
    gone = {"state": PartnerState.DECLINED, "answered_at": clock.now()}
    move(partner, PartnerState.ASKED, **gone, answered_by_id=actor.person)
    append(actor, project, "partner_declined", who=partner.organisation.name)
    told("project_answered", runners(project), project, actor, who=partner.organisation.name)


@transaction.atomic
def extend_partner(actor: Actor, partner: Partner, *, until_on: date | None) -> None:
    """The liaison puts the end of their agreement further out (or nearer)."""
    project = _own(actor, partner)
    if project.state not in rules.OPEN:
        raise Conflict(_("这个项目已经结束了。"))
    move(partner, PartnerState.AGREED, until_on=until_or_refuse(until_on))
    append(actor, project, "partner_until", who=partner.organisation.name, day=str(until_on))


@transaction.atomic
def end_partner(actor: Actor, partner: Partner) -> None:
    """Either side ends it, without a reason; who carried it does not carry it any more."""
    project = held(partner.project)
    if not is_liaison(actor, partner.organisation) and Role.RUNNER not in roles_of(actor, project):
        raise Forbidden("neither the partner nor whoever runs it")
    if partner.state not in rules.TAKING_PART:
        raise Conflict(_("这份合作刚刚变过，请看看现在的情况。"))
    move(partner, PartnerState(partner.state), state=PartnerState.ENDED)
    if project.lead_id == partner.organisation_id:
        Project.objects.filter(pk=project.pk).update(lead=None)
        project.lead = None
    if project.state in rules.BEFORE_RUNNING:
        loosen(actor, project)
    append(actor, project, "partner_ended", who=partner.organisation.name)
    people = [*runners(project), *liaisons_of(partner.organisation)]
    told("project_answered", people, project, actor, who=partner.organisation.name)
