"""The mode of a district: what it is, what would change, and since when it was what."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base.errors import Refused
from last500.base.http import Request, see_other
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.organisations import queries
from last500.organisations.actions import require
from last500.organisations.modes import set_mode
from last500.organisations.rules import Permission
from last500.places.mode_words import WORDS
from last500.places.queries import mode_of, modes_of
from last500.places.rules import MODES, SETS_MODE
from last500.places.rules import mode_of as mode_by_ways

# The three ways that a mode is made of, in the order of the page.
WAYS = (
    ("grid", N_("自治"), N_("先议事、看账、找楼栋的联系人。")),
    ("requests", N_("求助"), N_("先说一件事，小区核实，邻居来办。")),
    ("projects", N_("项目"), N_("先看正在做的项目和活动。")),
)
# What a page says or shows first, in the order of the preview.
CHANGES = {
    "home": N_("首页的标题"),
    "home_more": N_("首页的一句话"),
    "compound": N_("小区页面的标题"),
    "first": N_("小区页面最先是"),
    "me": N_("“给我的”里最先是"),
    "desk": N_("值守台的次序"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def mode(request: Request, place_id: int) -> HttpResponse:
    """Choose one (`?to=`), see what would change, then set it."""
    here = queries.place_to_organise(request.actor, place_id)
    if here.level not in SETS_MODE:
        raise Http404
    require(request.actor, Permission.MODE_SET, here)
    history = modes_of(here)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        number = int(seen) if seen.isdecimal() and len(seen) < 8 else -1
        set_mode(request.actor, here, request.POST.get("mode", ""), seen=number)
        messages.success(request, _("改好了，各处入口从现在起跟着变。"))
        return see_other(reverse("organisations:mode", args=[here.pk]))
    now = mode_of(here).code
    to = _chosen(request)
    context = {
        "place": here,
        "now": now,
        "own": bool(history),
        "to": to if to != now or not history else "",
        "seen": history[0].number if history else 0,
        "ways": [(way, _(name), _(what), getattr(MODES[now], way)) for way, name, what in WAYS],
        "changes": _changes(now, to) if to else [],
        "names": {code: _(words.name) for code, words in WORDS.items()},
        "history": history,
    }
    return render(request, "organisations/mode.html", context)


def _chosen(request: Request) -> str:
    """The code of the mode that was ticked (`?ways=1&way=…`) or named (`?to=`); else nothing."""
    if "ways" in request.GET:
        mode = mode_by_ways(request.GET.getlist("way"))
        if mode is None:
            raise Refused(_("请至少勾一样。"), "mode")
        return mode.code
    to = request.GET.get("to", "")
    if to and to not in MODES:
        raise Refused(_("请选一个。"), "mode")
    return to


def _changes(now: str, to: str) -> list[dict[str, Any]]:
    """Line by line what the pages say now and then; only what differs."""
    return [
        {
            "what": _(word),
            "now": _(getattr(WORDS[now], name)),
            "then": _(getattr(WORDS[to], name)),
        }
        for name, word in CHANGES.items()
        if getattr(WORDS[now], name) != getattr(WORDS[to], name)
    ]
