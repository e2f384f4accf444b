"""The doors of the lists: who is not signed in is asked to; what is hidden is not there (404)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse

from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import Request, page_to_open, show_on_form
from last500.lists import queries
from last500.lists.models import Booking, Claim, Need, Resource
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.places.models import Place

View = Callable[..., HttpResponse]
T = TypeVar("T")


def signed_in(view: View) -> View:
    @wraps(view)
    def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:
            return redirect_to_login(page_to_open(request), settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    return wrapped


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


def tried(form: forms.Form, work: Callable[[], HttpResponse]) -> HttpResponse | None:
    """The answer of `work`; None when the form is wrong or a rule says no, which it then shows.

    A conflict with somebody else's click goes on to the error page, where it is explained.
    """
    if not form.is_valid():
        return None
    try:
        return work()
    except (Conflict, TooMany):
        raise
    except Refused as refused:
        show_on_form(form, refused)
        return None
