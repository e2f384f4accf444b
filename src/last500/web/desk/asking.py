"""一轮一轮地请: the desk begins it on a card, sees calmly how it stands, and stops it."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from last500.base.http import Request
from last500.dispatch import inviting
from last500.dispatch.policies import BY_CODE, Way, most_at_once
from last500.dispatch.situations import urgency_of
from last500.service_requests.models import ServiceRequest
from last500.web.desk.gate import Lying, done, step


def asking_context(card: ServiceRequest) -> dict[str, Any]:
    """What the card says of asking in waves; no statement: it came with the card."""
    ways = inviting.ways_at(card.place)
    more = vars(card)
    way = BY_CODE.get(more["rounds_way"] or "")
    return {
        "rounds": {
            "way": way,
            "next_at": more["rounds_next_at"],
            "told": bool(more["rounds_told_at"]),
        }
        if way
        else None,
        "ask_ways": [(one, _at_most(card, one)) for one in ways],
        "usual_way": ways[0],
        "most_now": _at_most(card, ways[0]),
    }


def _at_most(card: ServiceRequest, way: Way) -> int:
    missing = max(1, card.wanted - card.taken)
    return most_at_once(way.code, urgency_of(card), missing)


@step
def begin(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    inviting.begin(request.actor, card, way=request.POST.get("way", ""))
    return done(request, card, lying, _("好，一轮一轮地请。有人接了，或者请不到人，都会告诉你。"))


@step
def stop(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    inviting.stop(request.actor, card)
    return done(request, card, lying, _("停下了，不再接着请。请过的邻居还可以来。"))


@step
def change_way(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    inviting.set_way(request.actor, card, way=request.POST.get("way", ""))
    return done(request, card, lying, _("好，从现在起这样请。"))


@step
def ask_more(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    inviting.ask_more(request.actor, card)
    return done(request, card, lying, _("好，马上再请几位。"))
