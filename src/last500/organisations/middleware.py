"""Gives each request its actor, built once when first asked for."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from last500.base.actor import NOBODY, Actor
from last500.organisations.queries import grants_of
from last500.people.models import Person
from last500.people.rules import SECOND_FACTOR

OPENED = "opened"


def _actor(request: HttpRequest) -> Actor:
    if not request.session.session_key:
        return NOBODY
    person = request.user
    opened = frozenset(UUID(key) for key in request.session.get(OPENED, ()))
    if not isinstance(person, Person):
        return Actor(opened=opened)
    # What the offices allow is asked for when something needs it: most of what helpers do does not.
    grants: Any = SimpleLazyObject(lambda: grants_of(person))
    actor = Actor(person=person.pk, grants=grants, opened=opened)
    shown = request.session.get(SECOND_FACTOR) == str(actor.person)
    if settings.STAFF_SECOND_FACTOR and actor.grants and not shown:
        return replace(actor, grants=(), second_factor_due=True)
    return actor


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def open_for_session(request: HttpRequest, key: UUID) -> None:
    """Remember in this session that a private link opened the request with this key."""
    opened = [str(key), *request.session.get(OPENED, ())]
    request.session[OPENED] = list(dict.fromkeys(opened))[:20]
