"""Small things every page needs."""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused, TooMany

View = Callable[..., HttpResponse]
READS = ["GET", "HEAD"]
GET_POST = [*READS, "POST"]
OWN_PAGE = "/me/"


class Request(HttpRequest):
    """What a view is given: Django's request with the actor (organisations.middleware)."""

    actor: Actor


def see_other(address: str) -> HttpResponseRedirect:
    """After a POST: look there, with GET (303), so that reloading sends nothing again."""
    return HttpResponseRedirect(address, status=303)


def signed_in(view: View) -> View:
    """Ask a stranger to sign in first. From a button they come back to the page on which it
    stands (its own address cannot be opened); where that is not known, to their own page."""

    @wraps(view)
    def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:
            return redirect_to_login(page_to_open(request, OWN_PAGE), settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    return wrapped


def page_to_open(request: HttpRequest, unknown: str = "") -> str:
    """The page to come back to: this one, or the one on which the pressed button stands. Where the
    browser does not say which that is: `unknown`, or the button's own address."""
    if request.method in READS:
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        parts = urlsplit(referer)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return unknown or request.path


def address_of(request: HttpRequest) -> str:
    """The network address for limits; it is only ever used as a keyed hash.

    With HTTPS there is a proxy in front that sets X-Forwarded-For (docs/operating.md).
    """
    if settings.HTTPS:
        return one_network(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip())
    return one_network(str(request.META.get("REMOTE_ADDR", "")))


def one_network(address: str) -> str:
    """Of IPv6 the first 64 bits: a single connection at home owns all addresses below them."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ip_network((known, 64), strict=False))


def show_on_form(form: Any, refused: Refused) -> None:
    """Put a rule's refusal where it belongs: beside its field, or at the head of the form."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, refused.message)


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


def status_of(request: HttpRequest) -> int:
    """Of a page that is shown (again): what was sent was not taken."""
    return 422 if request.method == "POST" else 200


def data_of(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
