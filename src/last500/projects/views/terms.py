"""Pages of what is agreed on: money, indicators, roles, the agreement of three parties."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.letters import views as letters
from last500.projects import actions, queries, rules
from last500.projects.actions import BudgetRefused
from last500.projects.actions.terms import SPENDING, said
from last500.projects.forms import (
    BudgetHeadForm,
    PartyForm,
    Rows,
    SpentForm,
    budget_rows,
    indicator_rows,
    reached_forms,
    role_rows,
    told_of,
    typed,
)
from last500.projects.models import BudgetLine, Indicator, Party, Project
from last500.projects.rules import PartySide
from last500.projects.views.gate import on_desk, run_by, seen_or_404
from last500.projects.views.showing import terms
from last500.projects.views.sides import called


def _back(project: Project) -> HttpResponse:
    return see_other(reverse("projects:show", args=[project.pk]))


def _worked(work: Callable[[], None]) -> str | None:
    """None when it worked, else the sentence of the rule that says no."""
    try:
        work()
    except (Conflict, TooMany):
        raise
    except Refused as refused:
        return refused.message
    return None


def _all_valid(several: Iterable[forms.Form]) -> bool:
    """Each is asked, so that each shows what is wrong with it."""
    return all([form.is_valid() for form in several])  # noqa: C419


# ---- money ------------------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def budget(request: Request, key: UUID) -> HttpResponse:
    project = run_by(request, key)
    changes = project.consented and project.state in rules.BEFORE_RUNNING
    total = "" if project.total_fen is None else typed(project.total_fen)
    first = {"total": total, "percent": project.own_percent}
    head, rows = (
        BudgetHeadForm(data_of(request), initial=first),
        budget_rows(project, data_of(request)),
    )
    if request.method == "POST" and not changes:
        raise Conflict(_("项目开始以后，说定的就不改了。"))
    sent = request.method == "POST" and all([head.is_valid(), rows.is_valid()])
    if sent and _set_budget(request, project, head, rows):
        messages.success(request, _("预算定好了，加得拢。"))
        return _back(project)
    context = {
        "project": project,
        "head": head,
        "rows": rows,
        "changes": changes,
        "spends": project.state in SPENDING,
        **terms(project),
    }
    return render(request, "projects/budget.html", context, status=status_of(request))


def _set_budget(request: Request, project: Project, head: forms.Form, rows: Rows) -> bool:
    """Whether it was taken; else each fault stands beside its field, and what was typed stays."""
    typed_in = head.cleaned_data
    lines = [form.line() for form in rows.sent]  # type: ignore[attr-defined]
    try:
        actions.set_budget(
            request.actor, project, total=typed_in["total"], percent=typed_in["percent"],
            lines=lines,
        )  # fmt: skip
    except BudgetRefused as refused:
        for fault in refused.faults:
            form = head if fault.line is None else rows.sent[fault.line]
            form.add_error(fault.field, said(fault))
        return False
    except (Conflict, TooMany):
        raise
    except Refused as refused:
        head.add_error(None, refused.message)
        return False
    return True


@require_http_methods(GET_POST)
@signed_in
@once
def spent(request: Request, key: UUID) -> HttpResponse:
    """What each line has cost so far."""
    project = run_by(request, key)
    if project.state not in SPENDING:
        raise Conflict(_("花了多少，项目开始以后再写；结项以后就不改了。"))
    lines = BudgetLine.objects.filter(project=project).order_by("order")
    rows = [
        (
            row,
            SpentForm(
                data_of(request), prefix=str(row.pk), initial={"spent": typed(row.spent_fen)}
            ),
        )
        for row in lines
    ]
    if request.method == "POST" and _all_valid(form for _row, form in rows):
        told = {row.pk: form.cleaned_data["spent"] for row, form in rows}
        actions.set_spent(request.actor, project, told)
        messages.success(request, _("记下了。"))
        return _back(project)
    context = {"project": project, "rows": rows, **terms(project)}
    return render(request, "projects/spent.html", context, status=status_of(request))


# ---- indicators -------------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def indicators(request: Request, key: UUID) -> HttpResponse:
    """Agreed on before the call; once it runs what was reached is filled in on the same page."""
    project = run_by(request, key)
    if project.state in rules.MEASURED:
        return _reached(request, project)
    if project.state not in rules.OPEN_TO_CHANGE or not project.consented:
        raise Conflict(_("招人以后，说好的指标就不改了；做完以后填达到多少。"))
    rows, problem = indicator_rows(project, data_of(request)), None
    if request.method == "POST" and rows.is_valid():
        promises = [form.promise() for form in rows.sent]  # type: ignore[attr-defined]
        problem = _worked(lambda: actions.set_indicators(request.actor, project, promises))
        if problem is None:
            messages.success(request, _("指标定好了。招人以后就不能改了。"))
            return _back(project)
    context = {"project": project, "rows": rows, "problem": problem}
    return render(request, "projects/indicators.html", context, status=status_of(request))


def _reached(request: Request, project: Project) -> HttpResponse:
    rows = reached_forms(
        list(Indicator.objects.filter(project=project).order_by("order")), data_of(request)
    )
    problem = None
    if request.method == "POST" and _all_valid(form for _row, form in rows):
        problem = _worked(lambda: actions.fill_in(request.actor, project, told_of(rows)))
        if problem is None:
            messages.success(request, _("记下了。"))
            return _back(project)
    context = {"project": project, "rows": rows, "problem": problem}
    return render(request, "projects/reached.html", context, status=status_of(request))


# ---- roles ------------------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def roles(request: Request, key: UUID) -> HttpResponse:
    project = run_by(request, key)
    wanted = queries.roles_wanted(project)
    rows, problem = role_rows(wanted, data_of(request)), None
    if request.method == "POST" and rows.is_valid():
        wishes = [form.wish() for form in rows.sent]  # type: ignore[attr-defined]
        problem = _worked(lambda: actions.set_roles(request.actor, project, wishes))
        if problem is None:
            messages.success(request, _("记下了。"))
            return _back(project)
    context = {
        "project": project,
        "rows": rows,
        "problem": problem,
        "helpers": [
            {"called": called(one.person), "role": one.role.title}
            for one in queries.helpers(request.actor, project)
        ],
    }
    return render(request, "projects/roles.html", context, status=status_of(request))


# ---- the agreement ----------------------------------------------------------------------------


def _parties(project: Project) -> list[Party]:
    rows = Party.objects.filter(project=project)
    return list(rows.select_related("place", "person", "organisation__place", "project__place"))


def _agreement(
    request: Request, project: Project, status: int = 200, bad: PartyForm | None = None
) -> HttpResponse:
    parties = {row.side: row for row in _parties(project)}
    desk = on_the_desk(request, project) and project.state in rules.BEFORE_RUNNING
    own = [row for row in parties.values() if actions.speaks_for_party(request.actor, row)]
    runs = actions.may_run(request.actor, project)
    if not (desk or own or runs):
        raise Forbidden("has no part in the agreement")
    cards = [
        {
            "side": side,
            "word": _(rules.PARTY_WORDS[side]),
            "row": parties.get(side),
            "own": parties.get(side) in own,
            "form": _party_form(request, project, side, bad) if desk else None,
        }
        for side in PartySide
    ]
    context = {
        "project": project,
        "cards": cards,
        "signs": project.state in rules.SIGNABLE,
        "before": project.state in rules.BEFORE_RUNNING,
        "desk": desk,
        "bad": bad,
    }
    return render(request, "projects/agreement.html", context, status=status)


def on_the_desk(request: Request, project: Project) -> bool:
    return rules.Role.DESK in actions.roles_of(request.actor, project) and project.consented


def _party_form(
    request: Request, project: Project, side: PartySide, bad: PartyForm | None = None
) -> PartyForm | None:
    if side == PartySide.COMMUNITY:
        return None
    if bad is not None and bad.data.get("side") == side:
        return bad
    return _filled_party(request, project, side)


def _filled_party(request: Request, project: Project, side: str, data: Any = None) -> PartyForm:
    found = (
        queries.carriers(project) if side == PartySide.CARRIER else queries.organisations(project)
    )
    people = []
    if side == PartySide.THIRD:
        rows = queries.neighbours(request.actor, project)
        people = [(row.person, f"{called(row.person)} · {row.place.name}") for row in rows]
    return PartyForm(found, people, data, initial={"side": side}, auto_id=f"{side}_%s")


@require_http_methods(GET_POST)
@signed_in
@once
def agreement(request: Request, key: UUID) -> HttpResponse:
    """The three sides, who has said yes; for the desk who stands on a side."""
    project = seen_or_404(request, key)
    if request.method != "POST":
        return _agreement(request, project)
    project = on_desk(request, key)
    side = request.POST.get("side", "")
    if side not in list(PartySide):
        raise Refused(_("请重新选一个。"))
    form = _filled_party(request, project, side, request.POST)

    def work() -> HttpResponse:
        actions.set_party(request.actor, project, PartySide(side), **form.chosen())
        messages.success(request, _("记下了，请这一方自己来同意。"))
        return see_other(reverse("projects:agreement", args=[key]))

    return tried(form, work) or _agreement(request, project, 422, form)


@require_POST
@signed_in
@once
def sign(request: Request, key: UUID, party: UUID) -> HttpResponse:
    """One side's own yes, or taking it back."""
    project = seen_or_404(request, key)
    rows = Party.objects.filter(project=project)
    rows = rows.select_related("project", "person", "organisation__place", "place")
    row = get_object_or_404(rows, pk=party)
    if request.POST.get("back"):
        actions.take_back(request.actor, row)
        messages.success(request, _("收回了，三方要重新同意才算。"))
    elif actions.sign(request.actor, row) is not None:
        messages.success(request, _("三方都同意了，协议开出来了。"))
    else:
        messages.success(request, _("你这一方同意了，等另外的。"))
    return see_other(reverse("projects:agreement", args=[key]))


@require_safe
@signed_in
def letter(request: Request, key: UUID) -> HttpResponse:
    """The agreement on paper, for the three sides and whoever runs it."""
    project = seen_or_404(request, key)
    own = any(actions.speaks_for_party(request.actor, row) for row in _parties(project))
    if not own and not actions.may_run(request.actor, project):
        raise Forbidden("has no part in the agreement")
    if project.letter is None:
        raise Http404
    return letters.page(
        request, project.letter, back=reverse("projects:agreement", args=[project.pk])
    )
