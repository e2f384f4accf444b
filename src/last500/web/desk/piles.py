"""The desk: four piles with counts, and the first card of the one that is open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base.errors import Forbidden
from last500.base.http import see_other
from last500.places.queries import mode_of
from last500.web.desk.gate import Lying, staff
from last500.web.desk.queries import (
    MAIN_PILES,
    PILES,
    Desk,
    card_by_number,
    card_of_pile,
    desk_at,
    desks_of,
    note_shown,
)
from last500.web.desk.showing import card_context, desk_context, show
from last500.web.desk.words import PILE_WORDS
from last500.web.doors import at_desk


@require_safe
@staff
def desks(request: HttpRequest) -> HttpResponse:
    """Whoever holds one desk is at it at once; whoever holds several chooses."""
    offices = desks_of(request.actor)  # type: ignore[attr-defined]
    if not offices:
        raise Forbidden("holds no desk")
    places = {office.place_id: office for office in offices}
    if len(places) == 1:
        return see_other(reverse("desk:desk", args=[offices[0].place_id]))
    return render(request, "web/desk/desk_choose.html", {"offices": list(places.values())})


@require_safe
@staff
def desk(request: HttpRequest, place_id: int) -> HttpResponse:
    """One pile, one card. Seven statements, an eighth for what the reader sees the first time."""
    actor = request.actor  # type: ignore[attr-defined]
    found = desk_at(actor, place_id)
    lying = _open(request, found)
    card = card_of_pile(actor, found, lying.pile, lying.at) if found.counts[lying.pile] else None
    english = request.reader.english  # type: ignore[attr-defined]
    shown = card_context(actor, card, lying, english=english) if card else {"lying": lying}
    mode = mode_of(found.place)
    context = shown | desk_context(found, lying, shown)
    context |= {
        "doors": at_desk(actor, found.place, mode),
        "doors_first": mode.grid or not mode.requests,
    }
    if card:
        note_shown(actor, card)
    following = [code for code in MAIN_PILES if found.counts[code] and code != lying.pile]
    if not card and following:
        context |= {"next_pile": following[0], "next_pile_word": _(PILE_WORDS[following[0]])}
    return render(request, "web/desk/desk_show.html", context)


def _open(request: HttpRequest, found: Desk) -> Lying:
    """Which card is on top: the pile asked for, else the first that holds anything."""
    asked = request.GET.get("pile", "")
    first = "alarm" if found.counts["alarm"] else ""
    first = first or next((code for code in MAIN_PILES if found.counts[code]), "verify")
    pile = asked if asked in PILES else first
    at = Lying.read(request.GET).at
    return Lying(found.place.pk, pile, at if at < found.counts[pile] else 0)


@require_safe
@staff
def one_request(request: HttpRequest, number: str) -> HttpResponse:
    """One request by itself, with its history and the rarer steps."""
    card = card_by_number(request.actor, number)  # type: ignore[attr-defined]
    return show(request, card, Lying())
