"""What hangs at the gate of a covenant, and what its desk does."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.qr import qr_svg
from last500.base.scope import widen
from last500.covenants import actions, queries, rules
from last500.covenants.actions.life import MOVED_ON
from last500.covenants.forms import AdoptForm, ArticlesForm, OpenForm, RemarkForm
from last500.covenants.models import Remark, Version
from last500.covenants.rules import Action, State
from last500.covenants.sentences import state_words
from last500.households.queries import is_neighbour
from last500.organisations.rules import Permission
from last500.service_requests.views.compound import compound_or_404
from last500.topics.views.gate import desk_or_404


def seen_or_404(request: Request, key: UUID) -> Version:
    found = queries.one(request.actor, key)
    if found is None:
        raise Http404
    widen(place=found.compound_id)
    return found


def handled_or_403(request: Request, key: UUID, action: Action | None = None) -> Version:
    version = seen_or_404(request, key)
    if not request.actor.may(Permission.TOPIC_HANDLE, version.compound.path):
        raise Forbidden(Permission.TOPIC_HANDLE)
    if action and not rules.allowed(action, version.state):
        raise Conflict(_(MOVED_ON))
    return version


def _shown(version: Version) -> HttpResponse:
    return see_other(reverse("covenants:show", args=[version.pk]))


# ---- the gate -----------------------------------------------------------------------------------


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    """The one in force with its words; drafts open for remarks, and those before."""
    place = compound_or_404(slug)
    found = queries.at(place)
    now = next((one for one in found if one.state == State.IN_FORCE), None)
    draft = next((one for one in found if one.state == State.OPEN), None)
    context = {
        "place": place,
        "now": now,
        "draft": draft,
        "articles": queries.articles(now) if now else [],
        "others": [one for one in found if one not in (now, draft)],
        "state_words": state_words,
        "handles": request.actor.may(Permission.TOPIC_HANDLE, place.path),
    }
    return render(request, "covenants/at.html", context)


def _changes(version: Version, articles: list[Any]) -> list[dict[str, Any]]:
    """What is new, other or gone against the version before."""
    return [
        {
            "one": one,
            "word": _(rules.CHANGE_WORDS[one.change]),
            "shape": rules.CHANGE_SHAPES[one.change],
        }
        for one in queries.compared(version, articles)
        if one.change != rules.Change.SAME
    ]


@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    version, actor = seen_or_404(request, key), request.actor
    articles = queries.articles(version)
    neighbour = version.takes_remarks and actor.person is not None
    context = {
        "version": version,
        "place": version.compound,
        "articles": articles,
        "changes": _changes(version, articles),
        "remarks": queries.shown_remarks(version),
        "own": queries.own_remarks(actor, version),
        "neighbour": neighbour and is_neighbour(actor, version.compound),
        "handles": actor.may(Permission.TOPIC_HANDLE, version.compound.path),
        "state_words": state_words,
    }
    return render(request, "covenants/show.html", context)


@require_safe
def notice(request: Request, key: UUID) -> HttpResponse:
    """A4: the whole covenant, with its address as a code."""
    version = seen_or_404(request, key)
    address = request.build_absolute_uri(reverse("covenants:show", args=[version.pk]))
    context = {
        "version": version,
        "place": version.compound,
        "articles": queries.articles(version),
        "address": address,
        "code": qr_svg(address),
        "state_words": state_words,
    }
    return render(request, "covenants/notice.html", context)


@require_http_methods(GET_POST)
@signed_in
@once
def remark(request: Request, key: UUID) -> HttpResponse:
    version = seen_or_404(request, key)
    if not is_neighbour(request.actor, version.compound):
        raise Forbidden("neither lives nor owns here")
    if not version.takes_remarks:
        raise Conflict(_("现在不收意见了。"))
    form = RemarkForm(queries.articles(version), data_of(request))

    def done() -> HttpResponse:
        actions.say(request.actor, version, **form.cleaned_data)
        messages.success(request, _("收到了。小区看过以后不署名地公开。"))
        return _shown(version)

    return _page(request, version, form, done, _("我来说一句"), _("说"))


def _page(
    request: Request,
    version: Version,
    form: forms.Form,
    done: Callable[[], HttpResponse],
    title: str,
    word: str,
) -> HttpResponse:
    context = {"version": version, "form": form, "title": title, "word": word}
    return tried(form, done) or render(
        request, "covenants/step.html", context, status=status_of(request)
    )


# ---- the desk -----------------------------------------------------------------------------------


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    found = queries.on_desk(request.actor, place)
    context = {
        "desk": place,
        "found": found,
        "waiting": queries.to_look_at(request.actor, place),
        "can_start": place.level == "compound"
        and not any(one.state in rules.WORKED_ON for one in found),
        "state_words": state_words,
    }
    return render(request, "covenants/desk.html", context)


@require_POST
@signed_in
@once
def new(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id, level="compound")
    version = actions.start(request.actor, place)
    return see_other(reverse("covenants:change", args=[version.pk]))


@require_http_methods(GET_POST)
@signed_in
@once
def change(request: Request, key: UUID) -> HttpResponse:
    version = handled_or_403(request, key, Action.OPEN)
    form = ArticlesForm(queries.articles(version), data_of(request))

    def done() -> HttpResponse:
        actions.rewrite(request.actor, version, form.texts())
        messages.success(request, _("存好了。还要加，就再点“改一改”。"))
        return _shown(version)

    context = {"version": version, "form": form}
    return tried(form, done) or render(
        request, "covenants/articles.html", context, status=status_of(request)
    )


@require_http_methods(GET_POST)
@signed_in
@once
def open_(request: Request, key: UUID) -> HttpResponse:
    version = handled_or_403(request, key, Action.OPEN)
    form = OpenForm(data_of(request))

    def done() -> HttpResponse:
        actions.open_for_remarks(request.actor, version, days=form.cleaned_data["days"])
        messages.success(request, _("挂出来了，邻居可以说意见。"))
        return _shown(version)

    return _page(request, version, form, done, _("给大家看，听意见"), _("挂出来"))


@require_http_methods(GET_POST)
@signed_in
@once
def adopt(request: Request, key: UUID) -> HttpResponse:
    version = handled_or_403(request, key, Action.ADOPT)
    first = {"in_force_on": clock.today() + 7 * clock.DAY}
    form = AdoptForm(queries.resolutions(version), data_of(request), initial=first)

    def done() -> HttpResponse:
        actions.adopt(request.actor, version, **form.cleaned_data)
        messages.success(request, _("记下了，也写进了日志。可以打印出来贴在门口。"))
        return _shown(version)

    return _page(request, version, form, done, _("这一版通过了"), _("记下"))


STEPS: dict[str, Callable[..., Any]] = {"rework": actions.rework, "drop": actions.drop}


@require_POST
@signed_in
@once
def step(request: Request, key: UUID, name: str) -> HttpResponse:
    verb = STEPS.get(name)
    if verb is None:
        raise Http404
    version = handled_or_403(request, key)
    verb(request.actor, version)
    messages.success(request, _("记下了。"))
    return see_other(reverse("covenants:desk", args=[version.compound_id]))


@require_POST
@signed_in
@once
def look(request: Request, key: UUID) -> HttpResponse:
    rows = Remark.objects.visible_to(request.actor).select_related("version__compound")
    found = get_object_or_404(rows, pk=key)
    handled_or_403(request, found.version_id)
    show_ = request.POST.get("show") == "yes"
    try:
        actions.look(request.actor, found, show=show_, why=request.POST.get("why", ""))
    except Conflict:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("公开了，不署名。") if show_ else _("退回去了。"))
    return see_other(reverse("covenants:desk", args=[found.version.compound_id]))
