"""The desk for what nobody took: by kind, place and month, and what has become of each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.service_requests.categories import BY_CODE
from last500.service_requests.rules import STATE_WORDS
from last500.unmet import actions, queries, rules, sentences
from last500.unmet.forms import AnswerForm
from last500.unmet.models import UnmetNeed
from last500.unmet.rules import State

PAGES_MOST = 200


def _desk_or_404(request: Request, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(request.actor), pk=place_id)
    if not request.actor.may(Permission.PROJECT_EDIT, place.path):
        raise Http404
    return place


def _seen_or_404(request: Request, key: UUID) -> UnmetNeed:
    found = queries.one(request.actor, key)
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    """Three statements: the place, the sums of the picture, one page of needs."""
    place = _desk_or_404(request, place_id)
    said = request.GET.get("page", "1")
    page = max(1, min(PAGES_MOST, int(said))) if said.isdecimal() and len(said) < 5 else 1
    state = request.GET.get("state", "")
    state = State(state) if state in set(State) else State.GATHERED
    found = queries.on_desk(request.actor, place, state, (page - 1) * queries.LISTED)
    context = {
        "desk": place,
        "found": found,
        "picture": _picture(found),
        "months": [date_format(month, "M") for month in found.months],
        "tabs": [
            {"word": _(rules.STATE_WORDS[one]), "href": f"?state={one.value}",
             "current": one == state, "count": found.by_state[one.value]}
            for one in State
        ],
        "open": state == State.GATHERED,
        "older": f"?state={state.value}&page={page + 1}" if found.more else "",
        "newer": f"?state={state.value}&page={page - 1}" if page > 1 else "",
        "month_words": sentences.month_words,
        "exports": request.actor.may(Permission.EXPORT_ASK, place.path),
    }  # fmt: skip
    return render(request, "unmet/desk.html", context)


def _picture(found: queries.Desk) -> list[dict[str, Any]]:
    """Rows as `p.figures_table` takes them: a bar for each month against the highest of all."""
    return [
        {
            "name": _(BY_CODE[heap.category].name),
            "cells": [
                {"text": number, "value": number, "past": None, "top": found.most}
                if number
                else "—"
                for number in heap.counts
            ],
        }
        for heap in found.heaps
    ]


@require_safe
@signed_in
def show(request: Request, key: UUID) -> HttpResponse:
    need = _seen_or_404(request, key)
    behind = queries.requests_behind(request.actor, need)
    context = {
        "need": need,
        "behind": [(one, _(STATE_WORDS[one.state])) for one in behind],  # type: ignore[index]
        "hidden": need.count - len(behind),
        "events": sentences.timeline(queries.history(need)),
        "month": sentences.month_words(need.month),
        "open": need.state == State.GATHERED,
    }
    return render(request, "unmet/show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def set_aside(request: Request, key: UUID) -> HttpResponse:
    """Another way was found: which, in a sentence that whoever asked reads."""
    need = _seen_or_404(request, key)
    if not rules.allowed(rules.Action.SET_ASIDE, need.state):
        raise Conflict(_("有人刚处理过这个需求，请看看现在的情况。"))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_aside(request.actor, need, reason=form.cleaned_data["reason"])
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("记下了，提过的邻居会收到消息。"))
            return see_other(reverse("unmet:show", args=[need.pk]))
    context = {"need": need, "form": form, "month": sentences.month_words(need.month)}
    status = 422 if form.errors else 200
    return render(request, "unmet/set_aside.html", context, status=status)
