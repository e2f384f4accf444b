"""My devices: where I am signed in, each ended with one tap; and my second factor."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base.http import Request, see_other
from last500.people import recovery, sessions
from last500.people.queries import myself
from last500.people.rules import device_words

PAGE = "/me/devices/"


@login_required
@require_safe
def devices(request: Request) -> HttpResponse:
    person = myself(request.actor)
    found = [
        {
            "key": row.pk,
            "words": " · ".join(_(word) for word in device_words(row.device)),
            "began_at": row.began_at,
            "here": here,
        }
        for row, here in sessions.of(person, request)
    ]
    context = {
        "devices": found,
        "others": any(not one["here"] for one in found),
        "has_factor": bool(person.totp_key),
        "codes_left": recovery.left(person) if person.totp_key else 0,
    }
    return render(request, "people/devices.html", context)


@login_required
@require_POST
def end_device(request: Request, key: UUID) -> HttpResponse:
    """One of my own; somebody else's is not there."""
    if not sessions.end_one(myself(request.actor), key):
        raise Http404
    messages.success(request, _("那台设备退出了。"))
    return see_other(PAGE)


@login_required
@require_POST
def end_others(request: Request) -> HttpResponse:
    sessions.end_others(myself(request.actor), request)
    messages.success(request, _("别的设备都退出了，这一台还在。"))
    return see_other(PAGE)
