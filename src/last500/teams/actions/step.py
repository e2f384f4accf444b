"""One step of a team: ask the rules, change on condition, append the history."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.notify.actions import post
from last500.organisations.queries import calendar, desk_for, desk_holders
from last500.organisations.rules import Permission
from last500.teams import rules
from last500.teams.models import Team, TeamEvent, TeamInvitation
from last500.teams.queries import roles_of
from last500.teams.rules import Action, Role, State


def check(actor: Actor, team: Team, action: Action) -> Role:
    """The role in which the actor takes this step. Raises Forbidden or Conflict."""
    step = rules.STEPS[action]
    roles = roles_of(actor, team) & step.who
    if not roles:
        raise Forbidden(action)
    if State(team.state) not in step.start:
        raise Conflict(_("这支队已经不是刚才的样子了，请看看现在的情况。"))
    return min(roles, key=list(Role).index)


def advance(actor: Actor, team: Team, action: Action, *, role: Role, **values: Any) -> Team:
    """Change it on condition that its state is what was read, and append the event.

    Raises Conflict when somebody was faster.
    """
    old = State(team.state)
    new = rules.STEPS[action].to or old
    if not Team.objects.filter(pk=team.pk, state=old).update(state=new, **values):
        raise Conflict(_("有人刚改过这支队，请看看现在的情况。"))
    append(actor, team, action, old, new, role=role)
    team.state = new
    for name, value in values.items():
        setattr(team, name, value)
    return team


def append(actor: Actor, team: Team, action: Action, old: str, new: str, *, role: Role) -> None:
    wanted = Permission.TEAM_CONSENT if role == Role.COMMITTEE else Permission.TEAM_ARRANGE
    staff = role in {Role.DESK, Role.COMMITTEE}
    TeamEvent.objects.create(
        team=team,
        at=clock.now(),
        action=action,
        from_state=old,
        to_state=new,
        role=role,
        actor_id=actor.person,
        office=actor.office_at(wanted, team.place.path) if staff else None,
    )


def words_for(team: Team) -> dict[str, str]:
    return {"place": team.place.name, "team": team.name}


def tell_desk(kind: str, team: Team) -> None:
    post(kind, desk_holders(desk_for(team.place).pk), **words_for(team))


def lose_leader(team: Team) -> None:
    """Nobody leads it from now on: it lies on the desk, with a due time. In the caller's
    transaction; whoever leads already is not taken away by it."""
    due_at = rules.leader_due(clock.now(), calendar(), first=False)
    held = Team.objects.filter(pk=team.pk, leader=team.leader_id, state__in=rules.OPEN)
    if held.update(leader=None, leader_due_at=due_at):
        team.leader, team.leader_due_at = None, due_at
        tell_desk("desk_team_without_leader", team)


@transaction.atomic
def stop_asking(team: Team) -> None:
    rows = TeamInvitation.objects.filter(team=team, answer=TeamInvitation.Answer.ASKED)
    rows.update(answer=TeamInvitation.Answer.STOPPED, answered_at=clock.now())
