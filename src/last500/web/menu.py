"""The way to one's own pages: only what the reader may open, in the order of use."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from last500.base.actor import NOBODY
from last500.base.marking import N_
from last500.organisations.rules import Permission


@dataclass(frozen=True)
class Entry:
    name: str  # of the address
    word: str
    permission: Permission | None = None  # None: whoever is signed in


ENTRIES = (
    Entry("service_requests:desk", N_("值守"), Permission.REQUEST_HANDLE),
    Entry("stats:figures", N_("情况"), Permission.FIGURES_READ),
    Entry("dispatch:for_me", N_("给我的"), None),
    Entry("service_requests:mine", N_("我说的事"), None),
    Entry("notify:inbox", N_("收件箱"), None),
    Entry("people:me", N_("我的资料"), None),
)


@cache
def address(name: str) -> str | None:
    """None where the page is not built in: an instance may leave an app out."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def menu(request: HttpRequest) -> list[dict]:
    actor = getattr(request, "actor", NOBODY)
    if actor.person is None:
        return []
    held = {permission for grant in actor.grants for permission in grant.permissions}
    return [
        {"href": href, "word": _(entry.word), "current": request.path.startswith(href)}
        for entry in ENTRIES
        if (entry.permission is None or entry.permission in held) and (href := address(entry.name))
    ]
