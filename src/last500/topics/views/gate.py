"""The doors: a topic is there for whoever may see it, a desk for who holds it, else 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from last500.base.errors import Forbidden
from last500.base.http import Request
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.topics import queries
from last500.topics.models import Topic


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
