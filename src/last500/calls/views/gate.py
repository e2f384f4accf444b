"""The doors: a call is there for whoever may see it, an application for its own sides, else 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from last500.base.errors import Forbidden
from last500.base.http import Request, data_of, status_of, tried
from last500.calls import actions, queries
from last500.calls.models import Application, Call
from last500.calls.rules import Role
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.projects.views.sides import called

__all__ = ["called", "data_of", "status_of", "tried"]


def seen_or_404(request: Request, key: UUID) -> Call:
    found = queries.one(request.actor, key)
    if found is None:
        raise Http404
    return found


def run_by(request: Request, key: UUID) -> Call:
    """One that the reader runs; that others run it is no secret to whoever sees it (403)."""
    call = seen_or_404(request, key)
    if Role.RUNNER not in actions.roles_of(request.actor, call):
        raise Forbidden(Permission.CALL_RUN)
    return call


def application_or_404(request: Request, key: UUID) -> Application:
    """One's own, one to run or to review; with an interest in it, it is not there."""
    found = queries.application(request.actor, key)
    if found is None:
        raise Http404
    return found


def own_or_403(request: Request, key: UUID) -> Application:
    found = application_or_404(request, key)
    if not actions.is_own(request.actor, found):
        raise Forbidden("not their application")
    return found


def desk_or_404(request: Request, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(request.actor), pk=place_id)
    if not actions.may_call(request.actor, place):
        raise Http404
    return place


def name_for_panel(application: Application) -> str:
    """For reviewers and whoever runs it: a neighbour as they wish to be called, and where."""
    person: Person | None = application.person
    if person is None:
        return application.public_name
    who = f"{called(person)} · {application.place.name}"
    return f"{application.group_name}（{who}）" if application.group_name else who
