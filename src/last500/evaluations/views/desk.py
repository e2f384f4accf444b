"""The desk's list: what waits for its evaluation and until when, and what was published."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base.http import Request, signed_in
from last500.evaluations import queries, rules
from last500.evaluations.rules import State
from last500.projects.models import Project
from last500.projects.sentences import who_is_next
from last500.projects.views.gate import desk_or_404


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    context = {
        "desk": place,
        "waiting": [_line(one) for one in queries.waiting_at(request.actor, place)],
        "published": queries.published_at(request.actor, place),
    }
    return render(request, "evaluations/desk.html", context)


def _line(project: Project) -> dict[str, object]:
    evaluation = queries.evaluation_of(project)
    return {
        "project": project,
        "started": evaluation is not None,
        "state": _(rules.STATE_WORDS[State(evaluation.state)]) if evaluation else _("还没动笔"),
        "shape": evaluation.shape if evaluation else "open",
        "who": who_is_next(project),
    }
