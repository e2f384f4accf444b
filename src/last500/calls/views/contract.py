"""The contract of an accepted application, its paper, and the reports that are owed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of
from last500.base.idempotency import once
from last500.calls import actions, queries
from last500.calls.forms import ReportForm
from last500.calls.models import AgreedIndicator, Application, Report
from last500.calls.queries import APPLIED
from last500.calls.rules import PART_WORDS, SIDE_WORDS, Part, Side, State
from last500.calls.views.desk import with_faults
from last500.calls.views.gate import own_or_403
from last500.letters import views as letters
from last500.projects import money
from last500.projects.views.showing import terms


def _party_or_404(request: Request, key: UUID) -> tuple[Application, list[Side]]:
    """An accepted application whose result is out, and the sides for which the reader speaks."""
    rows = Application.objects.to_sign(request.actor)
    row = get_object_or_404(rows.select_related(*APPLIED), pk=key)
    sides = [side for side in Side if actions.speaks_for_side(request.actor, row, side)]
    if not sides:
        raise Http404
    return row, sides


@require_safe
@signed_in
def contract(request: Request, key: UUID) -> HttpResponse:
    row, own = _party_or_404(request, key)
    said = queries.sides_of(row)
    cards = [
        {"side": one.side, "word": _(SIDE_WORDS[one.side]), "name": one.name,
         "said": said.get(one.side), "own": one.side in own}
        for one in actions.parties(row)
    ]  # fmt: skip
    assert row.project is not None
    shown = terms(row.project)
    asked = sum(
        one.planned_fen - one.own_fen
        for one in shown["lines"]
        if one.payer == money.Payer.GOVERNMENT
    )
    context = {
        "row": row,
        "call": row.call,
        "cards": cards,
        "carrier": Side.CARRIER in own,
        "signs": row.call.state == State.DECIDED and not row.signed,
        "too_much": money.yuan(asked) if asked != row.granted_fen and not row.signed else "",
        "granted": money.yuan(row.granted_fen or 0),
        **shown,
    }
    return render(request, "calls/contract.html", context)


@require_POST
@signed_in
@once
def sign(request: Request, key: UUID, side: str) -> HttpResponse:
    row, own = _party_or_404(request, key)
    if side not in list(Side):
        raise Http404
    if Side(side) not in own:
        raise Forbidden("does not speak for this side")
    if actions.sign(request.actor, row, Side(side)) is not None:
        messages.success(request, _("几方都同意了，合同开出来了。"))
    else:
        messages.success(request, _("你这一方同意了，等另外的。"))
    return see_other(reverse("calls:contract", args=[key]))


@require_safe
@signed_in
def letter(request: Request, key: UUID) -> HttpResponse:
    """The contract on paper, for its sides."""
    row, _own = _party_or_404(request, key)
    if row.letter is None:
        raise Http404
    return letters.page(request, row.letter, back=reverse("calls:contract", args=[key]))


@require_http_methods(GET_POST)
@signed_in
@once
def report(request: Request, key: UUID, part: str) -> HttpResponse:
    row = own_or_403(request, key)
    if part not in list(Part):
        raise Http404
    owed = get_object_or_404(Report, application=row, part=part)
    if owed.sent_at is not None:
        raise Conflict(_("这份报告已经交过了。"))
    agreed = list(AgreedIndicator.objects.filter(application=row).order_by("order"))
    so_far = actions.reached_so_far(row)
    initial = {f"i{one.pk}": so_far.get(one.title) for one in agreed}
    form = ReportForm(agreed, data_of(request), initial=initial)

    def work() -> HttpResponse:
        said: dict[str, Any] = form.cleaned_data
        actions.report(
            request.actor, row, Part(part), reached=form.reached(), account=said["account"],
            spent=said["spent"],
        )  # fmt: skip
        messages.success(request, _("交好了，谢谢。"))
        return see_other(reverse("calls:application", args=[key]))

    answer = with_faults(form, work) if request.method == "POST" else None
    context = {"row": row, "call": row.call, "form": form, "owed": owed,
               "granted": money.yuan(row.granted_fen or 0),
               "word": _(PART_WORDS[Part(part)])}  # fmt: skip
    return answer or render(request, "calls/report.html", context, status=status_of(request))
