"""Whoever must agrees; then it is published, and the project is evaluated."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.evaluations import facts, queries, rules
from last500.evaluations.actions.step import MOVED_ON, advance, must_run, sides_of
from last500.evaluations.models import Evaluation
from last500.evaluations.rules import Action, Side
from last500.projects.actions import evaluate
from last500.projects.actions.step import held
from last500.projects.models import Project
from last500.proof.actions import record


def _held(project: Project) -> Evaluation:
    rows = Evaluation.objects.select_for_update(of=("self",)).filter(pk=project.pk)
    found = rows.first()
    if found is None:
        raise Conflict(_(MOVED_ON))
    found.project = project
    return found


@transaction.atomic
def agree(actor: Actor, project: Project) -> Evaluation:
    """The yes of the community, or of whoever carries it. One person says it for one side.

    Raises Forbidden for whoever speaks for neither.
    """
    project = held(project)
    own = sides_of(actor, project)
    if not own:
        raise Forbidden("speaks for no side of this project")
    evaluation = _held(project)
    missing = [side for side in queries.waits_for(evaluation) if side in own]
    if not rules.allowed(Action.AGREE, evaluation.state) or not missing:
        raise Conflict(_(MOVED_ON))
    side = missing[0]
    other = evaluation.carrier_by_id if side == Side.COMMUNITY else evaluation.community_by_id
    if other == actor.person:
        raise Refused(_("你已经替另一方同意了。请这一方的另一位来说。"))
    yes = {f"{side}_at": clock.now(), f"{side}_by_id": actor.person}
    advance(actor, evaluation, Action.AGREE, **yes)
    return evaluation


@transaction.atomic
def publish(actor: Actor, project: Project) -> Evaluation:
    """From here on everybody reads it, and the project is evaluated (projects.actions.evaluate).

    Raises Refused while a yes is missing, Conflict where what it tells has changed meanwhile.
    """
    project = must_run(actor, project)
    evaluation = _held(project)
    if not rules.allowed(Action.PUBLISH, evaluation.state):
        raise Conflict(_(MOVED_ON))
    missing = queries.waits_for(evaluation)
    if missing:
        who = _("、").join(_(rules.SIDE_WORDS[side]) for side in missing)
        raise Refused(_("还要等%(who)s同意。没说话不算同意。") % {"who": who})
    now = facts.of_terms(project)
    if any(evaluation.facts[name] != told for name, told in now.items()):
        raise Conflict(_("写好以后指标或者花费改过了。请再写一遍，让大家看过。"))
    advance(actor, evaluation, Action.PUBLISH, published_at=clock.now())
    evaluate(actor, project)
    record(
        "evaluations",
        "evaluation published",
        {"project": str(project.pk), "place": project.place_id},
        personal={"by": str(actor.person or "")},
    )
    return evaluation
