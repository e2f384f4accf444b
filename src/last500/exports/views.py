"""Pages of the exports: my own and those that wait for me, ask, release, take."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.base.http import Request, see_other
from last500.base.idempotency import once
from last500.exports import actions, files, queries, rules
from last500.exports.forms import AskForm
from last500.exports.models import Export
from last500.exports.registry import TABLES
from last500.organisations.rules import Permission
from last500.people.sessions import fresh


def _require_some(request: Request) -> None:
    if not request.actor.branches(Permission.EXPORT_ASK):
        raise Forbidden(Permission.EXPORT_ASK)


@login_required
@require_safe
def home(request: Request) -> HttpResponse:
    _require_some(request)
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isdecimal() and 0 < int(asked[:6]) < 10_000 else 1
    mine, older = queries.asked(request.actor, page)
    context = {
        "mine": mine,
        "waiting": queries.waiting_for(request.actor),
        "newer": f"?page={page - 1}" if page > 1 else "",
        "older": f"?page={page + 1}" if older else "",
    }
    return render(request, "exports/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def ask(request: Request) -> HttpResponse:
    """First which table: the page then says how many rows, and whether a second person is needed.

    Only what was looked at in this way is asked for, with a reason.
    """
    _require_some(request)
    actor = request.actor
    said = request.POST if request.method == "POST" else request.GET
    tables, places = queries.tables_for(actor), queries.places_to_export(actor)
    # A link from a list names the table and the place; the days are then the form's own.
    asked = said if request.method == "POST" or "since" in said or "until" in said else None
    form = AskForm(asked, tables, places, said.get("what", ""), said.get("place", ""))
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_bound and form.is_valid():
        if request.method == "POST":
            try:
                return _asked(request, form)
            except Refused as refused:
                if isinstance(refused, Conflict | TooMany):
                    raise
                context["fault"], status = refused.message, 422
        context |= _counted(request, form)
    elif form.is_bound:
        status = 422
    return render(request, "exports/ask.html", context, status=status)


def _asked(request: Request, form: AskForm) -> HttpResponse:
    table, place, period = form.chosen
    reason = request.POST.get("reason", "")
    export = actions.ask(request.actor, table, place, period, reason=reason)
    if export.needs_second:
        messages.success(request, _("记下了，等第二个人放行。"))
    return see_other(reverse("exports:show", args=[export.pk]))


def _counted(request: Request, form: AskForm) -> dict[str, Any]:
    table, place, period = form.chosen
    count = table.count(request.actor, place, period)
    lately = actions.alone_lately(request.actor.person)
    second = rules.needs_second(table.personal, count, lately)
    return {
        "table": table,
        "place": place,
        "period": period if table.dated else "",
        "count": count,
        "most": rules.ROWS_MOST,
        "alone_most": rules.ALONE_MOST,
        "lately": lately,
        "second": second,
        "somebody": not second or bool(queries.releasers(place, request.actor.person)),
        "reason": request.POST.get("reason", "")[:120],
    }


def _one(request: Request, key: UUID) -> Export:
    export = queries.one(request.actor, key)
    if export is None:
        raise Http404
    return export


@login_required
@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    return _page(request, _one(request, key))


def _page(request: Request, export: Export, status: int = 200, fault: str = "") -> HttpResponse:
    actor, shown = request.actor, queries.shown(export)
    own = export.asked_by_id == actor.person
    table = TABLES.get(export.what)
    context = {
        "one": shown,
        "export": export,
        "own": own,
        "columns": [_(column) for column in table.columns] if table else [],
        "may_decide": shown.waiting
        and not own
        and actor.may(Permission.EXPORT_RELEASE, export.place.path),
        "may_take": shown.open and own,
        "alone_most": rules.ALONE_MOST,
        "fault": fault,
    }
    return render(request, "exports/show.html", context, status=status)


@require_POST
@login_required
@once
def release(request: Request, key: UUID) -> HttpResponse:
    actions.release(request.actor, _one(request, key))
    messages.success(request, _("放行了，24 小时内可以下载。"))
    return see_other(reverse("exports:home"))


@require_POST
@login_required
@once
def refuse(request: Request, key: UUID) -> HttpResponse:
    actions.refuse(request.actor, _one(request, key), answer=request.POST.get("answer", ""))
    messages.success(request, _("没有放行，已经告诉对方，文件删掉了。"))
    return see_other(reverse("exports:home"))


@require_POST
@login_required
def download(request: Request, key: UUID) -> HttpResponse:
    """A button and not a link: each time is written down, and no preview may cause it."""
    export = _one(request, key)
    fresh(request)
    table = TABLES.get(export.what)
    if table is None:
        raise Http404
    try:
        text = actions.take(request.actor, export, table.fields)
    except actions.Over as over:
        return _page(request, export, 410, over.message)
    taken = files.as_kind(export, table, text, request.POST.get("as", ""))
    answer = HttpResponse(taken.body, content_type=taken.content_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(taken.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
