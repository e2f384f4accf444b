"""The doors: the household's page, the helper's, the desk's; to everybody else it is not there."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from last500.base.actor import Actor
from last500.organisations.rules import Permission
from last500.pairings import queries
from last500.pairings.models import Pairing
from last500.places.models import Place


def own_or_404(actor: Actor, key: UUID) -> Pairing:
    found = queries.of_household(actor, key)
    if found is None:
        raise Http404
    return found


def helped_or_404(actor: Actor, key: UUID) -> Pairing:
    found = queries.of_helper(actor, key)
    if found is None or queries.bond_of(actor, found) is None:
        raise Http404
    return found


def arranged_or_404(actor: Actor, key: UUID) -> Pairing:
    found = queries.of_desk(actor, key)
    if found is None:
        raise Http404
    return found


def desk_or_404(actor: Actor, place_id: int) -> Place:
    """The place whose desk it is; a stranger gets the same 404 as for none."""
    place = get_object_or_404(Place.objects.visible_to(actor), pk=place_id)
    if not actor.may(Permission.PAIRING_ARRANGE, place.path):
        raise Http404
    return place
