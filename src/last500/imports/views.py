"""A file comes in: read, shown with one verdict for each row, then made by another press."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base import limits
from last500.base.actor import Actor
from last500.base.errors import Refused, TooMany
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.base.sheets import sheet_answer
from last500.imports import actions
from last500.imports.actions import Verdict
from last500.imports.forms import FileForm
from last500.imports.kinds import KINDS, Kind
from last500.imports.models import Import
from last500.places.models import Place

SHOWN = 100
SHAPES = {
    Verdict.OK: "go",
    Verdict.DONE: "done",
    Verdict.PROBLEM: "alarm",
    Verdict.ALREADY: "on",
    Verdict.TWICE: "stop",
}


def _there(actor: Actor, place_id: int, code: str) -> tuple[Place, Kind]:
    """The desk and what it reads in; a stranger gets the same 404 as for none."""
    kind = KINDS.get(code)
    place = get_object_or_404(Place.objects.visible_to(actor), pk=place_id)
    if kind is None or not actor.may(kind.permission, place.path):
        raise Http404
    return place, kind


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def bring(request: Request, place_id: int, code: str) -> HttpResponse:
    place, kind = _there(request.actor, place_id, code)
    posted = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if posted else FileForm()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = actions.stage(request.actor, kind, place, file.read(), file.name)
        except TooMany:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            return see_other(reverse("imports:show", args=[run.pk]))
    context = {
        "desk": place,
        "kind": kind,
        "name": _(kind.name),
        "note": _(kind.note),
        "form": form,
        "home": reverse(kind.home, args=[place.pk]),
        "columns": [(code, _(word), code in kind.needed) for code, word in kind.columns.items()],
    }
    return render(request, "imports/bring.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def empty_sheet(request: Request, place_id: int, code: str) -> HttpResponse:
    """The head alone, to be filled in. Raises TooMany."""
    _place, kind = _there(request.actor, place_id, code)
    limits.hit("sheet", str(request.actor.person), limits.SHEETS_PER_PERSON)
    return sheet_answer(_(kind.name), [_(word) for word in kind.columns.values()], [], "xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def show(request: Request, key: UUID) -> HttpResponse:
    """What came of each row. A second press goes on where it stopped, or finds nothing to do."""
    rows = Import.objects.visible_to(request.actor).select_related("place")
    run = get_object_or_404(rows, pk=key)
    if request.method == "POST":
        made = actions.apply(request.actor, run, most=actions.AT_ONCE)
        said = _("导入了 %(n)d 行。") % {"n": made} if made else _("没有新的要导入。")
        messages.success(request, said)
        return see_other(reverse("imports:show", args=[run.pk]))
    kind, counted = KINDS[run.kind], actions.verdicts(run)
    shown = run.lines.filter(verdict=Verdict.PROBLEM).order_by("line")[:SHOWN]
    context = {
        "run": run,
        "desk": run.place,
        "name": _(kind.name),
        "home": reverse(kind.home, args=[run.place_id]),
        "verdicts": [(v.label, SHAPES[v], counted[v]) for v in Verdict if counted.get(v)],
        "ready": counted.get(Verdict.OK, 0),
        "problems": shown,
        "more": max(0, counted.get(Verdict.PROBLEM, 0) - SHOWN),
    }
    return render(request, "imports/show.html", context)
