"""给我的: one invitation at a time, then what else fits, my dates, my year."""

from contextlib import suppress

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict
from last500.base.http import Request, see_other, signed_in
from last500.dispatch.words import reason_words
from last500.people.rules import NOTICE_VERSION
from last500.places.queries import mode_of
from last500.places.rules import BY_REQUESTS
from last500.reportin import actions as reportin
from last500.reportin.models import ReportIn
from last500.reportin.queries import own
from last500.reportin.rules import is_paused
from last500.service_requests import actions
from last500.service_requests.fitting import open_for
from last500.units.queries import invitations_for
from last500.web import doors
from last500.web.me import queries
from last500.web.me.dates import next_dates

OPEN_MOST = 4


@require_safe
@signed_in
def home(request: Request) -> HttpResponse:
    actor = request.actor
    mine = own(actor)
    invitation = queries.next_invitation(actor)
    held = queries.held(actor)
    dates = next_dates(actor)
    mode = mode_of(mine.place) if mine else BY_REQUESTS
    year, last, awaited = queries.year_of_help(actor)
    context = {
        "mine": mine,
        "paused": mine.paused_until
        if mine and is_paused(mine.paused_until, clock.today())
        else None,
        "invitation": invitation,
        "asked": queries.teaser(invitation.request) if invitation else None,
        "why": reason_words(invitation.reasons) if invitation else [],
        "fitting": fitting(request, mine),
        "dates": [one for one in dates if not one.answer_by],
        "free_places": [one for one in dates if one.answer_by],
        "mode": mode,
        "govern": doors.self_government(mine.place) if mine and mode.grid else [],
        "ways": doors.keeping(actor) + doors.own(mode),
        "held": [(one, queries.teaser(one.request)) for one in held],
        "year": year,
        "waits": awaited and not year,
        "last": last,
        "last_kind": queries.kind_word(last.request.category) if last else "",
        "unread": queries.unread(actor),
        "notice_new": getattr(request.user, "notice", "") != NOTICE_VERSION,
        "notice_version": NOTICE_VERSION,
        "units_ask": invitations_for(actor, reported_in=mine is not None),
    }
    return render(request, "web/me/home.html", context)


def fitting(request: Request, mine: ReportIn | None) -> list[dict]:
    """Up to four open requests, each with the reason why it is shown."""
    if mine is None:
        return []
    found = open_for(request.actor, OPEN_MOST, report_in=mine)
    return [{"about": queries.teaser(one), "why": queries.own_reasons(mine, one)} for one in found]


@require_POST
@signed_in
def pause(request: Request) -> HttpResponse:
    """Busy just now: rest for a month, which also answers what is still being asked."""
    mine = get_object_or_404(ReportIn.objects.active(), person=request.actor.person)
    with transaction.atomic():
        reportin.pause(request.actor, mine, days=30)
        for invitation in queries.still_asked(request.actor):
            with suppress(Conflict):  # answered meanwhile: as good
                actions.refuse(request.actor, invitation)
    messages.success(request, _("好，先歇着。这段时间不会请你，随时可以回来。"))
    return see_other("/me/")
