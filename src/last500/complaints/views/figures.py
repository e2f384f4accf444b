"""How many were received and answered in time, by level; small numbers are not said."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base import clock
from last500.base.http import signed_in
from last500.complaints import queries, rules
from last500.complaints.views.gate import require_a_desk


def _page(
    request: HttpRequest, counts: list[rules.Count], fewest: int, *, own: bool
) -> HttpResponse:
    start, end = queries.quarter()
    few = _("不到 %(n)s 件") % {"n": fewest}
    rows = [
        {
            "name": _(rules.LEVEL_WORDS[count.level]),
            "cells": [
                few if count.received is None else count.received,
                _("不单列") if count.in_time is None else count.in_time,
            ],
        }
        for count in counts
    ]
    context = {"rows": rows, "start": start, "end": end - clock.DAY, "own": own, "fewest": fewest}
    return render(request, "complaints/figures.html", context)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    return _page(request, queries.public_figures(), rules.FEWEST_FOR_ALL, own=False)


@require_safe
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    require_a_desk(actor)
    return _page(request, queries.figures_for(actor), rules.FEWEST_FOR_STAFF, own=True)
