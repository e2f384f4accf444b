"""From a project's own page to its evaluation."""

from django.urls import reverse

from last500.base.marking import N_
from last500.evaluations.models import Evaluation
from last500.evaluations.rules import State
from last500.projects.models import Project
from last500.projects.rules import State as ProjectState
from last500.projects.seams import Further

HAS_ONE = frozenset({ProjectState.FINISHED, ProjectState.EVALUATED, ProjectState.CLOSED})


def to_evaluation(project: Project, runs: bool) -> Further | None:
    """For everybody once it is published; for those who run it while others are asked.

    One statement, and none before the project is done.
    """
    if project.state not in HAS_ONE:
        return None
    states = Evaluation.objects.filter(pk=project.pk).values_list("state", flat=True)
    state = states.first()
    if state == State.PUBLISHED:
        return Further(
            reverse("evaluations:show", args=[project.pk]),
            N_("看评估：做到多少、花了多少、来的人怎么说"),
        )
    if state == State.WRITTEN and runs:
        return Further(reverse("evaluations:show", args=[project.pk]), N_("评估写好了，等同意"))
    return None
