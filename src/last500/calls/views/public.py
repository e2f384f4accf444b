"""What hangs at the gate: open calls near and far, one call with its rules and its result."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base import clock
from last500.base.http import Request, signed_in
from last500.calls import actions, queries, rules, sentences
from last500.calls.models import Call
from last500.calls.rules import APPLICANT_WORDS, Role, State
from last500.calls.views.gate import seen_or_404
from last500.places.audiences import AUDIENCE_WORDS
from last500.projects import money
from last500.projects.words import KIND_WORDS

PAGES_MOST = 500


def page_number(request: Request) -> int:
    said = request.GET.get("page", "1")
    return max(1, min(PAGES_MOST, int(said))) if said.isdecimal() and len(said) < 5 else 1


def _key(request: Request, name: str) -> int:
    """A key of a place out of the address; 0 where there is none."""
    said = request.GET.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _page(chosen: dict[str, int | str], pile: str, page: int) -> str:
    return f"?{urlencode({**chosen, 'pile': pile, 'page': page})}"


@require_safe
def listing(request: Request) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in KIND_WORDS else ""
    pile = "all" if request.GET.get("pile") == "all" else ""
    city, at, page = _key(request, "city"), _key(request, "at"), page_number(request)
    start = (page - 1) * queries.PAGE
    found = queries.at_gate(request.actor, queries.Asked(city, at, kind, pile, start))
    chosen: dict[str, int | str] = {"kind": kind, "at": at or "", "city": city or ""}
    context = {
        "found": found,
        "kinds": [(code, _(word)) for code, word in KIND_WORDS.items()],
        "chosen": chosen | {"pile": pile},
        "tabs": [
            {"word": _("正在收申请的"), "href": f"?{urlencode(chosen)}", "current": not pile},
            {"word": _("全部"), "href": f"?{urlencode(chosen | {'pile': 'all'})}",
             "current": bool(pile)},
        ],
        "older": _page(chosen, pile, page + 1) if found.more else "",
        "newer": _page(chosen, pile, page - 1) if page > 1 else "",
        "yuan": money.yuan,
    }  # fmt: skip
    return render(request, "calls/list.html", context)


@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    call = seen_or_404(request, key)
    runs = Role.RUNNER in actions.roles_of(request.actor, call)
    why = rules.takes_applications(call.state, clock.today(), call.opens_on, call.closes_on)
    seat = actions.seat_of(request.actor, call)
    context = {
        "call": call,
        "State": State,
        "stated": stated(call),
        "indicators": list(call.indicators.order_by("order")),
        "closed_why": _(why) if why else "",
        "ways": actions.ways(request.actor, call) if not why else [],
        "runs": runs,
        "seat": seat if seat is not None and seat.state != rules.Seat.DECLINED else None,
        "results": queries.results(call) if call.published_at else [],
        "next_words": sentences.next_words(call),
        "yuan": money.yuan,
    }
    return render(request, "calls/show.html", context)


def stated(call: Call) -> dict[str, list[str]]:
    """Codes of a call in words; empty where everything is welcome."""
    return {
        "kinds": [_(KIND_WORDS[code]) for code in call.kind_codes if code in KIND_WORDS],
        "audiences": [
            _(AUDIENCE_WORDS[code]) for code in call.audience_codes if code in AUDIENCE_WORDS
        ],
        "who": [_(APPLICANT_WORDS[code]) for code in call.who],
    }


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    found = queries.mine(request.actor)
    context = {
        "found": found,
        "cards": [
            {"row": row, "stand": rules.stand_shown(row.stand, told=row.told)}
            for row in found.applications
        ],
        "shapes": rules.STAND_SHAPES,
        "words": {code: _(word) for code, word in rules.STAND_WORDS.items()},
        "now": clock.now(),
    }
    return render(request, "calls/mine.html", context)
