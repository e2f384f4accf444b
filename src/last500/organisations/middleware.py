"""Gives each request its actor, built once when first asked for."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from last500.base.actor import NOBODY, Actor, Grant
from last500.organisations.queries import grants_of
from last500.people.models import Person
from last500.people.rules import SECOND_FACTOR
from last500.people.sessions import awake

OPENED = "opened"


def _actor(request: HttpRequest) -> Actor:
    if not request.session.session_key:
        return NOBODY
    person = request.user
    opened = frozenset(UUID(key) for key in request.session.get(OPENED, ()))
    if not isinstance(person, Person):
        return Actor(opened=opened)
    # What the offices allow is asked for when something needs it: most of what helpers do does not.
    standing: Any = SimpleLazyObject(lambda: _standing(request, person))
    grants: Any = SimpleLazyObject(lambda: standing[0])
    due: Any = SimpleLazyObject(lambda: standing[1])
    return Actor(person=person.pk, grants=grants, opened=opened, second_factor_due=due)


def _standing(request: HttpRequest, person: Person) -> tuple[tuple[Grant, ...], bool]:
    """What the offices allow now, and whether they wait for a proof: without it they allow nothing.

    A proof is due when the second factor was not shown in this session, and when the rights of the
    office lay idle (people.sessions.awake).
    """
    grants = grants_of(person)
    shown = request.session.get(SECOND_FACTOR) == str(person.pk)
    if grants and not ((shown or not settings.STAFF_SECOND_FACTOR) and awake(request)):
        return (), True
    return grants, False


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
