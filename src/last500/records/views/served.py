"""The page of the one served: what is claimed, and whether it was so. It needs no account."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base.errors import Refused
from last500.base.http import Request, see_other
from last500.base.idempotency import once
from last500.records.actions.serving import opened, say
from last500.records.models import ServedLink
from last500.records.rules import State


@require_http_methods(["GET", "HEAD", "POST"])
def served(request: Request, key: str) -> HttpResponse:
    link = opened(key) if len(key) <= 64 else None
    if link is None:
        raise Http404
    if request.method == "POST" and link.used_at is None:
        answered = _answer(request, link)
    else:
        answered = _page(request, link)
    answered.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answered


def _page(request: Request, link: ServedLink) -> HttpResponse:
    context = {
        "link": link,
        "record": link.record,
        "signed_in": request.actor.person is not None,
        "own": request.actor.person == link.record.person_id,
        "open": link.is_open and link.record.state == State.ENTERED,
        "said": link.used_at is not None,
    }
    return render(request, "records/served.html", context)


@once
def _answer(request: Request, link: ServedLink) -> HttpResponse:
    said = request.POST.get("so", "")
    if said not in {"yes", "no"}:
        raise Refused(_("请点“是这样”或者“不是这样”。"))
    say(request.actor, link, so=said == "yes")
    return see_other(request.path)
