"""The roll: totals, a file or the households, one unit left out or sold."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import limits
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.votes import actions, queries, roll_file, rules
from last500.votes.forms import LineForm, RollForm, SoldForm
from last500.votes.models import Vote
from last500.votes.rules import State
from last500.votes.views.gate import page_number, run_by
from last500.votes.views.public import worded


@require_safe
@signed_in
def roll(request: Request, key: UUID) -> HttpResponse:
    return _roll(request, run_by(request, key))


def _roll(
    request: Request,
    vote: Vote,
    form: RollForm | None = None,
    faults: list[roll_file.Fault] | None = None,
) -> HttpResponse:
    page = page_number(request)
    units, more = queries.roll_page(request.actor, vote, page)
    may_take = not vote.frozen_at and vote.state in {State.DRAFTED, State.ANNOUNCED}
    context = worded(
        {
            "vote": vote, "units": units, "sums": queries.roll_sums(request.actor, vote),
            "form": form or RollForm(), "bad": form, "faults": faults or [], "may_take": may_take,
            "older": f"?page={page + 1}" if more else "",
            "newer": f"?page={page - 1}" if page > 1 else "",
        }
    )  # fmt: skip
    return render(request, "votes/roll.html", context, status=422 if form or faults else 200)


@require_POST
@signed_in
@once
def take(request: Request, key: UUID) -> HttpResponse:
    """A file, looked at whole: with one fault nothing of it is taken."""
    vote = run_by(request, key)
    form = RollForm(request.POST, request.FILES)
    faults: list[roll_file.Fault] = []

    def work() -> HttpResponse:
        limits.hit("import", str(request.actor.person), limits.IMPORTS_PER_PERSON)
        file = form.cleaned_data["file"]
        sheet = roll_file.read(file.read(), file.name)
        faults.extend(sheet.faults)
        if faults:
            return _roll(request, vote, None, faults)
        number = actions.take(request.actor, vote, sheet.lines)
        messages.success(request, _("名册里有 %(n)d 套。") % {"n": number})
        return see_other(reverse("votes:roll", args=[key]))

    return tried(form, work) or _roll(request, vote, form, faults)


@require_POST
@signed_in
@once
def take_households(request: Request, key: UUID) -> HttpResponse:
    vote = run_by(request, key)
    form = forms.Form(request.POST)

    def work() -> HttpResponse:
        number = actions.take_households(request.actor, vote)
        messages.success(request, _("名册里有 %(n)d 套。") % {"n": number})
        return see_other(reverse("votes:roll", args=[key]))

    shown = RollForm()
    answer = tried(form, work)
    if answer is None:
        shown = RollForm(request.POST)
        shown.full_clean()
        shown.errors.clear()
        shown.add_error(None, form.non_field_errors())
    return answer or _roll(request, vote, shown)


@require_http_methods(GET_POST)
@signed_in
@once
def unit(request: Request, key: UUID, number: int) -> HttpResponse:
    """Before the roll is frozen: mended, or left out with a reason. After: it changed hands."""
    vote = run_by(request, key)
    found = queries.unit(request.actor, vote, number)
    if found is None:
        raise Http404
    sells = bool(vote.frozen_at)
    form: Any = SoldForm(data_of(request)) if sells else LineForm(
        data_of(request),
        initial={
            "reason": found.reason, "group": found.group,
            "area": rules.square_metres(found.area).replace(",", ""),
        },
    )  # fmt: skip

    def work() -> HttpResponse:
        if sells:
            actions.note_sale(request.actor, vote, found, form.at())
        else:
            actions.mend_line(request.actor, vote, found, **form.cleaned_data)
        messages.success(request, _("记下了。"))
        return see_other(reverse("votes:roll", args=[key]))

    answer = tried(form, work) if request.method == "POST" else None
    context = worded({"vote": vote, "unit": found, "form": form, "sells": sells})
    return answer or render(request, "votes/unit.html", context, status=status_of(request))
