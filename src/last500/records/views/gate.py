"""The doors: one's own records, and a desk that confirms; to everybody else it is not there."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from last500.base.actor import Actor
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.records import queries
from last500.records.models import ServiceRecord


def mine_or_404(actor: Actor, key: UUID) -> ServiceRecord:
    found = queries.mine(actor, key)
    if found is None:
        raise Http404
    return found


def desk_or_404(actor: Actor, place_id: int, permission: Permission) -> Place:
    """The place whose desk it is; a stranger gets the same 404 as for none."""
    place = get_object_or_404(Place.objects.visible_to(actor), pk=place_id)
    if not actor.may(permission, place.path):
        raise Http404
    return place


def at_desk_or_404(actor: Actor, key: UUID) -> ServiceRecord:
    found = queries.at_desk(actor, key)
    if found is None:
        raise Http404
    return found
