"""My requests, my past helps, my messages."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base.http import Request, see_other, signed_in
from last500.notify import actions as notify
from last500.notify.models import Message
from last500.notify.queries import words
from last500.service_requests.models import Channel
from last500.service_requests.rules import STATE_WORDS, State
from last500.web.me import queries


def _page(request: Request, rows: QuerySet) -> tuple[list, dict]:
    found, number, older = queries.page_of(rows, request.GET.get("page", "1"))
    pager = {
        "newer": f"?page={number - 1}" if number > 1 else "",
        "older": f"?page={number + 1}" if older else "",
    }
    return found, pager


@require_safe
@signed_in
def requests(request: Request) -> HttpResponse:
    found, pager = _page(request, queries.own_requests(request.actor))
    items = [
        {
            "href": reverse("service_requests:follow", args=[one.number]),
            "number": str(one),
            "title": one.summary or queries.kind_word(one.category),
            "place": one.place.name,
            "for_other": one.channel == Channel.FOR_OTHER,
            "state": one.state,
            "word": _(STATE_WORDS[State(one.state)]),
            "at": one.placed_at,
        }
        for one in found
    ]
    return render(request, "web/me/requests.html", {"items": items, "pager": pager})


@require_safe
@signed_in
def helps(request: Request) -> HttpResponse:
    found, pager = _page(request, queries.past_helps(request.actor))
    items = [
        {
            "title": queries.kind_word(one.request.category),
            "place": one.request.place.name,
            "how": one.get_ended_how_display(),
            "done": one.ended_how == "done",
            "minutes": one.minutes or one.request.minutes,
            "on": one.ended_at,
        }
        for one in found
    ]
    return render(request, "web/me/helps.html", {"items": items, "pager": pager})


@require_safe
@signed_in
def inbox(request: Request) -> HttpResponse:
    rows = Message.objects.visible_to(request.actor).order_by("-made_at")
    found, pager = _page(request, rows)
    items = [(one, *words(one)) for one in found]
    fresh = any(one.opened_at is None for one in found)
    return render(request, "web/me/inbox.html", {"items": items, "pager": pager, "fresh": fresh})


@require_POST
@signed_in
def read_all(request: Request) -> HttpResponse:
    notify.mark_read(request.actor)
    return see_other("/me/inbox/")


@require_POST
@signed_in
def open_message(request: Request, key: UUID) -> HttpResponse:
    """Go where a message leads and remember, for the reader alone, that it was read."""
    message = get_object_or_404(Message.objects.visible_to(request.actor), pk=key)
    notify.mark_read(request.actor, message)
    return see_other(words(message)[2])
