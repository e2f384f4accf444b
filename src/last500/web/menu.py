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
    href: str
    word: str
    permission: Permission | None = None  # None: whoever is signed in
    instead_of: Permission | None = None  # whoever holds this finds it on another page


ENTRIES = (
    Entry("/desk/", N_("值守"), Permission.REQUEST_HANDLE),
    # The desk has its door to the books; a bookkeeper has no desk.
    Entry("/ledger/mine/", N_("记账"), Permission.LEDGER_POST, Permission.REQUEST_HANDLE),
    Entry("/complaints/", N_("投诉"), Permission.COMPLAINT_HANDLE),
    Entry("/complaints/", N_("投诉"), Permission.COMPLAINT_PLATFORM),
    Entry("/figures/", N_("数字"), Permission.FIGURES_READ),
    Entry("/exports/", N_("导出"), Permission.EXPORT_ASK),
    # A district has no desk of requests from which a door would lead there.
    Entry("/calls/at/", N_("公益创投"), Permission.CALL_RUN, Permission.REQUEST_HANDLE),
    Entry("/organise/", N_("组织"), Permission.OFFICE_GIVE),
    Entry("/security/accounts/", N_("账号"), Permission.ACCOUNT_MANAGE),
    Entry("/security/audit/", N_("审计"), Permission.AUDIT_READ),
    Entry("/organise/health/", N_("本站状态"), Permission.SYSTEM_RUN),
    Entry("/me/", N_("给我的")),
    Entry("/me/requests/", N_("我的求助")),
)


@cache
def address(name: str) -> str | None:
    """None where the page is not built in: an instance may leave an app out."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def menu(request: HttpRequest) -> list[dict]:
    """Asks the database for nothing but the actor, and for strangers not even that."""
    actor = getattr(request, "actor", NOBODY)
    if actor.person is None:
        return []
    held = {permission for grant in actor.grants for permission in grant.permissions}
    fitting = [
        entry
        for entry in ENTRIES
        if (entry.permission is None or entry.permission in held) and entry.instead_of not in held
    ]
    shown = list({entry.href: entry for entry in fitting}.values())
    within = [entry.href for entry in shown if request.path.startswith(entry.href)]
    here = max(within, key=len, default="")
    return [
        {"href": entry.href, "word": _(entry.word), "current": entry.href == here}
        for entry in shown
    ]
