"""The desk for projects: what is due next, a proposal and its words, each step of its life."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.projects import actions, exporting, queries, rules, seams, sentences
from last500.projects.forms import ProposalForm, ReasonForm, first_of, initial_of
from last500.projects.models import Project
from last500.projects.rules import Action, Role, State
from last500.projects.views.gate import desk_or_404, seen_or_404

PILE_WORDS = {
    "": N_("在办的"),
    "weigh": N_("在评的"),
    "gather": N_("在招人"),
    "run": N_("在做"),
    "judge": N_("做完、评估"),
    "over": N_("结束了的"),
}
PAGES_MOST = 500


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    pile = request.GET.get("pile", "")
    pile = pile if pile in queries.PILES else ""
    said = request.GET.get("page", "1")
    page = max(1, min(PAGES_MOST, int(said))) if said.isdecimal() and len(said) < 5 else 1
    found = queries.on_desk(request.actor, place, pile, (page - 1) * queries.PAGE)
    counts = {"": sum(n for name, n in found.counts.items() if name != "over"), **found.counts}
    context = {
        "desk": place,
        "found": found,
        "tabs": [
            {"word": _(word), "href": f"?pile={name}" if name else "?", "current": name == pile,
             "count": counts[name]}
            for name, word in PILE_WORDS.items()
        ],
        "older": f"?pile={pile}&page={page + 1}" if found.more else "",
        "newer": f"?pile={pile}&page={page - 1}" if page > 1 else "",
        "next_words": sentences.next_words,
        "exports": request.actor.may(Permission.EXPORT_ASK, place.path),
    }  # fmt: skip
    return render(request, "projects/desk.html", context)


@require_safe
@signed_in
def as_json(request: Request, place_id: int) -> HttpResponse:
    """The desk's projects in the documented form; nobody is in it."""
    place = desk_or_404(request, place_id)
    found = queries.all_on_desk(request.actor, place, 2000)
    said = exporting.to_json(place, found)
    answer = HttpResponse(said, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="projects.json"'
    return answer


# ---- a proposal -------------------------------------------------------------------------------


def _in_whose_name(request: Request, place: Place) -> tuple[list[Organisation], bool]:
    """The reader's organisations that may propose here, and whether the reader may by themself."""
    own = queries.own_organisations_at(request.actor)
    names = [one for one in own if actions.may_propose(request.actor, place, one)]
    return names, actions.may_propose(request.actor, place)


@require_http_methods(GET_POST)
@signed_in
@once
def new(request: Request, place_id: int) -> HttpResponse:
    """A proposal: by the desk, by a neighbour, or in the name of an organisation."""
    place = get_object_or_404(Place.objects.current(), pk=place_id)
    names, oneself = _in_whose_name(request, place)
    if not names and not oneself:
        raise Http404
    form = ProposalForm(
        queries.places_near(place),
        queries.parents_for(request.actor, place),
        data_of(request),
        initial=first_of(),
    )
    chosen = {str(one.pk): one for one in names}
    said = request.POST.get("for", "") if oneself else next(iter(chosen), "")
    organisation = chosen.get(request.POST.get("for", said)) or chosen.get(said)

    def work() -> HttpResponse:
        project = actions.propose(request.actor, place, form.draft(), organisation=organisation)
        told = _("提出来了，下面请三方评议。") if project.consented else _("提出来了，等值守答复。")
        messages.success(request, told)
        return see_other(reverse("projects:show", args=[project.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {
        "form": form,
        "place": place,
        "names": names,
        "oneself": oneself,
        "chosen": organisation,
        "desk": request.actor.may(Permission.PROJECT_EDIT, place.path),
    }
    return answer or render(request, "projects/form.html", context, status=status_of(request))


@require_http_methods(GET_POST)
@signed_in
@once
def change(request: Request, key: UUID) -> HttpResponse:
    project = seen_or_404(request, key)
    own = project.proposed_by_id == request.actor.person and project.state == State.PROPOSED
    if not own and Role.RUNNER not in actions.roles_of(request.actor, project):
        raise Forbidden("does not run this project")
    if project.state not in rules.BEFORE_RUNNING:
        raise Conflict(_("项目开始以后，说定的就不改了。"))
    form = ProposalForm(
        queries.places_near(project.place),
        [*queries.parents_for(request.actor, project.place), *_own_parent(project)],
        data_of(request),
        initial=initial_of(project),
    )
    if project.state != State.PROPOSED:
        form.keep(project)

    def work() -> HttpResponse:
        actions.change(request.actor, project, form.draft())
        messages.success(request, _("改好了。"))
        return see_other(reverse("projects:show", args=[project.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {"form": form, "place": project.place, "project": project, "oneself": True}
    return answer or render(request, "projects/form.html", context, status=status_of(request))


def _own_parent(project: Project) -> list[Project]:
    return [project.parent] if project.parent is not None else []


# ---- the steps --------------------------------------------------------------------------------

VERBS = {
    Action.CONSENT: actions.consent,
    Action.CALL: actions.call,
    Action.STAFF: actions.staff,
    Action.START: actions.start,
    Action.FINISH: actions.finish,
    Action.EVALUATE: actions.evaluate,
    Action.CLOSE: actions.close,
}
# (question, what follows, word on the button)
ASKS = {
    Action.CONSENT: (
        N_("接下这个提议？"), N_("接下以后，请社区、居民、社会组织三方评议。"), N_("接下"),
    ),
    Action.REVIEW: (
        N_("写评议的结果：可以做"), N_("写清楚为什么。看理由，不数票；没说话的不算同意。"),
        N_("可以做"),
    ),
    Action.DECLINE: (
        N_("这次不做"), N_("写清楚为什么。提的人和提过需求的邻居会看到。"), N_("不做，告诉大家"),
    ),
    Action.CALL: (
        N_("开始招人？"), N_("从现在起谁都看得到，说好的指标不能再改。"), N_("开始招人"),
    ),
    Action.STAFF: (N_("人齐了？"), N_("接下来可以开始做。"), N_("人齐了")),
    Action.START: (N_("现在开始做？"), N_("开始以后，说定的预算、协议和时间不再改。"), N_("开始")),
    Action.FINISH: (N_("都做完了？"), N_("接下来填指标达到多少，再评估。"), N_("做完了")),
    Action.EVALUATE: (
        N_("评估好了？"), N_("指标达到多少、花了多少都照实填好了再点。"), N_("评估好了"),
    ),
    Action.CLOSE: (N_("结项？"), N_("结项以后不再改，协议也到此为止。"), N_("结项")),
    Action.GIVE_UP: (
        N_("不做了？"), N_("来的人和提过需求的邻居会收到消息。"), N_("不做了，告诉大家"),
    ),
}  # fmt: skip
WITH_REASON = frozenset({Action.REVIEW, Action.DECLINE, Action.GIVE_UP})


@require_http_methods(GET_POST)
@signed_in
@once
def step(request: Request, key: UUID, act: str) -> HttpResponse:
    """One step, asked once more on a page of its own; with the reason where one is owed."""
    project = seen_or_404(request, key)
    if act not in ASKS:
        raise Http404
    action = Action(act)
    actions.check(request.actor, project, action, "-")
    if action in seams.STEP_PAGES:
        return see_other(reverse(seams.STEP_PAGES[action], args=[key]))
    form = ReasonForm(data_of(request))
    if action not in WITH_REASON:
        form.fields.pop("reason")
    answer = tried(form, lambda: _step(request, project, action, form))
    context = {
        "project": project,
        "form": form,
        "asks": [_(word) for word in ASKS[action]],
        "lacks": queries.lacks(project, action),
        "danger": action in {Action.DECLINE, Action.GIVE_UP},
    }
    if answer is not None and request.method == "POST":
        return answer
    return render(request, "projects/step.html", context, status=status_of(request))


def _step(request: Request, project: Project, action: Action, form: ReasonForm) -> HttpResponse:
    said = form.cleaned_data.get("reason", "")
    if action == Action.REVIEW:
        actions.review(request.actor, project, result=said)
    elif action == Action.DECLINE:
        actions.decline(request.actor, project, reason=said)
    elif action == Action.GIVE_UP:
        actions.give_up(request.actor, project, reason=said)
    else:
        VERBS[action](request.actor, project)
    messages.success(request, _("记下了。"))
    return see_other(reverse("projects:show", args=[project.pk]))
