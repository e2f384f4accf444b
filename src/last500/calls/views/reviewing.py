"""Pages of a reviewer: yes or no, every interest first, then reading and writing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.calls import actions, queries
from last500.calls.actions import Said
from last500.calls.forms import DeclareForm, InterestForm, ReviewForm
from last500.calls.models import Call, Reviewer
from last500.calls.rules import Advice, Seat, State
from last500.calls.views.applying import page
from last500.calls.views.gate import application_or_404, name_for_panel


def _seat(request: Request, key: UUID) -> tuple[Call, Reviewer]:
    """The reader's own seat; a call nobody has asked them to review has no such page (404)."""
    seat = Reviewer.objects.filter(call=key, person=request.actor.person)
    found = seat.select_related("call__place__parent", "call__desk__parent").first()
    if found is None:
        raise Http404
    return found.call, found


@require_http_methods(GET_POST)
@signed_in
@once
def reviews(request: Request, key: UUID) -> HttpResponse:
    """What was asked; then every interest; only then the applications themselves."""
    call, seat = _seat(request, key)
    declares = (
        call.state == State.REVIEWING and seat.state == Seat.AGREED and seat.declared_at is None
    )
    rows: list[dict[str, Any]] = []
    problem, answer = "", None
    if declares:
        rows = _declarations(request, call)
    if request.method == "POST":
        answer, problem = _declare(request, call, rows)
    context = {
        "call": call,
        "seat": seat,
        "declares": declares,
        "rows": rows,
        "problem": problem,
        "to_read": queries.to_read(request.actor, call) if seat.declared_at else [],
        "name": name_for_panel,
        "interests": queries.own_declarations(request.actor, call),
    }
    return answer or render(request, "calls/reviews.html", context, status=status_of(request))


def _declarations(request: Request, call: Call) -> list[dict[str, Any]]:
    return [
        {
            "one": one,
            "name": name_for_panel(one.who),
            "form": DeclareForm(
                None if one.known else data_of(request), prefix=str(one.key),
                use_required_attribute=False,
            ),
        }
        for one in queries.to_declare(request.actor, call)
    ]  # fmt: skip


def _declare(
    request: Request, call: Call, rows: list[dict[str, Any]]
) -> tuple[HttpResponse | None, str]:
    """The answer, or what is wrong: where one is left open nothing is taken."""
    open_ones = [row for row in rows if not row["one"].known]
    wrong = [row for row in open_ones if not row["form"].is_valid()]
    if wrong:
        return None, _("请对每一份都说一下有没有关系，一份也不能空。")
    told = {row["one"].key: Said(True) for row in rows if row["one"].known}
    for row in open_ones:
        said = row["form"].cleaned_data
        told[row["one"].key] = Said(said["interest"] == "yes", said["words"])
    try:
        actions.declare(request.actor, call, told)
    except (Conflict, TooMany):
        raise
    except Refused as refused:
        field = refused.field or ""
        for row in open_ones:
            if field == f"words-{row['one'].key}":
                row["form"].add_error("words", refused.message)
        return None, refused.message
    messages.success(request, _("记下了。现在可以看没有关系的那些。"))
    return see_other(reverse("calls:reviews", args=[call.pk])), ""


@require_POST
@signed_in
@once
def answer(request: Request, key: UUID, act: str) -> HttpResponse:
    call, _own = _seat(request, key)
    if act not in {"yes", "no"}:
        raise Http404
    actions.answer(request.actor, call, agrees=act == "yes")
    messages.success(request, _("谢谢你。") if act == "yes" else _("好的，不用说理由。"))
    return see_other(reverse("calls:reviews" if act == "yes" else "calls:mine",
                             args=[key] if act == "yes" else []))  # fmt: skip


@require_http_methods(GET_POST)
@signed_in
@once
def review(request: Request, key: UUID) -> HttpResponse:
    """Read and write on one page. With an interest the application is not there (404)."""
    row = application_or_404(request, key)
    _call, seat = _reviewer_of(request, row.call_id)
    if not any(one.pk == row.pk for one in queries.to_read(request.actor, row.call)):
        raise Forbidden("has an interest, or has not declared all")
    before = queries.own_review(request.actor, row)
    first = {"pro": before.pro, "contra": before.contra, "advice": before.advice} if before else {}
    form = ReviewForm(data_of(request), initial=first)

    def work() -> HttpResponse:
        said = form.cleaned_data
        actions.review(
            request.actor, row, Advice(said["advice"]), pro=said["pro"], contra=said["contra"]
        )
        messages.success(request, _("记下了。评审结束以前还能改。"))
        return see_other(reverse("calls:reviews", args=[row.call_id]))

    done = tried(form, work) if request.method == "POST" else None
    more = {"form": form, "interest_form": InterestForm(), "seat": seat, "before": before}
    return done or page(request, row, status_of(request), **more)


def _reviewer_of(request: Request, key: Any) -> tuple[Call, Reviewer]:
    try:
        return _seat(request, key)
    except Http404:
        raise Forbidden("was not asked to review") from None


@require_POST
@signed_in
@once
def interest(request: Request, key: UUID) -> HttpResponse:
    """Found out later that there is one: the review goes, the application is out of sight."""
    row = application_or_404(request, key)
    _reviewer_of(request, row.call_id)
    form = InterestForm(request.POST)

    def work() -> HttpResponse:
        actions.declare_later(request.actor, row, form.cleaned_data["words"])
        messages.success(request, _("记下了，这一份不再由你评。"))
        return see_other(reverse("calls:reviews", args=[row.call_id]))

    more = {"form": ReviewForm(), "interest_form": form}
    return tried(form, work) or page(request, row, 422, **more)
