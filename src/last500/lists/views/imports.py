"""A file of needs or resources: read, shown with one verdict for each row, then entered."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.http import Request, see_other, signed_in, tried
from last500.base.sheets import sheet_answer
from last500.lists import formats
from last500.lists.actions import importing
from last500.lists.actions.importing import Owner, Verdict
from last500.lists.forms import ImportForm
from last500.lists.models import ListImport
from last500.lists.sections import SECTIONS
from last500.lists.views.gate import edited, there, unit_of
from last500.organisations.models import Organisation

SHOWN = 200
SHAPES = {
    Verdict.OK: "go",
    Verdict.DONE: "done",
    Verdict.PROBLEM: "alarm",
    Verdict.ALREADY: "on",
    Verdict.TWICE: "stop",
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def for_community(request: Request, place_id: int, what: str) -> HttpResponse:
    return _upload(request, edited(request, place_id), what)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def for_unit(request: Request, key: UUID) -> HttpResponse:
    return _upload(request, unit_of(request, key), "resources")


def _upload(request: Request, owner: Owner, what: str) -> HttpResponse:
    """The same file twice is the same run: a second press does no harm."""
    if what not in formats.FIELDS:
        raise Http404
    posted = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if posted else ImportForm()

    def work() -> HttpResponse:
        file = form.cleaned_data["file"]
        run = importing.stage(request.actor, owner, what, file.read(), file.name)
        return see_other(reverse("lists:import", args=[run.pk]))

    answer = tried(form, work) if posted else None
    context = {
        "form": form,
        "owner": owner,
        "what": what,
        "name": _(SECTIONS[what].name),
        "columns": [
            (_(word), name in formats.NEEDED[what]) for name, word in formats.FIELDS[what].items()
        ],
        "back_to": _home(owner),
        "format": formats.FORMAT,
    }
    return answer or render(request, "lists/import.html", context, status=422 if posted else 200)


def _home(owner: Owner) -> str:
    unit = isinstance(owner, Organisation)
    return reverse("lists:unit" if unit else "lists:desk", args=[owner.pk])


@require_safe
@signed_in
def empty_sheet(request: Request, what: str) -> HttpResponse:
    """The head alone, to be filled in."""
    if what not in formats.FIELDS:
        raise Http404
    return sheet_answer(_(SECTIONS[what].name), formats.head(what), [], "xlsx")


@require_safe
@signed_in
def show(request: Request, key: UUID) -> HttpResponse:
    rows = ListImport.objects.visible_to(request.actor).filter(pk=key)
    run = there(rows.select_related("community", "organisation").first())
    counted = importing.verdicts(run)
    verdicts = [
        {"word": verdict.label, "shape": SHAPES[verdict], "count": counted[verdict]}
        for verdict in Verdict
        if counted.get(verdict)
    ]
    shown = run.rows.exclude(verdict=Verdict.OK).order_by("line")[:SHOWN]
    owner = importing.owner_of(run)
    context = {
        "run": run,
        "owner": owner,
        "name": _(SECTIONS[run.what].name),
        "verdicts": verdicts,
        "fine": counted.get(Verdict.OK, 0),
        "problems": counted.get(Verdict.PROBLEM, 0),
        "rows": [(row, SHAPES[Verdict(row.verdict)]) for row in shown],
        "most": SHOWN,
        "back_to": _home(owner),
        "again": _again(run),
    }
    return render(request, "lists/import_show.html", context)


def _again(run: ListImport) -> str:
    if run.organisation_id:
        return reverse("lists:import_unit", args=[run.organisation_id])
    return reverse("lists:import_community", args=[run.community_id, run.what])


@require_POST
@signed_in
def apply(request: Request, key: UUID) -> HttpResponse:
    """Goes on where an interrupted one stopped; pressed twice it enters nothing twice."""
    rows = ListImport.objects.visible_to(request.actor).filter(pk=key)
    run = there(rows.select_related("community", "organisation").first())
    made = importing.apply(request.actor, run)
    said = _("导入了 %(n)d 行。") % {"n": made} if made else _("没有新的要导入。")
    messages.success(request, said)
    return see_other(reverse("lists:import", args=[run.pk]))
