"""Files of service records: one's own as JSON, and another system's for a community."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from last500.base import clock
from last500.base.errors import Refused, TooMany
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.base.sheets import json_answer
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.records import documents, queries
from last500.records.actions import importing
from last500.records.forms import FileForm
from last500.records.homes import home_of
from last500.records.models import RecordImport
from last500.records.views.gate import desk_or_404

SHOWN = 50


@require_safe
@signed_in
def own_json(request: Request) -> HttpResponse:
    """One's own records in the documented form: to keep, or to take to another system."""
    person = get_object_or_404(Person, pk=request.actor.person)
    home = home_of(person.pk)
    said = documents.written(
        queries.all_mine(request.actor),
        name=person.name,
        phone=person.phone,
        number=home.number if home else "",
    )
    return json_answer(f"service-records-{clock.today():%Y-%m-%d}", said)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def bring(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request.actor, place_id, Permission.IMPORT_APPLY)
    if request.method != "POST":
        return render(request, "records/bring.html", {"place": place, "form": FileForm()})
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _stage(request, place, form)
        except TooMany:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return render(request, "records/bring.html", {"place": place, "form": form}, status=422)


def _stage(request: Request, place: Place, form: FileForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    run = importing.stage(request.actor, place, file.read(), file.name)
    return see_other(reverse("records:brought", args=[place.pk, run.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def brought(request: Request, place_id: int, key: UUID) -> HttpResponse:
    """What was read, row by row; entering goes on with each press until nothing is left."""
    place = desk_or_404(request.actor, place_id, Permission.IMPORT_APPLY)
    runs = RecordImport.objects.visible_to(request.actor).filter(place=place)
    run = get_object_or_404(runs.select_related("place"), pk=key)
    if request.method == "POST":
        return _apply(request, place, run)
    counts = importing.verdicts(run)
    problems = run.rows.filter(verdict=importing.Verdict.PROBLEM).order_by("line")
    context = {
        "place": place,
        "run": run,
        "counts": [(word, counts.get(code, 0)) for code, word in importing.Verdict.choices],
        "problems": list(problems[:SHOWN]),
        "problem_count": counts.get(importing.Verdict.PROBLEM, 0),
        "left": importing.left(run),
    }
    return render(request, "records/brought.html", context)


def _apply(request: Request, place: Place, run: RecordImport) -> HttpResponse:
    """Each chunk is a transaction of its own, and pressed twice it goes on: no key is needed."""
    made = importing.apply(request.actor, run)
    said = ngettext("登记了 %(n)d 条，等人确认。", "登记了 %(n)d 条，等人确认。", made)
    messages.success(request, said % {"n": made} if made else _("没有要登记的了。"))
    return see_other(reverse("records:brought", args=[place.pk, run.pk]))
