"""What hangs at the gate: the projects of a place, one project's own page, one's own projects."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base.errors import Refused
from last500.base.http import Request, see_other, signed_in
from last500.base.idempotency import once
from last500.places.models import Place
from last500.projects import actions, money, queries, rules, seams, sentences
from last500.projects.models import BudgetLine, Indicator, Partner, Project, ProjectRole
from last500.projects.needs import NEEDS
from last500.projects.rules import Action, Role, State
from last500.projects.views.gate import seen_or_404
from last500.reportin.skills import SKILL_BY_CODE

STEP_ORDER = (
    *(Action.CONSENT, Action.REVIEW, Action.DECLINE, Action.CALL, Action.STAFF, Action.START),
    *(Action.FINISH, Action.EVALUATE, Action.CLOSE, Action.GIVE_UP),
)


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    rows = Place.objects.current().filter(level="compound")
    place = get_object_or_404(rows, slug=slug)
    found = queries.at_gate(request.actor, place)
    context = {"place": place, "projects": found}
    context["may_propose"] = actions.may_propose(request.actor, place)
    return render(request, "projects/at.html", context)


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    found = queries.mine(request.actor)
    context = {"found": found, "next_words": sentences.next_words}
    return render(request, "projects/mine.html", context)


@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    return page(request, seen_or_404(request, key))


def page(request: Request, project: Project, status: int = 200, **more: Any) -> HttpResponse:
    actor = request.actor
    roles = actions.roles_of(actor, project)
    context = {
        "project": project,
        "State": State,
        "origin": queries.origin(project),
        "roles": _roles(queries.roles_wanted(project)),
        "asked": queries.asked_here(actor, project),
        "held": queries.roles_held(actor, project),
        "waits": queries.own_waits(actor, project),
        "offers": bool(actions.may_offer(actor, project)),
        "offered": Role.RUNNER in roles and queries.has_offers(project),
        "taking": project.state in rules.TAKING,
        "dates": seams.dates(project) if project.called_at else [],
        "children": queries.children(actor, project),
        "places": [row.place for row in project.also_at.select_related("place")],
        "next_words": sentences.next_words(project),
        "inside": _inside(request, project, roles) if roles else None,
        "desk": Role.DESK in roles,
        "further": [
            (one.href, _(one.word))
            for one in seams.ways(project, runs=project.consented and Role.RUNNER in roles)
        ],
        **terms(project),
    }
    return render(request, "projects/show.html", context | more, status=status)


def terms(project: Project) -> dict[str, Any]:
    """Money, indicators and partners as they are shown to everybody. Three statements."""
    lines = list(BudgetLine.objects.filter(project=project).order_by("order"))
    counted = money.sums((row.planned_fen, row.own_fen, row.spent_fen) for row in lines)
    partners = Partner.objects.agreed().filter(project=project).select_related("organisation")
    return {
        "lines": lines,
        "sums": counted,
        "yuan": money.yuan,
        "share": own_share(counted),
        "indicators": list(Indicator.objects.filter(project=project).order_by("order")),
        "partners": list(partners.order_by("answered_at")),
    }


def own_share(counted: money.Sums) -> str:
    """The own share in percent, cut off and not rounded up: it never looks like more."""
    return str(counted.own * 100 // counted.planned) if counted.planned else ""


def _roles(rows: list[ProjectRole]) -> list[dict[str, Any]]:
    return [
        {"role": row, "skill": _(SKILL_BY_CODE[row.skill].name) if row.skill else ""}
        for row in rows
    ]


def _inside(request: Request, project: Project, roles: frozenset[Role]) -> dict[str, Any]:
    """For whoever runs, weighs or looks after it: which steps, and what stands against them."""
    steps = [
        {
            "action": step,
            "lacks": [] if step in seams.STEP_PAGES else queries.lacks(project, step),
            "elsewhere": step in seams.STEP_PAGES,
        }
        for step in STEP_ORDER
        if rules.may(step, roles, project.state, consented=project.consented)
    ]
    return {
        "steps": steps,
        "main": [one for one in steps if one["action"] in {*NEEDS, Action.CONSENT, Action.FINISH}],
        "other": [one for one in steps if one["action"] in {Action.DECLINE, Action.GIVE_UP}],
        "weighs": Role.REVIEWER in roles and project.state == State.PROPOSED,
        "runs": Role.RUNNER in roles and project.state in rules.OPEN,
        "events": sentences.timeline(queries.history(project)),
        "changes": project.state in rules.BEFORE_RUNNING,
    }


# ---- a place in a role ------------------------------------------------------------------------


def _role(request: Request, key: UUID, role: UUID) -> tuple[Project, ProjectRole]:
    project = seen_or_404(request, key)
    rows = ProjectRole.objects.filter(project=project).select_related("project__place")
    return project, get_object_or_404(rows, pk=role)


def _press(
    request: Request, key: UUID, role: UUID, verb: Callable[..., object], thanks: str
) -> HttpResponse:
    """One press; what stands against it comes back on the project's own page."""
    project, wanted = _role(request, key, role)
    said = request.POST.get("age", "")
    age = int(said) if said.isdecimal() and len(said) < 4 else 0
    try:
        verb(request.actor, wanted, age=age)
    except Refused as refused:
        status = 409 if type(refused) is not Refused else 422
        return page(request, project, status, said=refused.message)
    messages.success(request, thanks)
    return see_other(reverse("projects:show", args=[key]))


@require_POST
@signed_in
@once
def claim(request: Request, key: UUID, role: UUID) -> HttpResponse:
    """A place at once, or the one that was kept."""
    return _press(request, key, role, actions.claim, _("记下了，谢谢你。来不了随时可以离开。"))


@require_POST
@signed_in
@once
def join(request: Request, key: UUID, role: UUID) -> HttpResponse:
    thanks = _("排上了。空出来按先后问你，来不来都由你。")
    return _press(request, key, role, actions.join, thanks)


@require_POST
@signed_in
@once
def decline(request: Request, key: UUID, role: UUID) -> HttpResponse:
    """Not this place, or no longer in the line."""
    _project, wanted = _role(request, key, role)
    actions.decline_place(request.actor, wanted)
    messages.success(request, _("好的，没关系。"))
    return see_other(reverse("projects:show", args=[key]))


@require_POST
@signed_in
@once
def leave(request: Request, key: UUID, role: UUID) -> HttpResponse:
    _project, wanted = _role(request, key, role)
    actions.leave(request.actor, wanted)
    messages.success(request, _("离开了，位置空出来给别人。"))
    return see_other(reverse("projects:show", args=[key]))
