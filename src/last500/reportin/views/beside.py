"""Days that differ, papers, the number and the slip, the unit: what stands beside the wishes."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.reportin import actions, week, words
from last500.reportin.actions import wishes_of
from last500.reportin.forms import DayForm, NumberForm, ProofForm, UnitForm
from last500.reportin.models import Proof, ReportIn
from last500.reportin.queries import own, own_number, own_proofs
from last500.reportin.views.asking import UnitsAt, no_units


def _mine(request: Request) -> ReportIn:
    mine = own(request.actor)
    if mine is None:
        raise Http404
    return mine


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def days(request: Request, **handed: Any) -> HttpResponse:
    mine = _mine(request)
    form = DayForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            kept = wishes_of(mine)
            more = (*kept.other_days, form.days)
            actions.change(request.actor, mine, replace(kept, other_days=more))
            messages.success(request, _("记下了。"))
            return see_other(reverse("reportin:days"))
        except Refused as refused:
            show_on_form(form, refused)
    if form.is_bound:
        status = 422
    context = {"form": form, "days": _listed(mine)}
    return render(request, "reportin/days.html", context, status=status)


def _listed(mine: ReportIn) -> list[tuple[str, str]]:
    """For the page: how each is said, and the mark by which it is taken away."""
    coming = week.still_to_come(mine.other_days, clock.today())
    return [(words.day_words(one), _mark(one)) for one in coming]


def _mark(one: week.OtherDays) -> str:
    return "_".join(str(part) for part in one.as_list())


@login_required
@require_POST
def day_gone(request: Request, **handed: Any) -> HttpResponse:
    """Take one away; one that is gone already is as gone as before."""
    mine = _mine(request)
    kept, gone = wishes_of(mine), request.POST.get("which", "")
    rest = tuple(one for one in kept.other_days if _mark(one) != gone)
    actions.change(request.actor, mine, replace(kept, other_days=rest))
    messages.success(request, _("去掉了。"))
    return see_other(reverse("reportin:days"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def proofs(request: Request, **handed: Any) -> HttpResponse:
    _mine(request)
    form = ProofForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        actions.say_proof(request.actor, form.cleaned_data["qualification"])
        messages.success(request, _("记下了。带上证件原件，给小区值守看一眼就行。"))
        return see_other(reverse("reportin:proofs"))
    if form.is_bound:
        status = 422
    shown = [words.Paper(one, clock.today()) for one in own_proofs(request.actor)]
    context = {"form": form, "papers": shown}
    return render(request, "reportin/proofs.html", context, status=status)


@login_required
@require_POST
@once
def proof_back(request: Request, key: UUID, **handed: Any) -> HttpResponse:
    proof = get_object_or_404(Proof.objects.filter(person=request.actor.person), pk=key)
    actions.take_back_proof(request.actor, proof)
    messages.success(request, _("好，这一条不用了。"))
    return see_other(reverse("reportin:proofs"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def number(request: Request, **handed: Any) -> HttpResponse:
    mine = _mine(request)
    volunteer = own_number(request.actor)
    kept = ("other_system", "other_number")
    begun = {name: getattr(volunteer, name) for name in kept} if volunteer else {}
    form = NumberForm(request.POST if request.method == "POST" else None, initial=begun)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            data = form.cleaned_data
            actions.keep_other_number(
                request.actor, number=data["other_number"], system=data["other_system"]
            )
            messages.success(request, _("改好了。"))
            return see_other(reverse("reportin:number"))
        except Refused as refused:
            show_on_form(form, refused)
    if form.is_bound:
        status = 422
    context = {"form": form, "volunteer": volunteer, "mine": mine, "has_slip": bool(mine.slip_id)}
    return render(request, "reportin/number.html", context, status=status)


@login_required
@require_safe
def slip(request: Request, **handed: Any) -> HttpResponse:
    """The slip as a letter that can be printed and checked."""
    mine = _mine(request)
    if mine.slip_id is None:
        raise Http404
    return see_other(reverse("letters:show", args=[mine.slip_id]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def unit(request: Request, units_at: UnitsAt = no_units, **handed: Any) -> HttpResponse:
    """告诉我的单位: a tick, and the unit; without the tick nothing is told."""
    mine = _mine(request)
    units = units_at(mine.place)
    begun = {
        "organisation": str(mine.organisation_id or ""),
        "tell_unit": mine.organisation_id is not None,
    }
    form = UnitForm(request.POST if request.method == "POST" else None, initial=begun, units=units)
    if form.is_bound and form.is_valid():
        actions.tell_unit(request.actor, mine, form.told())
        messages.success(request, _("改好了。"))
        return see_other(reverse("reportin:wishes"))
    context = {"form": form, "units": units}
    status = 422 if form.is_bound else 200
    return render(request, "reportin/unit.html", context, status=status)
