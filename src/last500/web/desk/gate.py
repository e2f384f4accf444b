"""The way in to the desk's pages, and where a card lies while it is being handled."""

from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from last500.base.errors import Conflict
from last500.base.http import View, see_other
from last500.base.idempotency import once
from last500.service_requests.models import ServiceRequest
from last500.service_requests.queries import timeline
from last500.service_requests.rules import STATE_WORDS, State
from last500.web.desk.queries import PILES, card_by_number
from last500.web.desk.words import step_words


@dataclass(frozen=True)
class Lying:
    """Where a card lies: on which desk, in which pile, at which position; or opened by itself."""

    desk: int | None = None
    pile: str = "verify"
    at: int = 0

    @classmethod
    def read(cls, query: QueryDict) -> "Lying":
        desk, pile, at = query.get("desk", ""), query.get("pile", ""), query.get("at", "")
        return cls(
            int(desk) if desk.isdecimal() and len(desk) < 12 else None,
            pile if pile in PILES else "verify",
            int(at) if at.isdecimal() and len(at) < 7 else 0,
        )

    def address(self, request: ServiceRequest) -> str:
        """Where to go after the card was handled: the next card comes by itself."""
        if self.desk is None:
            return reverse("desk:request", args=[request.number])
        return pile_address(self.desk, self.pile, self.at)


def pile_address(desk: int, pile: str, at: int = 0) -> str:
    query = {"pile": pile} | ({"at": at} if at else {})
    return f"{reverse('desk:desk', args=[desk])}?{urlencode(query)}"


def staff(view: View) -> View:
    """Ask a stranger to sign in; who may what is decided where the thing is loaded."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    return wrapped


def step(view: View) -> View:
    """A POST that takes one step with one request, once.

    The page said in which state it saw the request; when that has changed meanwhile, or somebody
    is faster, the answer says what happened and offers the next card.
    """

    @once
    def take(request: HttpRequest, card: ServiceRequest) -> HttpResponse:
        lying = Lying.read(request.POST)
        try:
            seen = request.POST.get("seen", "")
            if seen and seen != seen_mark(card):
                raise Conflict(_("你打开这一页之后，有人处理过这件事。"))
            return view(request, card, lying)
        except Conflict as conflict:
            return happened(request, card, lying, conflict)

    @wraps(view)
    def wrapped(request: HttpRequest, number: str) -> HttpResponse:
        return take(request, card_by_number(request.actor, number))  # type: ignore[attr-defined]

    return require_POST(staff(wrapped))


def seen_mark(card: ServiceRequest) -> str:
    return f"{card.state}-{card.taken}"


def done(request: HttpRequest, card: ServiceRequest, lying: Lying, words: str) -> HttpResponse:
    """Say what was done, and go to the next card."""
    messages.success(request, words)
    return see_other(lying.address(card))


def happened(
    request: HttpRequest, card: ServiceRequest, lying: Lying, conflict: Conflict
) -> HttpResponse:
    """409: what somebody else did with this request, and the way to the next card."""
    card.refresh_from_db(fields=["state", "due_at"])
    events = timeline(card)
    last = events[-1] if events else None
    context = {
        "card": card,
        "message": conflict.message,
        "state_word": _(STATE_WORDS[State(card.state)]),
        "last": last,
        "last_word": step_words(last.role, last.action) if last else "",
        "next": lying.address(card) if lying.desk else "",
    }
    response = render(request, "web/desk/request_conflict.html", context, status=409)
    response.headers["HX-Push-Url"] = "false"
    return response
