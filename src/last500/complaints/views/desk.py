"""The desk for complaints: what needs me, due first; one at a time; its answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.complaints import actions, queries, rules, sentences
from last500.complaints.forms import AnswerForm, AskForm, PassOnForm, WhoForm
from last500.complaints.models import Complaint
from last500.complaints.rules import Action, State
from last500.complaints.views.gate import handled_or_404, require_a_desk

Verb = Callable[[Actor, Complaint, str], object]
FIRST_WORDS = 40


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    require_a_desk(actor)
    words = request.GET.get("q", "")[:20]
    found = queries.on_my_desks(actor, words)
    context = {
        "mine": [_card(one) for one in found if one.state != State.ANSWERED],
        "waiting": [_card(one) for one in found if one.state == State.ANSWERED],
        "asks": queries.to_confirm(actor),
        "words": words,
        "most": queries.LISTED,
        "full": len(found) == queries.LISTED,
    }
    return render(request, "complaints/desk.html", context)


def _card(one: Complaint) -> dict[str, Any]:
    return {"matter": one, "title": first_words(one.text), "desk": sentences.desk_of(one)}


def first_words(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= FIRST_WORDS else line[: FIRST_WORDS - 1] + "…"


@require_safe
@signed_in
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    return show(request, handled_or_404(request.actor, key))  # type: ignore[attr-defined]


def show(request: HttpRequest, matter: Complaint, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one complaint; `more` holds a form that was refused, or what was just shown."""
    actor = request.actor  # type: ignore[attr-defined]
    may = {a for a in rules.STEPS if rules.allowed(a, matter.state, kind=matter.kind)}
    ask = queries.live_ask(actor, matter)
    context = {
        "matter": matter,
        "named": sentences.named(matter),
        "desk": sentences.desk_of(matter),
        "events": sentences.timeline(matter, queries.history(matter), own=False),
        "may": may,
        "Action": Action,
        "seen": matter.state,
        "ask": ask,
        "ask_waits": bool(ask and not ask.answered_at and ask.ends_at > clock.now()),
        "ask_opens": bool(ask and ask.shown_until and ask.shown_until > clock.now()),
        "anonymous": queries.is_anonymous(matter),
        "answer_form": AnswerForm(),
        "ask_form": AskForm(prefix="ask"),
        "pass_form": PassOnForm(prefix="pass"),
        "who_form": WhoForm(prefix="who"),
        "bad": None,
    }
    return render(request, "complaints/one.html", context | more, status=status)


def _stale(request: HttpRequest, matter: Complaint) -> None:
    seen = request.POST.get("seen", "")
    if seen and seen != matter.state:
        raise Conflict(_("你打开这一页之后，有人处理过这件事。"))


def step(
    request: HttpRequest, key: UUID, name: str, form: forms.Form, verb: Verb, thanks: str
) -> HttpResponse:
    """One step with a sentence; a refusal comes back on the page, with what was typed."""
    matter = handled_or_404(request.actor, key)  # type: ignore[attr-defined]
    _stale(request, matter)
    if form.is_valid():
        try:
            return _do(request, matter, form.cleaned_data["note"], verb, thanks)
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return show(request, matter, 422, bad=name, **{name: form})


@once
def _do(
    request: HttpRequest, matter: Complaint, note: str, verb: Verb, thanks: str
) -> HttpResponse:
    verb(request.actor, matter, note)  # type: ignore[attr-defined]
    messages.success(request, thanks)
    still = queries.handled(request.actor, matter.pk)  # type: ignore[attr-defined]
    return see_other(f"/complaints/{matter.pk}/" if still else "/complaints/")


@require_POST
@signed_in
@once
def acknowledge(request: HttpRequest, key: UUID) -> HttpResponse:
    matter = handled_or_404(request.actor, key)  # type: ignore[attr-defined]
    actions.acknowledge(request.actor, matter)  # type: ignore[attr-defined]
    messages.success(request, _("告诉对方收下了。"))
    return see_other(f"/complaints/{matter.pk}/")


@require_POST
@signed_in
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    def verb(actor: Actor, matter: Complaint, note: str) -> None:
        actions.answer(actor, matter, note=note)

    form = AnswerForm(request.POST)
    return step(request, key, "answer_form", form, verb, _("答复了，等对方说一声。"))


@require_POST
@signed_in
def ask_back(request: HttpRequest, key: UUID) -> HttpResponse:
    def verb(actor: Actor, matter: Complaint, note: str) -> None:
        actions.ask_back(actor, matter, note=note)

    form = AskForm(request.POST, prefix="ask")
    return step(request, key, "ask_form", form, verb, _("问了。对方的话会写在经过里。"))


@require_POST
@signed_in
def pass_on(request: HttpRequest, key: UUID) -> HttpResponse:
    def verb(actor: Actor, matter: Complaint, note: str) -> None:
        actions.pass_on(actor, matter, note=note)

    form = PassOnForm(request.POST, prefix="pass")
    return step(request, key, "pass_form", form, verb, _("转给上一级了。"))
