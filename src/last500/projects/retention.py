"""How long what is known of a project's people is kept: half a year after its end."""

from datetime import datetime

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person
from last500.projects.actions.roles import leave_for_good
from last500.projects.models import (
    PanelSeat,
    Partner,
    Party,
    Project,
    ProjectEvent,
    RoleClaim,
    RoleWait,
)
from last500.projects.rules import BEFORE_RUNNING, SeatState

RULES = (
    Rule(
        "project_people",
        N_("结束了的项目是谁牵头、谁提的、谁写的结果"),
        Keep.DUTY,
        lambda edge: Project.objects.filter(closed_at__lt=edge),
        fields=("leader", "proposed_by", "reviewed_by"),
    ),
    Rule(
        "project_helpers",
        N_("来项目里帮过忙的人"),
        Keep.DUTY,
        lambda edge: RoleClaim.objects.filter(ended_at__lt=edge),
    ),
    Rule(
        "project_lines",
        N_("项目里排过队的人"),
        Keep.DUTY,
        lambda edge: RoleWait.objects.filter(closed_at__lt=edge),
    ),
    Rule(
        "project_panels",
        N_("结束了的项目，谁评议的、说了什么"),
        Keep.DUTY,
        lambda edge: PanelSeat.objects.filter(project__closed_at__lt=edge),
        fields=("person", "words"),
    ),
    Rule(
        "project_partner_answers",
        N_("结束了的项目，谁替单位答应的"),
        Keep.DUTY,
        lambda edge: Partner.objects.filter(project__closed_at__lt=edge),
        fields=("answered_by",),
    ),
    Rule(
        "project_parties",
        N_("结束了的项目，协议上谁同意的"),
        Keep.DUTY,
        lambda edge: Party.objects.filter(project__closed_at__lt=edge),
        fields=("person", "agreed_by"),
    ),
    Rule(
        "project_actors",
        N_("项目的经过里是谁做的"),
        Keep.LOG,
        lambda edge: ProjectEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)

STAYS = (Stays(N_("你在项目里的位置"), N_("牵头的人要知道谁来；你随时可以离开")),)


def _leave(person: Person) -> None:
    """Out of every role; what they weighed or spoke for goes on without their name and words."""
    leave_for_good(person)
    RoleClaim.objects.filter(person=person).delete()
    RoleWait.objects.filter(person=person).delete()
    Project.objects.filter(leader=person).update(leader=None)
    Project.objects.filter(proposed_by=person).update(proposed_by=None)
    seats = PanelSeat.objects.filter(person=person)
    seats.filter(organisation=None).exclude(state=SeatState.SAID).delete()
    seats.update(person=None, words=b"")
    speaking = Party.objects.filter(person=person)
    speaking.filter(project__state__in=BEFORE_RUNNING).delete()
    speaking.update(person=None)
    Party.objects.filter(agreed_by=person).update(agreed_by=None)
    Partner.objects.filter(answered_by=person).update(answered_by=None)


def _restrict(person: Person, moment: datetime | None) -> None:
    """Asked for nothing: out of every role, so that nobody waits for them."""
    if moment:
        leave_for_good(person)


PARTS = (Part(_leave, _restrict),)
