"""The way in: sign in first, and the post that the reader may see."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from last500.base.actor import Actor
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.posts import queries
from last500.posts.models import Post

View = Callable[..., HttpResponse]


class DayInAddress:
    """2026-03-05 in an address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # ValueError: no such address

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


def signed_in(view: View) -> View:
    """Ask a stranger to sign in first; from a button they come back to the post's own page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:  # type: ignore[attr-defined]
            key = kwargs.get("key")
            back = request.get_full_path()
            if request.method not in {"GET", "HEAD"} and isinstance(key, UUID):
                back = reverse("posts:show", args=[key])
            return redirect_to_login(back, settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    return wrapped


def seen_or_404(actor: Actor, key: UUID) -> Post:
    found = queries.post_or_none(actor, key)
    if found is None:
        raise Http404
    return found


def of_desk_or_404(actor: Actor, key: UUID) -> Post:
    """A post that the actor looks after; to everybody else its desk's pages are not there."""
    rows = Post.objects.of_desk(actor).select_related("place__parent")
    return get_object_or_404(rows, pk=key)


def desk_or_404(actor: Actor, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(actor), pk=place_id)
    if not actor.may(Permission.POST_EDIT, place.path):
        raise Http404
    return place


def age_said(request: HttpRequest) -> int:
    """The age in years that the pressed button says ("我满 18 岁，我来")."""
    said = request.POST.get("age", "")
    return int(said) if said.isdecimal() and len(said) < 4 else 0
