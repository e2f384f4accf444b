"""The evaluation as everybody reads it; before, for those who look after the project."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base.http import Request, see_other
from last500.evaluations import facts, queries, rules
from last500.evaluations.actions.step import sides_of
from last500.evaluations.models import Evaluation
from last500.evaluations.rules import State, Told
from last500.evaluations.views.gate import seen_or_404
from last500.projects import money, words
from last500.projects.actions import may_run
from last500.projects.queries import origin
from last500.projects.rules import State as ProjectState


@dataclass(frozen=True)
class Bar:
    """One count and its word; `number` None: fewer than five people, it is not told."""

    word: str
    number: int | None


@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    evaluation = seen_or_404(request, key)
    if evaluation.state == State.DRAFT:
        return see_other(reverse("evaluations:write", args=[key]))
    return page(request, evaluation)


def page(request: Request, evaluation: Evaluation, status: int = 200, **more: Any) -> HttpResponse:
    project, told = evaluation.project, evaluation.facts
    came, ratings = facts.unpacked(told["came"]), facts.unpacked(told["ratings"])
    context = {
        "evaluation": evaluation,
        "project": project,
        "held": told["held"],
        "early": told["early"],
        "came": came,
        "came_bars": bars(came, rules.CAME_WORDS),
        "ratings": ratings,
        "rating_bars": bars(ratings, {str(n): word for n, word in rules.RATING_WORDS.items()}),
        "indicators": told["indicators"],
        "lines": _lines(told["money"]),
        "sums": money.sums((row["planned"], row["own"], row["spent"]) for row in told["money"]),
        "yuan": money.yuan,
        "sentences": queries.published_words(project),
        "origin": origin(project),
        "inside": _inside(request, evaluation),
    }
    return render(request, "evaluations/show.html", context | more, status=status)


def _lines(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the budget, with whoever pays in words."""
    said = []
    for row in rows:
        payer = words.PAYER_WORDS[row["payer"]]
        said.append(row | {"payer": _(payer)})
    return said


def bars(told: Told, said: Any) -> list[Bar]:
    return [Bar(_(said[one.code]), one.number) for one in told.parts]


def _inside(request: Request, evaluation: Evaluation) -> dict[str, Any] | None:
    """For those who write, agree and publish; None for everybody else, and once it is published."""
    if evaluation.state != State.WRITTEN:
        return None
    missing = queries.waits_for(evaluation)
    runs = may_run(request.actor, evaluation.project)
    return {
        "missing": [_(rules.SIDE_WORDS[side]) for side in missing],
        "agrees": bool(sides_of(request.actor, evaluation.project) & set(missing)),
        "runs": runs and evaluation.project.state == ProjectState.FINISHED,
    }
