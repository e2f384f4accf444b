"""What hangs at the gate: meetings, their minutes, the sheet; confirming; one's own seats."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.qr import qr_svg
from last500.base.scope import widen
from last500.councils import actions, queries, rules, sentences
from last500.councils.forms import SeatForm
from last500.councils.models import Meeting
from last500.councils.rules import Outcome, State
from last500.organisations.rules import Permission
from last500.service_requests.views.compound import compound_or_404

WORDS = {
    "when_words": sentences.when_words,
    "state_words": sentences.state_words,
    "led_words": sentences.led_words,
    "came_words": sentences.came_words,
    "quorum_words": sentences.quorum_words,
    "hands_words": sentences.hands_words,
    "outcome_words": sentences.outcome_words,
    "spot_words": sentences.spot_words,
    "task_words": sentences.task_words,
}


def seen_or_404(request: Request, key: UUID) -> Meeting:
    found = queries.one(request.actor, key)
    if found is None:
        raise Http404
    widen(place=found.place_id)
    return found


def vote_address(meeting: Meeting) -> str:
    """Where an owners' vote is prepared; "" where the product has none."""
    try:
        return reverse("votes:new", args=[meeting.place_id])
    except NoReverseMatch:
        return ""


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    place = compound_or_404(slug)
    bodies = queries.bodies(place)
    seats = queries.seats(request.actor, bodies)
    sit: dict[UUID, list[str]] = {one.pk: [] for one in bodies}
    for seat in seats:
        if seat.state == rules.Seat.AGREED:
            sit[seat.body_id].append(str(seat.called))
    context = {
        "place": place,
        "bodies": [(one, _(rules.BODY_SAYS[rules.Body(one.kind)]), sit[one.pk]) for one in bodies],
        "found": queries.at(place),
        "handles": request.actor.may(Permission.TOPIC_HANDLE, place.path),
        **WORDS,
    }
    return render(request, "councils/at.html", context)


@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    meeting = seen_or_404(request, key)
    handles = request.actor.may(Permission.TOPIC_HANDLE, meeting.place.path)
    waits = meeting.state in {State.WRITTEN, State.CONFIRMED}
    may_confirm = waits and queries.may_confirm(request.actor, meeting)
    points = queries.points(meeting)
    context = {
        "meeting": meeting,
        "place": meeting.place,
        "no_sides": rules.NO_SIDES,
        **_corrections(request, meeting),
        "points": points,
        "template": rules.BY_CODE.get(meeting.template),
        "minuted": meeting.state == State.PUBLISHED or may_confirm,
        "may_confirm": meeting.state == State.WRITTEN and may_confirm,
        "wrote_it": request.actor.person is not None
        and meeting.written_by_id == request.actor.person,
        "begun": clock.now() >= meeting.starts_at,
        "handles": handles,
        "vote": vote_address(meeting) if handles else "",
        "votes_wanted": any(one.needs_vote or one.outcome == Outcome.NEEDS_VOTE for one in points),
        "ask": reverse("consultations:new", args=[meeting.place_id])
        if handles and any(one.outcome == Outcome.NEEDS_CONSULTATION for one in points)
        else "",
        **WORDS,
    }
    return render(request, "councils/show.html", context)


def _corrections(request: Request, meeting: Meeting) -> dict[str, Any]:
    """One statement for everybody; one more for whoever may say that one is right."""
    if meeting.state != State.PUBLISHED:
        return {}
    may = queries.may_confirm(request.actor, meeting)
    waits = queries.waiting_correction(meeting) if may else None
    return {
        "corrections": queries.corrections(meeting),
        "waits": waits,
        "wrote_correction": waits is not None and waits.written_by_id == request.actor.person,
    }


@require_safe
def notice(request: Request, key: UUID) -> HttpResponse:
    """One A4 sheet for the gate, with the address as a code."""
    meeting = seen_or_404(request, key)
    address = request.build_absolute_uri(reverse("councils:show", args=[meeting.pk]))
    context = {
        "meeting": meeting, "place": meeting.place, "points": queries.points(meeting),
        "corrections": queries.corrections(meeting) if meeting.state == State.PUBLISHED else [],
        "address": address, "code": qr_svg(address), **WORDS,
    }  # fmt: skip
    return render(request, "councils/notice.html", context)


@require_POST
@signed_in
@once
def confirm(request: Request, key: UUID) -> HttpResponse:
    meeting = seen_or_404(request, key)
    if not queries.may_confirm(request.actor, meeting):
        raise Forbidden("neither a neighbour nor a member nor a desk")
    actions.confirm(request.actor, meeting)
    messages.success(request, _("谢谢。记录确认了，等小区公布。"))
    return see_other(reverse("councils:show", args=[meeting.pk]))


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    found = queries.own_seats(request.actor)
    words = {seat.pk: _(rules.SEAT_WORDS[rules.Seat(seat.state)]) for seat in found}
    return render(request, "councils/mine.html", {"found": found, "words": words})


@require_http_methods(GET_POST)
@signed_in
@once
def seat(request: Request, key: UUID) -> HttpResponse:
    """Asked to sit: only their own yes puts their words there. Later: to leave."""
    found = queries.own_seat(request.actor, key)
    if found is None:
        raise Http404
    form = SeatForm(data_of(request))
    said = request.POST.get("answer", "")

    def done() -> HttpResponse:
        if said == "leave":
            actions.leave(request.actor, found)
            messages.success(request, _("退出了，你的称呼不再挂在那里。"))
        elif said in {"yes", "no"}:
            called = form.cleaned_data["called"]
            actions.answer(request.actor, found, yes=said == "yes", called=called)
            thanks = _("谢谢你来议事。") if said == "yes" else _("记下了，没有人知道问过你。")
            messages.success(request, thanks)
        else:
            raise Conflict(_("请选愿意还是不方便。"))
        return see_other(reverse("councils:mine"))

    context = {"seat": found, "form": form, "body": found.body, "place": found.body.compound}
    return tried(form, done) or render(
        request, "councils/seat.html", context, status=status_of(request)
    )
