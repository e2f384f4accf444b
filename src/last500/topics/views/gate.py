"""The doors: a topic is there for whoever may see it, a desk for who holds it, else 404."""

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

from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.base.http import Request, show_on_form
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.topics import queries
from last500.topics.models import Topic

View = Callable[..., HttpResponse]
GET_POST = ["GET", "HEAD", "POST"]


def signed_in(view: View) -> View:
    """Ask a stranger to sign in first; from a button they come back to the topic's own page."""

    @wraps(view)
    def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:
            key = kwargs.get("key")
            back = request.get_full_path()
            if request.method not in {"GET", "HEAD"} and isinstance(key, UUID):
                back = reverse("topics:show", args=[key])
            return redirect_to_login(back, settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    return wrapped


def seen_or_404(request: Request, key: UUID) -> Topic:
    found = queries.one(request.actor, key)
    if found is None:
        raise Http404
    return found


def handled_or_403(request: Request, key: UUID) -> Topic:
    """It is no secret to whoever sees it that a desk handles it (403)."""
    topic = seen_or_404(request, key)
    if not request.actor.may(Permission.TOPIC_HANDLE, topic.compound.path):
        raise Forbidden(Permission.TOPIC_HANDLE)
    return topic


def desk_or_404(request: Request, place_id: int, *, level: str = "") -> Place:
    rows = Place.objects.visible_to(request.actor)
    place = get_object_or_404(rows, pk=place_id, **({"level": level} if level else {}))
    if not request.actor.may(Permission.TOPIC_HANDLE, place.path):
        raise Http404
    return place


def tried(form: forms.Form, work: Callable[[], HttpResponse]) -> HttpResponse | None:
    """The answer of `work`; None when the form is wrong or a rule says no, which it then shows."""
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
