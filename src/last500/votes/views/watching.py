"""Who was asked: their yes or no, the whole list for who watches or counts again, what they say."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.votes import actions, queries, rules, sentences
from last500.votes.forms import RecountForm, SignForm
from last500.votes.models import Seat
from last500.votes.rules import Role, SeatState, State
from last500.votes.views.gate import page_number, seat_or_403, seen_or_404
from last500.votes.views.public import worded


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    """What concerns the reader: their doors, their objections, what they were asked for."""
    context = {
        "doors": queries.own_doors(request.actor),
        "seats": queries.own_seats(request.actor),
        "objections": queries.own_objections(request.actor),
        "may_object": actions.may_object_now,
    }
    return render(request, "votes/mine.html", worded(context))


@require_http_methods(GET_POST)
@signed_in
@once
def seat(request: Request, key: UUID) -> HttpResponse:
    """One's own seat: what it means, yes or no; after the count, the signature."""
    own = seat_or_403(request, key)
    signs = _signs(own)
    if request.method == "POST" and not signs:
        raise Forbidden("nothing to sign")
    counts = own.role == Role.RECOUNTER
    kind = RecountForm if counts else SignForm
    form = kind(data_of(request)) if signs else None

    def work() -> HttpResponse:
        assert form is not None
        given = form.cleaned_data
        if counts:
            same = given["same"] == "yes"
            actions.report(request.actor, own.vote, same=same, remark=given["remark"])
        else:
            yes = given["signs"] == "yes"
            actions.sign(request.actor, own.vote, signs=yes, remark=given["remark"])
        messages.success(request, _("记下了，谢谢。"))
        return see_other(reverse("votes:seat", args=[key]))

    answer = tried(form, work) if form is not None and request.method == "POST" else None
    return answer or render(
        request, "votes/seat.html", _about(own, form), status=status_of(request)
    )


def _signs(own: Seat) -> bool:
    if own.role == Role.TELLER or own.state != SeatState.AGREED or own.signed_at:
        return False
    if own.role == Role.RECOUNTER:
        return bool(actions.waiting_recount(own.vote))
    return own.vote.state == State.COUNTED


def _about(own: Seat, form: SignForm | RecountForm | None) -> dict[str, Any]:
    vote = own.vote
    watches = own.role != Role.TELLER and own.state == SeatState.AGREED
    counted = watches and vote.state in {State.COUNTED, State.PUBLISHED}
    return worded(
        {
            "seat": own, "vote": vote, "form": form, "watches": watches,
            "reads": own.role == Role.TELLER and own.state == SeatState.AGREED
            and vote.state in rules.READS,
            "result": sentences.shown(vote.result.sheet) if counted else None,
        }
    )  # fmt: skip


@require_POST
@signed_in
def answer(request: Request, key: UUID, act: str) -> HttpResponse:
    if act not in {"yes", "no"}:
        raise Http404
    vote = seen_or_404(request, key)
    actions.answer(request.actor, vote, agrees=act == "yes")
    messages.success(request, _("告诉小区了，谢谢。"))
    if act == "no":
        return see_other(reverse("votes:mine"))
    return see_other(reverse("votes:seat", args=[key]))


@require_safe
@signed_in
def watch(request: Request, key: UUID) -> HttpResponse:
    """The whole roll, and after the count what each paper says; every look is written down."""
    own = seat_or_403(request, key)
    if own.role == Role.TELLER or own.state != SeatState.AGREED:
        raise Forbidden("does not watch this vote")
    vote, page = own.vote, page_number(request)
    units, more = queries.roll_page(request.actor, vote, page)
    lines = actions.look(request.actor, vote, units)
    context = worded(
        {
            "vote": vote, "lines": lines, "said_words": sentences.paper_words,
            "sums": queries.roll_sums(request.actor, vote),
            "counted": vote.state in {State.COUNTED, State.PUBLISHED},
            "older": f"?page={page + 1}" if more else "",
            "newer": f"?page={page - 1}" if page > 1 else "",
        }
    )  # fmt: skip
    return render(request, "votes/watch.html", context)
