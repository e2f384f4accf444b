"""Move to another compound in one act, or end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base.http import Request, see_other
from last500.base.idempotency import once
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.reportin import actions
from last500.reportin.forms import MoveForm
from last500.reportin.models import ReportIn
from last500.reportin.queries import own
from last500.reportin.views.asking import UnitsAt, no_units

FOUND_MOST = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def move(request: Request, units_at: UnitsAt = no_units, **handed: Any) -> HttpResponse:
    """First where to, then once more with the building; then it is one act."""
    mine = own(request.actor)
    if mine is None:
        raise Http404
    to = request.GET.get("to", "")
    if not to:
        return _where_to(request, mine)
    rows = Place.objects.visible_to(request.actor).current()
    place = get_object_or_404(rows.exclude(pk=mine.place_id), slug=to, level="compound")
    buildings = [one for one in buildings_of(place) if one.level == "building"]
    form = MoveForm(request.POST if request.method == "POST" else None, buildings=buildings)
    if form.is_bound and form.is_valid():
        kept = [one for one in units_at(place) if one.pk == mine.organisation_id]
        chosen = form.buildings.get(form.cleaned_data["building"])
        actions.move(request.actor, mine, place, building=chosen, unit=kept[0] if kept else None)
        messages.success(request, _("报到搬过去了，意愿都带着。等新小区确认。"))
        return see_other("/me/")
    context = {"form": form, "mine": mine, "place": place}
    status = 422 if form.is_bound else 200
    return render(request, "reportin/move.html", context, status=status)


def _where_to(request: Request, mine: ReportIn) -> HttpResponse:
    words = clean_line(request.GET.get("q", ""))[:40]
    found: list[Place] = []
    if words:
        rows = Place.objects.visible_to(request.actor).current().filter(level="compound")
        rows = rows.filter(name__icontains=words).exclude(slug=None).exclude(pk=mine.place_id)
        found = list(rows.select_related("parent").order_by("path")[:FOUND_MOST])
    context = {"mine": mine, "words": words, "found": found}
    return render(request, "reportin/move_where.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def end(request: Request, **handed: Any) -> HttpResponse:
    rows = ReportIn.objects.active().select_related("place", "slip")
    mine = get_object_or_404(rows, person=request.actor.person)
    if request.method != "POST":
        return render(request, "reportin/report_in_end.html", {"mine": mine})
    actions.end(request.actor, mine)
    messages.success(request, _("报到已经结束，谢谢你帮过的每一次。"))
    return see_other("/me/")
