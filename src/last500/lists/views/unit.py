"""The liaison's side: what we offer, what we claimed, what waits for us, what fits us nearby."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base import clock
from last500.base.http import Request, signed_in
from last500.lists import own_sections, queries, rules
from last500.lists.models import Booking
from last500.lists.rules import Deal
from last500.lists.views.gate import unit_of
from last500.units.models import UnitReportIn


@require_safe
@signed_in
def home(request: Request, key: UUID) -> HttpResponse:
    unit = unit_of(request, key)
    bookings = queries.bookings_of_unit(unit)
    now = clock.now()
    agreed = UnitReportIn.objects.agreed().filter(organisation=unit).select_related("community")
    resources = queries.resources_of_unit(unit)
    context = {
        "unit": unit,
        "communities": [row.community for row in agreed.order_by("community__path")[:60]],
        "to_answer": [row for row in bookings if _ours(row, unit.pk) and row.state == Deal.ASKED],
        "coming": [row for row in bookings if _coming(row, unit.pk, now)],
        "past": [row for row in reversed(bookings) if _over(row, now)][:20],
        "claims": queries.claims_of_unit(unit),
        "resources": [
            {"one": one, "facts": own_sections.resource_facts(one)[2:]}
            for one in resources
            if one.state != rules.ResourceState.ENDED
        ],
        "ended": [one for one in resources if one.state == rules.ResourceState.ENDED],
        "fitting": queries.open_needs_fitting(unit, most=6),
        "kind_words": {code: _(word) for code, word in rules.KIND_WORDS.items()},
        "add": reverse("lists:add_resource", args=[unit.pk]),
    }
    return render(request, "lists/unit.html", context)


def _ours(row: Booking, unit: UUID) -> bool:
    return row.resource.organisation_id == unit


def _coming(row: Booking, unit: UUID, now: object) -> bool:
    """Agreed and not over, or our own asking that waits for somebody else."""
    open_one = row.state in rules.UNFINISHED and row.ends_at > now  # type: ignore[operator]
    return open_one and not (_ours(row, unit) and row.state == Deal.ASKED)


def _over(row: Booking, now: object) -> bool:
    return row.state == Deal.HELD or (row.state == Deal.AGREED and row.ends_at <= now)  # type: ignore[operator]
