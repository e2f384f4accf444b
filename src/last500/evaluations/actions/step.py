"""What the verbs of an evaluation share: who may, the row held, history."""

from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.base.marking import N_
from last500.evaluations import rules
from last500.evaluations.models import Evaluation, EvaluationEvent
from last500.evaluations.rules import Action, Side
from last500.organisations.queries import is_liaison
from last500.organisations.rules import Permission
from last500.projects.actions import may_run
from last500.projects.actions.step import held
from last500.projects.models import Project
from last500.projects.rules import State as ProjectState

MOVED_ON = N_("这份评估已经往前走了，请看看现在的情况。")


def must_run(actor: Actor, project: Project) -> Project:
    """The project, held, while it waits for its evaluation.

    Raises Forbidden for whoever does not run it, Conflict before and after.
    """
    project = held(project)
    if not may_run(actor, project):
        raise Forbidden("does not run this project")
    if project.state != ProjectState.FINISHED:
        raise Conflict(_("项目做完了才写评估；评估公开以后不再改。"))
    return project


def sides_of(actor: Actor, project: Project) -> frozenset[Side]:
    """For whom the actor may say yes."""
    found = set()
    if actor.may(Permission.PROJECT_REVIEW, project.place.path):
        found.add(Side.COMMUNITY)
    if actor.person and project.leader_id == actor.person:
        found.add(Side.CARRIER)
    if project.lead is not None and is_liaison(actor, project.lead):
        found.add(Side.CARRIER)
    return frozenset(found)


def needed(project: Project) -> frozenset[Side]:
    return rules.sides_needed(carried=bool(project.lead_id or project.leader_id))


def advance(actor: Actor, evaluation: Evaluation, action: Action, **values: Any) -> None:
    """Change it on condition that nobody has moved it meanwhile, and append the event."""
    if not rules.allowed(action, evaluation.state):
        raise Conflict(_(MOVED_ON))
    values |= {"state": rules.STEPS[action].to}
    rows = Evaluation.objects.filter(pk=evaluation.pk, state=evaluation.state)
    if not rows.update(**values):
        raise Conflict(_(MOVED_ON))
    for name, value in values.items():
        setattr(evaluation, name, value)
    EvaluationEvent.objects.create(
        evaluation=evaluation, at=clock.now(), action=action, actor_id=actor.person
    )
