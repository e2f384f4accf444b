"""What every page knows: who reads, where they are, and what was just said to them."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from last500.base.actor import NOBODY
from last500.base.http import page_to_open
from last500.web.menu import address, menu
from last500.web.middleware import Reader


def reader(request: HttpRequest) -> dict:
    return {
        "reader": getattr(request, "reader", Reader()),
        "notices": get_messages(request),
        "back": page_to_open(request),
        "here": query_changer(request),
        "demo": settings.DEMO,
        "menu": SimpleLazyObject(lambda: menu(request)),
        "glass": SimpleLazyObject(lambda: getattr(request, "actor", NOBODY).glass),
        "sign_in": settings.LOGIN_URL,
        "sign_out": address("people:sign_out"),
    }


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
