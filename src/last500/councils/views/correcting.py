"""Putting published minutes right: which place, what it should say, and another person's yes."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.councils import actions, queries
from last500.councils.actions.step import MOVED_ON
from last500.councils.forms import CorrectionForm
from last500.councils.models import Meeting
from last500.councils.rules import State
from last500.councils.sentences import spot_words
from last500.councils.views.desk import handled_or_403
from last500.councils.views.gate import seen_or_404


def _shown(meeting: Meeting) -> HttpResponse:
    return see_other(reverse("councils:show", args=[meeting.pk]))


def _published_or_409(request: Request, key: UUID) -> Meeting:
    meeting = handled_or_403(request, key)
    if meeting.state != State.PUBLISHED:
        raise Conflict(_(MOVED_ON))
    return meeting


def _named(spot: queries.Spot) -> str:
    return spot_words(spot.part, spot.point.order if spot.point else None)


@require_safe
@signed_in
def corrections(request: Request, key: UUID) -> HttpResponse:
    """Every place of the minutes, to choose the one that is wrong."""
    meeting = _published_or_409(request, key)
    found = queries.spots(meeting, queries.points(meeting))
    context = {
        "meeting": meeting,
        "waits": queries.waiting_correction(meeting),
        "spots": [(one.code, _named(one), queries.as_published(meeting, one)) for one in found],
    }
    return render(request, "councils/corrections.html", context)


@require_http_methods(GET_POST)
@signed_in
@once
def correct(request: Request, key: UUID, at: str) -> HttpResponse:
    meeting = _published_or_409(request, key)
    points = queries.points(meeting)
    spot = next((one for one in queries.spots(meeting, points) if one.code == at), None)
    if spot is None:
        raise Http404
    was = queries.words_of(meeting, spot)
    form = CorrectionForm(data_of(request), initial={"said": was})

    def done() -> HttpResponse:
        actions.correct(request.actor, meeting, spot, **form.cleaned_data)
        messages.success(request, _("写好了。要另一位当时在场的人确认，才写在记录下面。"))
        return _shown(meeting)

    context = {"meeting": meeting, "form": form, "spot": _named(spot), "was": was}
    return tried(form, done) or render(
        request, "councils/correct.html", context, status=status_of(request)
    )


@require_POST
@signed_in
@once
def confirm(request: Request, key: UUID) -> HttpResponse:
    meeting = seen_or_404(request, key)
    if not queries.may_confirm(request.actor, meeting):
        raise Forbidden("neither a neighbour nor a member nor a desk")
    actions.confirm_correction(request.actor, meeting)
    messages.success(request, _("谢谢。更正写在记录下面了，原来的话也还在。"))
    return _shown(meeting)


@require_POST
@signed_in
@once
def take_back(request: Request, key: UUID) -> HttpResponse:
    meeting = handled_or_403(request, key)
    actions.take_back(request.actor, meeting)
    messages.success(request, _("收回了，没有写在记录下面。"))
    return _shown(meeting)
