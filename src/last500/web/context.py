"""What every page knows: who reads, where they are, and what was just said to them."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from last500.web.menu import address, menu
from last500.web.middleware import Reader


def reader(request: HttpRequest) -> dict:
    return {
        "reader": getattr(request, "reader", Reader()),
        "notices": get_messages(request),
        "back": address_of(request),
        "here": query_changer(request),
        "demo": settings.DEMO,
        "menu": SimpleLazyObject(lambda: menu(request)),
        "sign_in": settings.LOGIN_URL,
        "sign_out": address("people:sign_out"),
    }


def address_of(request: HttpRequest) -> str:
    """The page to return to after switching language or size: never one that only takes POST."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        parts = urlsplit(referer)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.path


def query_changer(request: HttpRequest) -> Callable[..., str]:
    """{{ here(page=2) }}: this address with some of its filters changed; None drops one."""

    def here(**changes) -> str:
        query = request.GET.copy()
        for key, value in changes.items():
            query.pop(key, None)
            if value is not None:
                query[key] = str(value)
        return f"?{query.urlencode()}" if query else request.path

    return here
