"""Statements and distributions at the desk: made by one, confirmed by another; the audit file."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock, limits
from last500.base.errors import Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.money import exact
from last500.base.sheets import attachment
from last500.ledger import actions, audit, queries, rules, vouchers
from last500.ledger.forms import DistributionForm, PublishForm
from last500.ledger.models import Voucher
from last500.ledger.rules import Basis, Rounding
from last500.ledger.views.desk import must_post
from last500.ledger.views.gate import book_or_404
from last500.ledger.views.public import distribution_or_404, stated, statement_or_404
from last500.organisations.rules import Permission

log = logging.getLogger(__name__)


@require_POST
@signed_in
@once
def make(request: Request, place_id: int) -> HttpResponse:
    book = book_or_404(request, place_id)
    row = actions.make_statement(request.actor, book)
    messages.success(request, _("报表做好了。等另一个人和账核对以后公示。"))
    return see_other(reverse("ledger:statement", args=[row.pk]))


@require_http_methods(GET_POST)
@signed_in
@once
def publish(request: Request, key: UUID) -> HttpResponse:
    row = statement_or_404(request, key)
    if not request.actor.may(Permission.LEDGER_CONFIRM, row.book.place.path):
        raise Forbidden(Permission.LEDGER_CONFIRM)
    least = queries.least_posted(row.book.place)
    form = PublishForm(data_of(request), initial={"days": least})

    def work() -> HttpResponse:
        actions.publish_statement(request.actor, row, form.cleaned_data["days"])
        messages.success(request, _("公示了。打印出来贴在公告栏，贴满日子再取。"))
        return see_other(reverse("ledger:statement", args=[row.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {"form": form, "statement": row, "place": row.book.place, "least": least,
               "own": row.made_by_id == request.actor.person, **stated(row)}  # fmt: skip
    return answer or render(request, "ledger/publish.html", context, status=status_of(request))


@require_POST
@signed_in
@once
def drop(request: Request, key: UUID) -> HttpResponse:
    row = statement_or_404(request, key)
    actions.drop_statement(request.actor, row)
    messages.success(request, _("这张报表作废了。账没有变。"))
    return see_other(reverse("ledger:desk", args=[row.book.place_id]))


# ---- distributions ----------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def divide(request: Request, place_id: int) -> HttpResponse:
    book = book_or_404(request, place_id)
    must_post(request, book)
    form = DistributionForm(data_of(request))

    def work() -> HttpResponse:
        said = form.cleaned_data
        row = actions.work_out(
            request.actor, book, title=said["title"], basis=Basis(said["basis"]),
            fen=said["amount"], rounding=Rounding(said["rounding"]),
        )  # fmt: skip
        return see_other(reverse("ledger:distribution", args=[row.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    homes = queries.areas_of(book)
    context = {
        "form": form, "place": book.place, "homes": homes, "metres": rules.square_metres,
        "balance": exact(queries.balance(book, clock.today())),
    }  # fmt: skip
    return answer or render(request, "ledger/divide.html", context, status=status_of(request))


@require_POST
@signed_in
@once
def settle(request: Request, key: UUID, act: str) -> HttpResponse:
    row = distribution_or_404(request, key)
    if act == "confirm":
        actions.confirm_distribution(request.actor, row)
        messages.success(request, _("定了，已经入账。"))
    elif act == "drop":
        actions.drop_distribution(request.actor, row)
        messages.success(request, _("作废了。账没有变。"))
        return see_other(reverse("ledger:desk", args=[row.book.place_id]))
    else:
        raise Http404
    return see_other(reverse("ledger:distribution", args=[row.pk]))


# ---- files ------------------------------------------------------------------------------------


@require_safe
def voucher(request: Request, key: UUID) -> HttpResponse:
    """Only our own re-encoded JPEG leaves here, and only as it was when it was hashed."""
    row = get_object_or_404(Voucher.objects.visible_to(request.actor), pk=key)
    picture = vouchers.sound(row)
    if picture is None:
        log.error("voucher %s is missing or damaged: restore it from the backup", row.pk)
        raise Http404
    response = HttpResponse(picture, content_type="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
@signed_in
def audit_file(request: Request, place_id: int) -> HttpResponse:
    """Everything an auditor needs, in one file. Raises Forbidden, TooMany."""
    book = book_or_404(request, place_id)
    if not request.actor.may(Permission.LEDGER_CONFIRM, book.place.path):
        raise Forbidden(Permission.LEDGER_CONFIRM)
    limits.hit("sheet", str(request.actor.person), limits.SHEETS_PER_PERSON)
    body = audit.zipped(book)
    answer = HttpResponse(body, content_type="application/zip")
    name = _("%(place)s公共收益审计") % {"place": book.place.name}
    answer["Content-Disposition"] = attachment(name, "zip")
    answer["Cache-Control"] = "no-store"
    return answer
