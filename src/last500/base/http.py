"""Small things every page needs."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from last500.base.actor import Actor
from last500.base.errors import Refused


class Request(HttpRequest):
    """What a view is given: Django's request with the actor (organisations.middleware)."""

    actor: Actor


def see_other(address: str) -> HttpResponseRedirect:
    """After a POST: look there, with GET (303), so that reloading sends nothing again."""
    return HttpResponseRedirect(address, status=303)


def page_to_open(request: HttpRequest) -> str:
    """The page to come back to: this one, or the one on which the pressed button stands."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        parts = urlsplit(referer)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.path


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
