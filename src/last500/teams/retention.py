"""How long is kept who was in a team, who was asked, and what was said there."""

from datetime import datetime

from django.db.models import Q, QuerySet

from last500.base.actor import Actor
from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person
from last500.teams.actions.joining import let_go
from last500.teams.actions.step import lose_leader
from last500.teams.models import Membership, Team, TeamEvent, TeamInvitation, TeamWord
from last500.teams.rules import OPEN, State


def _over(edge: datetime) -> QuerySet[Team]:
    return Team.objects.filter(state=State.ENDED, ended_at__lt=edge)


def _answered(edge: datetime) -> QuerySet[TeamInvitation]:
    """What was answered, and what nobody took in time."""
    return TeamInvitation.objects.filter(Q(answered_at__lt=edge) | Q(ends_at__lt=edge))


RULES = (
    Rule("team_invitations", N_("入队的邀请"), Keep.MESSAGE, _answered),
    Rule(
        "team_words",
        N_("队长说给队里的话"),
        Keep.MESSAGE,
        lambda edge: TeamWord.objects.filter(at__lt=edge),
    ),
    Rule(
        "team_memberships",
        N_("离开了的队员"),
        Keep.DUTY,
        lambda edge: Membership.objects.filter(left_at__lt=edge),
    ),
    Rule("teams", N_("解散了的服务队"), Keep.DUTY, _over),
    Rule(
        "team_actors",
        N_("服务队的经过里是谁做的"),
        Keep.LOG,
        lambda edge: TeamEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)

STAYS = (Stays(N_("你还在的服务队"), N_("队里要知道有谁；你随时可以退出")),)


def _leave(person: Person) -> None:
    """Out of every team; what was asked of them and what they said goes."""
    actor = Actor(person=person.pk)
    held = Membership.objects.living().filter(person=person).select_related("team__place")
    for one in held:
        let_go(actor, one.team, person.pk)
    Membership.objects.filter(person=person).delete()
    TeamInvitation.objects.filter(person=person).delete()
    TeamWord.objects.filter(by=person).delete()


def _restrict(person: Person, moment: datetime | None) -> None:
    """Whoever locks their data leads nobody and is asked for nothing; they stay in their teams,
    without a name, until they open it again."""
    if moment is None:
        return
    for team in Team.objects.filter(leader=person, state__in=OPEN).select_related("place"):
        lose_leader(team)
    TeamInvitation.objects.filter(person=person, answer="asked").delete()


PARTS = (Part(_leave, _restrict),)
