"""The resident's own words on a request: one page for each, one thing to do on it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.http import see_other, show_on_form
from last500.base.idempotency import once
from last500.service_requests import actions, queries, rules
from last500.service_requests.actions.recording import helps_of
from last500.service_requests.forms import (
    NotSolvedForm,
    ObjectForm,
    SolvedForm,
    WithdrawForm,
    WordForm,
)
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import Action, Role
from last500.service_requests.views.follow import own_or_404, title_of

Verb = Callable[[Actor, ServiceRequest, dict[str, Any]], object]


def _page(
    request: HttpRequest,
    number: str,
    action: Action,
    shape: type[forms.Form],
    verb: Verb,
    thanks: str,
) -> HttpResponse:
    """Ask on GET, do it on POST; a refusal comes back beside its field with what was typed."""
    matter = own_or_404(request.actor, number)  # type: ignore[attr-defined]
    form = shape(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        if not rules.allowed(action, matter.state, Role.REQUESTER):
            raise Conflict(_("这件事已经往前走了，请看看现在的情况。"))
        return _ask(request, matter, action, form, 200)
    if not form.is_valid():
        return _ask(request, matter, action, form, 422)
    try:
        return _do(request, matter, form, verb, thanks)
    except Conflict:
        raise
    except Refused as refused:
        show_on_form(form, refused)
        return _ask(request, matter, action, form, 422)


def _ask(
    request: HttpRequest, matter: ServiceRequest, action: Action, form: forms.Form, status: int
) -> HttpResponse:
    context = {"matter": matter, "title": title_of(matter), "form": form}
    if action == Action.CONFIRM:
        context["served"] = [
            (queries.helper_word(one.helper), one.span.minutes) for one in helps_of(matter)
        ]
    return render(request, f"service_requests/request_{action}.html", context, status=status)


@once
def _do(
    request: HttpRequest, matter: ServiceRequest, form: forms.Form, verb: Verb, thanks: str
) -> HttpResponse:
    verb(request.actor, matter, form.cleaned_data)  # type: ignore[attr-defined]
    messages.success(request, thanks)
    return see_other(f"/r/{matter.number}/")


@require_http_methods(["GET", "HEAD", "POST"])
def add_word(request: HttpRequest, number: str) -> HttpResponse:
    def verb(actor: Actor, matter: ServiceRequest, given: dict[str, Any]) -> None:
        actions.add_word(actor, matter, note=given["note"])

    return _page(request, number, Action.ADD_WORD, WordForm, verb, _("补充上了。"))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    def verb(actor: Actor, matter: ServiceRequest, given: dict[str, Any]) -> None:
        actions.withdraw(actor, matter, note=given["note"])

    said = _("撤回了。以后有事再说一声。")
    return _page(request, number, Action.WITHDRAW, WithdrawForm, verb, said)


@require_http_methods(["GET", "HEAD", "POST"])
def solved(request: HttpRequest, number: str) -> HttpResponse:
    def verb(actor: Actor, matter: ServiceRequest, given: dict[str, Any]) -> None:
        actions.confirm(
            actor,
            matter,
            rating=given["rating"],
            comment=given["note"],
            may_publish=given["may_publish"],
            minutes_right=not given["minutes_wrong"],
        )

    return _page(request, number, Action.CONFIRM, SolvedForm, verb, _("谢谢你说一声。"))


@require_http_methods(["GET", "HEAD", "POST"])
def not_solved(request: HttpRequest, number: str) -> HttpResponse:
    def verb(actor: Actor, matter: ServiceRequest, given: dict[str, Any]) -> None:
        actions.reopen(actor, matter, comment=given["note"])

    said = _("知道了，没算办好。值守会再看一次。")
    return _page(request, number, Action.REOPEN, NotSolvedForm, verb, said)


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, number: str) -> HttpResponse:
    def verb(actor: Actor, matter: ServiceRequest, given: dict[str, Any]) -> None:
        actions.object_to(actor, matter, note=given["note"])

    said = _("收到了，由上一级来看。")
    return _page(request, number, Action.OBJECT, ObjectForm, verb, said)


@require_POST
@once
def not_urgent(request: HttpRequest, number: str) -> HttpResponse:
    """不是紧急的: told to the desk as the resident's word; the mark is the desk's to take away."""
    actor = request.actor  # type: ignore[attr-defined]
    matter = own_or_404(actor, number)
    if rules.allowed(Action.ADD_WORD, matter.state, Role.REQUESTER):
        actions.add_word(actor, matter, note=_("我说一下：不是紧急情况。"))
    return see_other(f"/r/{matter.number}/?sent=1&calm=1")
