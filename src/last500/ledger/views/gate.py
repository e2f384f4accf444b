"""The doors: a book hangs at its gate; a desk is there for whoever keeps the book, else 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import Request, show_on_form
from last500.base.scope import widen
from last500.ledger import queries
from last500.ledger.models import Book, Entry, Posting
from last500.places.models import Place

GET_POST = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Ask a stranger to sign in first; from a button they come back to their own list."""

    @wraps(view)
    def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:
            reads = request.method in {"GET", "HEAD"}
            back = request.get_full_path() if reads else reverse("ledger:mine")
            return redirect_to_login(back, settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    return wrapped


def compound_or_404(slug: str) -> Place:
    found = Place.objects.current().filter(slug=slug, level="compound").first()
    if found is None:
        raise Http404
    widen(place=found.pk)
    return found


def desk_or_404(request: Request, place_id: int) -> Place:
    place = get_object_or_404(
        Place.objects.visible_to(request.actor).select_related("parent"), pk=place_id
    )
    if not queries.may_keep(request.actor, place):
        raise Http404
    return place


def book_or_404(request: Request, place_id: int) -> Book:
    found = queries.book_of(desk_or_404(request, place_id))
    if found is None:
        raise Http404
    return found


def posting_or_404(request: Request, key: UUID) -> Posting:
    rows = Posting.objects.visible_to(request.actor).select_related(
        "book__place__parent", "place", "desk", "posted_by", "decided_by", "reverses", "replaces"
    )
    return get_object_or_404(rows, pk=key)


def entry_or_404(key: UUID) -> Entry:
    found = queries.entry(key)
    if found is None:
        raise Http404
    return found


def tried(form: forms.Form, work: Callable[[], HttpResponse]) -> HttpResponse | None:
    """The answer of `work`; None when the form is wrong or a rule says no, which it then shows.

    A conflict with somebody else's click goes on to the error page, where it is explained.
    """
    if not form.is_valid():
        return None
    try:
        return work()
    except (Conflict, TooMany):
        raise
    except Refused as refused:
        show_on_form(form, refused)
        return None


def status_of(request: Request) -> int:
    """Of a page that is shown (again): what was sent was not taken."""
    return 422 if request.method == "POST" else 200


def data_of(request: Request) -> Any:
    return request.POST if request.method == "POST" else None
