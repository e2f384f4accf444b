"""The doors of the lists: who is not signed in is asked to; what is hidden is not there (404)."""

from typing import TypeVar
from uuid import UUID

from django.http import Http404

from last500.base.http import Request
from last500.lists import queries
from last500.lists.models import Booking, Claim, Need, Resource
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.places.models import Place

T = TypeVar("T")


def there(found: T | None) -> T:
    if found is None:
        raise Http404
    return found


def edited(request: Request, key: int) -> Place:
    return there(queries.community_to_edit(request.actor, key))


def profiled(request: Request, key: int) -> Place:
    return there(queries.community_to_edit(request.actor, key, Permission.PROFILE_EDIT))


def unit_of(request: Request, key: UUID) -> Organisation:
    return there(queries.organisation_of(request.actor, key))


def need_of(request: Request, key: UUID) -> Need:
    return there(queries.one_need(request.actor, key))


def claim_of(request: Request, key: UUID) -> Claim:
    return there(queries.one_claim(request.actor, key))


def resource_of(request: Request, key: UUID) -> Resource:
    return there(queries.one_resource(request.actor, key))


def booking_of(request: Request, key: UUID) -> Booking:
    return there(queries.one_booking(request.actor, key))
