"""The audit administrator's page: what happened, by day and stream, without a name in it.

Entries of the log as they lie there; commitments to persons are not opened. Beside them, how often
contacts were looked at this month, by role and field: counts, never who or whom.
"""

import json
from datetime import date, timedelta

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Forbidden
from last500.base.http import Request, signed_in
from last500.organisations.rules import Permission
from last500.people.models import AccessEvent
from last500.places.models import Place
from last500.proof.models import Entry
from last500.web.security.words import KIND_WORDS, STREAM_WORDS, fact_words

PAGE = 50
MONTH = 30  # days


def require_audit(actor: Actor) -> None:
    """The log is of the whole instance: only an office at the top of the tree reads it."""
    tops = Place.objects.filter(parent=None).values_list("path", flat=True)
    if not all(actor.may(Permission.AUDIT_READ, path) for path in tops):
        raise Forbidden(Permission.AUDIT_READ)


@require_safe
@signed_in
def audit(request: Request) -> HttpResponse:
    if not request.actor.branches(Permission.AUDIT_READ):
        raise Forbidden(Permission.AUDIT_READ)
    require_audit(request.actor)
    stream, day = request.GET.get("stream", ""), _day(request.GET.get("day", ""))
    number = request.GET.get("page", "")
    page = int(number) if number.isdecimal() and 0 < int(number[:6]) < 10_000 else 1
    rows = _entries(stream if stream in STREAM_WORDS else "", day)
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "entries": _lines(found[:PAGE]),
        "streams": [(code, _(word)) for code, word in STREAM_WORDS.items()],
        "stream": stream,
        "day": day.isoformat() if day else "",
        "page": page,
        "older": len(found) > PAGE,
        "looks": _looks(),
    }
    return render(request, "web/security/audit.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _entries(stream: str, day: date | None):
    streams = [stream] if stream else list(STREAM_WORDS)
    wanted = Q()
    for one in streams:
        wanted |= Q(stream=one) | Q(stream__startswith=f"{one}:")
    rows = Entry.objects.filter(wanted)
    if day:
        begin = clock.start_of(day)
        rows = rows.filter(at__gte=begin, at__lt=begin + clock.DAY)
    return rows.order_by("-at", "-pk")


def _lines(entries: list[Entry]) -> list[dict]:
    bodies = [json.loads(entry.body) for entry in entries]
    names = Place.objects.in_bulk({body["place"] for body in bodies if "place" in body})
    return [
        {
            "at": entry.at,
            "what": _(KIND_WORDS[entry.kind]) if entry.kind in KIND_WORDS else entry.kind,
            "facts": fact_words(body, str(names.get(body.get("place"), ""))),
            "number": f"{entry.stream} {entry.seq}",
        }
        for entry, body in zip(entries, bodies, strict=True)
    ]


def _looks() -> list[dict]:
    """How often contacts were looked at in the last thirty days, by role."""
    since = clock.now() - timedelta(days=MONTH)
    rows = AccessEvent.objects.filter(at__gte=since).order_by().values("viewer_role")
    return [
        {"name": _(row["viewer_role"]), "cells": [row["n"]]}
        for row in rows.annotate(n=Count("pk")).order_by("-n")[:50]
    ]
