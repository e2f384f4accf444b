"""The doors: whoever a team is visible to; the desks that arrange teams. To others: not there."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from last500.base.actor import Actor
from last500.base.errors import Forbidden
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.teams import queries
from last500.teams.models import Team
from last500.teams.rules import Role


def team_or_404(actor: Actor, key: UUID) -> Team:
    found = queries.one(actor, key)
    if found is None:
        raise Http404
    return found


def team_in_role(actor: Actor, key: UUID, *roles: Role) -> Team:
    """The team, for whoever stands to it in one of these roles. Raises Http404, Forbidden."""
    team = team_or_404(actor, key)
    if not queries.roles_of(actor, team) & set(roles):
        raise Forbidden(roles)
    return team


def desk_or_404(actor: Actor, place_id: int) -> Place:
    """The place whose desk it is; a stranger gets the same 404 as for none."""
    rows = Place.objects.visible_to(actor).select_related("parent")
    place = get_object_or_404(rows, pk=place_id)
    if not actor.may(Permission.TEAM_ARRANGE, place.path):
        raise Http404
    return place
