"""The doors: a project is there for whoever may see it, a desk for who holds it, else 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from last500.base.errors import Forbidden
from last500.base.http import Request
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.projects import actions, queries
from last500.projects.models import Project
from last500.projects.rules import Role


def seen_or_404(request: Request, key: UUID) -> Project:
    found = queries.one(request.actor, key)
    if found is None:
        raise Http404
    return found


def run_by(request: Request, key: UUID) -> Project:
    """One that the reader runs; it is no secret to whoever sees it that others do (403)."""
    project = seen_or_404(request, key)
    if Role.RUNNER not in actions.roles_of(request.actor, project):
        raise Forbidden("does not run this project")
    return project


def on_desk(request: Request, key: UUID) -> Project:
    project = seen_or_404(request, key)
    if not request.actor.may(Permission.PROJECT_EDIT, project.place.path):
        raise Forbidden(Permission.PROJECT_EDIT)
    return project


def desk_or_404(request: Request, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(request.actor), pk=place_id)
    if not request.actor.may(Permission.PROJECT_EDIT, place.path):
        raise Http404
    return place
