"""One report-in, as its two sides see it, and what each may do with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.letters import views as letters
from last500.units import actions, queries, sentences
from last500.units.actions import agreement
from last500.units.forms import ContactForm, LookForm, ReasonForm, RhythmFields, rhythm_initial
from last500.units.models import UnitReportIn
from last500.units.rules import Action, Side, may
from last500.units.views.gate import report_in_or_404, sides

Verb = Callable[[UnitReportIn, Side, dict[str, Any]], object]


@login_required
@require_safe
def one(request: Request, key: UUID) -> HttpResponse:
    return show(request, report_in_or_404(request.actor, key))


def show(request: Request, report_in: UnitReportIn, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one report-in; `more` holds a form that was refused, or what was just opened."""
    acting = sides(request.actor, report_in)
    context = {
        "one": report_in,
        "acting": acting,
        "may": {(action, side) for side in acting for action in _allowed(report_in, side)},
        "Action": Action,
        "Side": Side,
        "waits": sentences.waits(report_in, acting),
        "rhythm": agreement.rhythm_words(report_in.rhythm_days),
        "rhythm_wanted": agreement.rhythm_words(report_in.rhythm_wanted)
        if report_in.rhythm_wanted
        else "",
        "events": sentences.timeline(queries.history(report_in)),
        "speakers": queries.speakers([report_in.organisation_id]).get(
            report_in.organisation_id, []
        ),
        "asked": queries.asked_here(report_in) if Side.COMMUNITY in acting else None,
        "link": request.build_absolute_uri(reverse("units:home")),
        "agree_form": ContactForm(initial={"contact": report_in.contact}, prefix="agree"),
        "contact_form": ContactForm(initial={"contact": report_in.contact}),
        "refuse_form": ReasonForm(prefix="refuse"),
        "end_form": ReasonForm(prefix="end"),
        "rhythm_form": RhythmFields(initial=rhythm_initial(report_in.rhythm_days)),
        "look_form": LookForm(prefix="look"),
        "bad": None,
    }
    return render(request, "units/one.html", context | more, status=status)


def _allowed(report_in: UnitReportIn, side: Side) -> list[Action]:
    yes = {
        "unit_yes": report_in.unit_agreed_at is not None,
        "community_yes": report_in.community_agreed_at is not None,
    }
    found = [
        action
        for action in (Action.AGREE, Action.REFUSE, Action.WITHDRAW, Action.END, Action.MOVE)
        if may(action, side, report_in.state, **yes)
    ]
    if may(Action.PROPOSE_RHYTHM, side, report_in.state, **yes):
        wanted = report_in.rhythm_wanted_by
        found += [Action.PROPOSE_RHYTHM] if not wanted else []
        found += [Action.AGREE_RHYTHM] if wanted and wanted != side else []
    return found


def _side(request: Request) -> Side:
    """As which side the button was pressed; the action asks whether they may."""
    said = request.POST.get("side", "")
    return Side.UNIT if said == Side.UNIT else Side.COMMUNITY


def _step(
    request: Request, key: UUID, name: str, form: forms.Form, verb: Verb, thanks: str
) -> HttpResponse:
    """One step; a refusal comes back on the page, with what was typed."""
    report_in = report_in_or_404(request.actor, key)
    if form.is_valid():
        try:
            return _do(request, report_in, form, verb, thanks)
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return show(request, report_in, 422, bad=name, **{name: form})


@once
def _do(
    request: Request, report_in: UnitReportIn, form: forms.Form, verb: Verb, thanks: str
) -> HttpResponse:
    verb(report_in, _side(request), form.cleaned_data)
    messages.success(request, thanks)
    still = queries.seen(request.actor, report_in.pk)
    return see_other(reverse("units:one", args=[report_in.pk]) if still else reverse("units:home"))


@login_required
@require_POST
def agree(request: Request, key: UUID) -> HttpResponse:
    named = request.POST.get("names_liaison") == "on"

    def verb(report_in: UnitReportIn, side: Side, filled: dict[str, Any]) -> None:
        contact = filled["contact"]
        actions.agree(request.actor, report_in, side, contact=contact, names_liaison=named)

    form = ContactForm(request.POST, prefix="agree")
    return _step(request, key, "agree_form", form, verb, _("双方都同意了，协议可以打印。"))


@login_required
@require_POST
def refuse(request: Request, key: UUID) -> HttpResponse:
    def verb(report_in: UnitReportIn, side: Side, filled: dict[str, Any]) -> None:
        actions.refuse(request.actor, report_in, side, reason=filled["reason"])

    form = ReasonForm(request.POST, prefix="refuse")
    return _step(request, key, "refuse_form", form, verb, _("答复了，对方会看到。"))


@login_required
@require_POST
def end(request: Request, key: UUID) -> HttpResponse:
    def verb(report_in: UnitReportIn, side: Side, filled: dict[str, Any]) -> None:
        actions.end(request.actor, report_in, side, reason=filled["reason"])

    form = ReasonForm(request.POST, prefix="end")
    return _step(request, key, "end_form", form, verb, _("结束了，谢谢一路合作。对方会收到消息。"))


@login_required
@require_POST
def rhythm(request: Request, key: UUID) -> HttpResponse:
    def verb(report_in: UnitReportIn, side: Side, filled: dict[str, Any]) -> None:
        try:
            actions.propose_rhythm(request.actor, report_in, side, days=filled["rhythm_days"])
        except Conflict:
            raise
        except Refused as refused:
            raise Refused(refused.message, "every") from None

    form = RhythmFields(request.POST)
    return _step(request, key, "rhythm_form", form, verb, _("告诉对方了，对方同意才算数。"))


@login_required
@require_POST
@once
def answer_rhythm(request: Request, key: UUID) -> HttpResponse:
    report_in = report_in_or_404(request.actor, key)
    agreed = request.POST.get("answer") == "yes"
    actions.answer_rhythm(request.actor, report_in, _side(request), agreed=agreed)
    messages.success(
        request, _("换好了，协议也换成新的了。") if agreed else _("好，还是原来的节奏。")
    )
    return see_other(reverse("units:one", args=[key]))


@login_required
@require_POST
def contact(request: Request, key: UUID) -> HttpResponse:
    """Whom the unit finds at the community: sets a value, so a second press is harmless."""
    report_in = report_in_or_404(request.actor, key)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return show(request, report_in, 422, bad="contact_form", contact_form=form)
    actions.set_contact(request.actor, report_in, form.cleaned_data["contact"])
    messages.success(request, _("改好了。"))
    return see_other(reverse("units:one", args=[key]))


@login_required
@require_POST
def look(request: Request, key: UUID, liaison: UUID) -> HttpResponse:
    """Name and number of a liaison, shown this once: each look is written down."""
    report_in = report_in_or_404(request.actor, key)
    found = queries.liaison_here(report_in, liaison)
    if found is None:
        raise Http404
    form = LookForm(request.POST, prefix="look")
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            opened = actions.reveal(request.actor, report_in, found, reason=reason)
            return show(request, report_in, opened=opened, opened_key=found.pk)
        except TooMany:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return show(request, report_in, 422, bad="look_form", look_form=form)


@login_required
@require_http_methods(["GET", "HEAD"])
def letter(request: Request, key: UUID) -> HttpResponse:
    """The agreement on paper, for both sides."""
    report_in = report_in_or_404(request.actor, key)
    if report_in.letter is None:
        raise Http404
    return letters.page(request, report_in.letter, back=reverse("units:one", args=[key]))
