"""Whoever keeps the book: open it, put down, compare and confirm, take an entry back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.money import exact
from last500.ledger import actions, queries, rules
from last500.ledger.actions.step import stated_until
from last500.ledger.forms import (
    EntryForm,
    FundForm,
    OpenForm,
    ReasonForm,
    ReverseForm,
    first_of_entry,
    initial_of,
)
from last500.ledger.models import Book, Entry, Posting
from last500.ledger.rules import State
from last500.ledger.views.gate import book_or_404, desk_or_404, entry_or_404, posting_or_404
from last500.ledger.vouchers import Picture, re_encode
from last500.organisations.rules import Permission


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    actor = request.actor
    found = queries.on_desk(actor, place)
    own = found.books[0] if place.level == "compound" and found.books else None
    context = {
        "desk": place,
        "found": found,
        "book": own,
        "balances": queries.balances(found.books, clock.today()),
        "period": _next_period(own) if own else None,
        "posts": actor.may(Permission.LEDGER_POST, place.path),
        "confirms": actor.may(Permission.LEDGER_CONFIRM, place.path),
        "exports": actor.may(Permission.EXPORT_ASK, place.path),
        "mine": actor.person,
        "exact": exact,
    }
    return render(request, "ledger/desk.html", context)


def _next_period(book: Book) -> tuple[Any, Any]:
    return rules.next_period(book.opened_on, stated_until(book))


@require_http_methods(GET_POST)
@signed_in
@once
def open_book(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    if place.level != "compound":
        raise Http404
    if not request.actor.may(Permission.LEDGER_CONFIRM, place.path):
        raise Forbidden(Permission.LEDGER_CONFIRM)
    form = OpenForm(data_of(request), initial=first_of_entry())

    def work() -> HttpResponse:
        said = form.cleaned_data
        actions.open_book(
            request.actor, place, opening=said["amount"], day=said["day"], words=said["words"]
        )
        messages.success(request, _("记下了。等另一个人核对以后，账就开了。"))
        return see_other(reverse("ledger:desk", args=[place.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {"form": form, "place": place}
    return answer or render(request, "ledger/open.html", context, status=status_of(request))


@require_http_methods(GET_POST)
@signed_in
@once
def post(request: Request, place_id: int) -> HttpResponse:
    book = book_or_404(request, place_id)
    must_post(request, book)
    form = EntryForm(data_of(request), initial=first_of_entry())

    def work() -> HttpResponse:
        posting = actions.post(request.actor, book, form.draft(), pictures_of(request))
        return _put_down(request, posting)

    answer = tried(form, work) if request.method == "POST" else None
    context = _entry_form(form, book)
    return answer or render(request, "ledger/post.html", context, status=status_of(request))


def must_post(request: Request, book: Book) -> None:
    if not request.actor.may(Permission.LEDGER_POST, book.place.path):
        raise Forbidden(Permission.LEDGER_POST)


def _put_down(request: Request, posting: Posting) -> HttpResponse:
    messages.success(request, _("记下了。等另一个人核对以后入账。"))
    return see_other(reverse("ledger:posting", args=[posting.pk]))


def _entry_form(form: forms.Form, book: Book, wrong: Entry | None = None) -> dict[str, Any]:
    photo = [str(said) for said in form.errors.get("photo", [])] if form.is_bound else []
    return {"form": form, "place": book.place, "wrong": wrong, "photo_error": " ".join(photo),
            "most": rules.VOUCHERS_MOST, "no_name": _(rules.NO_NAME), "exact": exact}  # fmt: skip


def pictures_of(request: Request) -> list[Picture]:
    """Every photo that was sent, made anew. Raises Refused with the sentence."""
    return [re_encode(file) for file in request.FILES.getlist("photo")]


@require_http_methods(GET_POST)
@signed_in
@once
def replace(request: Request, key: UUID) -> HttpResponse:
    """The right one, after the wrong one was reversed."""
    wrong = entry_or_404(key)
    must_post(request, wrong.book)
    form = EntryForm(data_of(request), initial=initial_of(wrong))

    def work() -> HttpResponse:
        found = actions.replace(request.actor, wrong, form.draft(), pictures_of(request))
        return _put_down(request, found)

    answer = tried(form, work) if request.method == "POST" else None
    context = _entry_form(form, wrong.book, wrong)
    return answer or render(request, "ledger/post.html", context, status=status_of(request))


@require_http_methods(GET_POST)
@signed_in
@once
def reverse_entry(request: Request, key: UUID) -> HttpResponse:
    row = entry_or_404(key)
    must_post(request, row.book)
    form = ReverseForm(data_of(request))

    def work() -> HttpResponse:
        found = actions.reverse(request.actor, row, form.cleaned_data["words"])
        return _put_down(request, found)

    answer = tried(form, work) if request.method == "POST" else None
    context = {"form": form, "entry": row, "place": row.book.place, "exact": exact}
    return answer or render(request, "ledger/reverse.html", context, status=status_of(request))


# ---- a posting --------------------------------------------------------------------------------


@require_safe
@signed_in
def posting(request: Request, key: UUID) -> HttpResponse:
    return _posting(request, posting_or_404(request, key))


def _posting(
    request: Request, row: Posting, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    actor, own = request.actor, row.posted_by_id == request.actor.person
    waits = row.state == State.WAITING
    confirms = actor.may(Permission.LEDGER_CONFIRM, row.place.path)
    context = {
        "row": row,
        "place": row.place,
        "vouchers": queries.vouchers_of(actor, row.pk),
        "before": queries.used_before(row),
        "own": own,
        "may_confirm": waits and confirms and not own,
        "may_take_back": waits and own and actor.may(Permission.LEDGER_POST, row.place.path),
        "form": form or ReasonForm(),
        "bad": form,
        "late": rules.late_by(row.day, clock.local(row.posted_at).date()),
        "entry": getattr(row, "entry", None),
        "exact": exact,
    }
    return render(request, "ledger/posting.html", context, status=status)


@require_POST
@signed_in
@once
def decide(request: Request, key: UUID, act: str) -> HttpResponse:
    row = posting_or_404(request, key)
    if act == "confirm":
        entry = actions.confirm(request.actor, row)
        messages.success(request, _("入账了，这是第 %(n)d 笔。") % {"n": entry.seq})
        return see_other(reverse("ledger:entry", args=[entry.pk]))
    if act == "take-back":
        actions.take_back(request.actor, row)
        messages.success(request, _("收回了。"))
        return see_other(reverse("ledger:desk", args=[row.place_id]))
    if act != "send-back":
        raise Http404
    return _send_back(request, row)


def _send_back(request: Request, row: Posting) -> HttpResponse:
    if not request.actor.may(Permission.LEDGER_CONFIRM, row.place.path):
        raise Forbidden(Permission.LEDGER_CONFIRM)
    if row.state != State.WAITING:
        raise Conflict(_("这件事已经处理过了。"))
    form = ReasonForm(request.POST)

    def work() -> HttpResponse:
        actions.send_back(request.actor, row, form.cleaned_data["reason"])
        messages.success(request, _("退回了，记账的人看得到为什么。"))
        return see_other(reverse("ledger:desk", args=[row.place_id]))

    return tried(form, work) or _posting(request, row, form, 422)


# ---- the rule of the fund ---------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def fund(request: Request, place_id: int) -> HttpResponse:
    book = book_or_404(request, place_id)
    if not request.actor.may(Permission.LEDGER_CONFIRM, book.place.path):
        raise Forbidden(Permission.LEDGER_CONFIRM)
    first = {"percent": book.fund_percent, "first": exact(book.fund_first_fen),
             "left": exact(book.fund_fen)}  # fmt: skip
    form = FundForm(data_of(request), initial=first)

    def work() -> HttpResponse:
        said = form.cleaned_data
        actions.set_fund_rule(
            request.actor, book, percent=said["percent"], first=said["first"] or 0,
            left=said["left"] or 0,
        )  # fmt: skip
        messages.success(request, _("记下了，下一期报表照这条规则算。"))
        return see_other(reverse("ledger:desk", args=[book.place_id]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {"form": form, "place": book.place}
    return answer or render(request, "ledger/fund.html", context, status=status_of(request))
