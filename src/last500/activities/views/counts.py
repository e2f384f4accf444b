"""For a desk: how much was held in the last twelve months, and its activities as a file."""

from dataclasses import astuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.activities import formats
from last500.activities.counting import COUNTED
from last500.activities.models import Activity
from last500.activities.queries.activities import with_roles
from last500.activities.queries.counts import Tally
from last500.activities.queries.counts import counts as count
from last500.activities.views.gate import desk_or_404
from last500.base import clock
from last500.base.http import signed_in
from last500.organisations.rules import Permission
from last500.unmet.rules import months_back

MONTHS, PROJECTS_MOST, ROWS_MOST = 12, 60, 2000


@require_safe
@signed_in
def counts(request: HttpRequest, place_id: int) -> HttpResponse:
    """By month and by project, also of dates without one; whole, for they stay at the desk."""
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    today = clock.today()
    found = count(actor, place, months_back(today, MONTHS)[0], today)
    projects, whole = found.by_project(), Tally()
    for tally in found.cells.values():
        whole.add(tally)
    context = {
        "desk": place,
        "columns": [_(word) for word in COUNTED],
        "whole": whole,
        "months": [(f"{month:%Y-%m}", astuple(tally)) for month, tally in found.by_month()],
        "projects": [
            (title or _("不属于项目"), astuple(tally)) for title, tally in projects[-PROJECTS_MOST:]
        ],
        "exports": actor.may(Permission.EXPORT_ASK, place.path),
    }
    return render(request, "activities/counts.html", context)


@require_safe
@signed_in
def as_json(request: HttpRequest, place_id: int) -> HttpResponse:
    """The desk's activities in the documented form; nobody is in it."""
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    rows = Activity.objects.run_by(actor).under(place.path).select_related("place", "project")
    found = rows.prefetch_related(with_roles()).order_by("-starts_at", "pk")[:ROWS_MOST]
    said = formats.to_json(found)
    answer = HttpResponse(said, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="activities.json"'
    return answer
