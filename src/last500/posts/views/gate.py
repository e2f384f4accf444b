"""The way in: sign in first, and the post that the reader may see."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from last500.base.actor import Actor
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.posts import queries
from last500.posts.models import Post


class DayInAddress:
    """2026-03-05 in an address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # ValueError: no such address

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


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
