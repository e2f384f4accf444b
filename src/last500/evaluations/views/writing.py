"""Whoever runs a project writes its evaluation; the others agree; it is published."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import GET_POST, Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.evaluations import actions, queries
from last500.evaluations.actions import Draft
from last500.evaluations.forms import EvaluationForm, evaluation_first
from last500.evaluations.rules import State
from last500.evaluations.views.gate import project_or_404, run_or_403
from last500.evaluations.views.showing import page
from last500.projects.forms import reached_forms, told_of
from last500.projects.models import Indicator, Project
from last500.projects.rules import State as ProjectState
from last500.projects.views.showing import terms


def _show(key: UUID) -> HttpResponse:
    return see_other(reverse("evaluations:show", args=[key]))


@require_http_methods(GET_POST)
@signed_in
@once
def write(request: Request, key: UUID) -> HttpResponse:
    """The draft, with everything that the evaluation is made of on one page."""
    project = run_or_403(request, key)
    evaluation = queries.one(request.actor, key)
    if request.method != "POST" and evaluation and evaluation.state != State.DRAFT:
        return _show(key)
    if project.state != ProjectState.FINISHED:
        raise Conflict(_("项目做完了才写评估；评估公开以后不再改。"))
    words = queries.words_for_writer(project)
    data = request.POST if request.method == "POST" else None
    form = EvaluationForm(words.may, data, initial=evaluation_first(evaluation, words.may))
    indicators = list(Indicator.objects.filter(project=project).order_by("order"))
    reached = reached_forms(indicators, data)
    sent = request.method == "POST" and all([form.is_valid(), *_valid(reached)])
    answer = _keep(request, project, form, reached) if sent else None
    context = {
        "project": project,
        "evaluation": evaluation,
        "form": form,
        "reached": reached,
        "only_here": words.only_here,
        "open": evaluation is None or evaluation.counted_at is None,
        **terms(project),
    }
    status = 422 if request.method == "POST" else 200
    return answer or render(request, "evaluations/write.html", context, status=status)


def _valid(forms_: list[Any]) -> list[bool]:
    """Each is asked, so that each shows what is wrong with it."""
    return [form.is_valid() for _row, form in forms_]


def _keep(
    request: Request, project: Project, form: EvaluationForm, reached: list[Any]
) -> HttpResponse | None:
    """The answer; None when a rule says no, which the form then shows."""
    said = form.cleaned_data
    draft = Draft(said["account"], said["otherwise"], told_of(reached), form.chosen_keys())
    finished = request.POST.get("act") == "write"
    try:
        verb = actions.write if finished else actions.save
        verb(request.actor, project, draft)
    except (Conflict, TooMany):
        raise
    except Refused as refused:
        show_on_form(form, refused)
        return None
    if finished:
        messages.success(request, _("写好了。下面是公开以后的样子。"))
        return _show(project.pk)
    messages.success(request, _("草稿存好了，只有你们自己看得到。"))
    return see_other(reverse("evaluations:write", args=[project.pk]))


def _press(
    request: Request, key: UUID, verb: Callable[[Project], object], thanks: str
) -> HttpResponse:
    """One press; what stands against it comes back on the evaluation's own page."""
    project = project_or_404(request, key)
    try:
        verb(project)
    except Refused as refused:
        evaluation = queries.one(request.actor, key)
        if evaluation is None or evaluation.state == State.DRAFT:
            raise
        status = 409 if isinstance(refused, Conflict) else 422
        return page(request, evaluation, status, said=refused.message)
    messages.success(request, thanks)
    return _show(key)


@require_POST
@signed_in
@once
def reopen(request: Request, key: UUID) -> HttpResponse:
    verb = lambda project: actions.reopen(request.actor, project)  # noqa: E731
    return _press(request, key, verb, _("可以接着改了。改完要请大家再看一遍。"))


@require_POST
@signed_in
@once
def agree(request: Request, key: UUID) -> HttpResponse:
    verb = lambda project: actions.agree(request.actor, project)  # noqa: E731
    return _press(request, key, verb, _("记下了：你们同意公开。"))


@require_POST
@signed_in
@once
def publish(request: Request, key: UUID) -> HttpResponse:
    verb = lambda project: actions.publish(request.actor, project)  # noqa: E731
    return _press(request, key, verb, _("公开了，项目评估好了。"))
