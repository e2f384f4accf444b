"""一起看: whom to ask for all that is open on this desk at once, and whom to tell of free places of
projects and activities; sent by the desk's own press.

The plan is made anew each time the page is opened and is kept nowhere. What the page showed comes
back with the press, so that a changed choice can be told from the proposed one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.http import Request, see_other
from last500.base.idempotency import once
from last500.dispatch.edges import area_of
from last500.dispatch.matching import Proposal
from last500.dispatch.overrides import note_overrides
from last500.dispatch.planning import Planned, Proposed, open_at, proposed_for
from last500.dispatch.wanted import wanted_at
from last500.dispatch.weighing import weighing_at
from last500.places.models import Place
from last500.service_requests import actions
from last500.service_requests.models import ServiceRequest
from last500.web.desk import wanted as places
from last500.web.desk.forms import first_summary
from last500.web.desk.gate import seen_mark, staff
from last500.web.desk.proposed import keys, people
from last500.web.desk.queries import desk_at
from last500.web.desk.showing import category_word, facts_line, wish


@require_safe
@staff
def page(request: Request, place_id: int) -> HttpResponse:
    """As many statements however much is open: desk, requests, free places, the plan, its notes."""
    desk = desk_at(request.actor, place_id).place
    return _show(request, desk, _proposed(request.actor, desk))


def _proposed(
    actor: Actor, desk: Place, planned: Mapping[str, Collection[UUID]] | None = None
) -> Proposed:
    return proposed_for(open_at(actor, desk), planned, wanted_at(actor, desk))


def _show(request: Request, desk: Place, found: Proposed, status: int = 200) -> HttpResponse:
    english: bool = request.reader.english  # type: ignore[attr-defined]
    names = {line.request.number: _name(line.request) for line in found.lines}
    names |= {line.wanted.code: places.name(line.wanted) for line in found.places}
    context = {
        "desk": desk,
        "lines": [_shown(line, desk, names, english) for line in found.lines],
        "places": [places.shown(line, desk, names, english) for line in found.places],
        "can_send": any(line.chosen for line in (*found.lines, *found.places)),
        "waited": found.waited,
        "provisional": found.provisional,
        "by_distance": weighing_at(desk.path).by_distance,
    }
    return render(request, "web/desk/plan.html", context, status=status)


def _name(request: ServiceRequest) -> str:
    """As the desk calls it on this page: nothing that the resident wrote stands here."""
    return _("“%(what)s”") % {"what": request.summary or first_summary(request, request.category)}


def _shown(line: Planned, desk: Place, names: Mapping[str, str], english: bool) -> dict[str, Any]:
    one = line.request
    return {
        "key": one.number,
        "card": one,
        "seen": seen_mark(one),
        "title": one.summary or category_word(one.category),
        "facts": facts_line(one, desk.pk),
        "wish": wish(one, english),
        **people(line, one.place_id, names),
    }


# ---- the press -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pressed:
    """What came back for one request: who is to be asked, who was proposed, why it was changed."""

    chosen: tuple[UUID, ...]
    shown: tuple[UUID, ...]
    seen: str
    why: str

    @classmethod
    def read(cls, query: QueryDict, number: str) -> "Pressed":
        return cls(
            chosen=keys(query.getlist(f"helpers-{number}")),
            shown=keys(query.get(f"shown-{number}", "").split()),
            seen=query.get(f"seen-{number}", ""),
            why=query.get(f"why-{number}", ""),
        )


@require_POST
@staff
@once
def send(request: Request, place_id: int) -> HttpResponse:
    """Invite who is ticked, request by request, and tell who is ticked of free places. What changed
    meanwhile is left as it is and said; the others go out."""
    actor, desk = request.actor, desk_at(request.actor, place_id).place
    cards = open_at(actor, desk)
    pressed = {card.number: Pressed.read(request.POST, card.number) for card in cards}
    wanted = [card for card in cards if pressed[card.number].chosen]
    ticked = places.ticked(request.POST)
    if not wanted and not ticked:
        messages.error(request, _("还没有选人。勾上要请的邻居，再发出去。"))
        planned = {number: one.shown for number, one in pressed.items()}
        planned |= places.planned(request.POST)
        return _show(request, desk, _proposed(actor, desk, planned), status=422)
    fitting = area_of(wanted).proposals
    sent = [card for card in wanted if _invite(actor, card, pressed[card.number], fitting)]
    if sent:
        words = ngettext("%(n)d 件的邀请发出去了。", "%(n)d 件的邀请发出去了。", len(sent))
        messages.success(request, words % {"n": len(sent)} + _("有人接了会告诉你。"))
    late = [_name(card) for card in wanted if card not in sent]
    if ticked:
        late += places.tell(request, desk, ticked)
    if late:
        words = _("%(what)s刚有变化，没有发：请看看现在的情况。")
        messages.warning(request, words % {"what": _("、").join(late)})
    return see_other(reverse("desk:plan", args=[desk.pk]))


def _invite(
    actor: Actor,
    card: ServiceRequest,
    pressed: Pressed,
    fitting: Mapping[str, Mapping[UUID, Proposal]],
) -> bool:
    """`fitting`: who may be asked for each now, with the reasons that go with the invitation."""
    fits = fitting.get(card.number, {})
    chosen = [one for one in pressed.chosen if one in fits]
    if pressed.seen != seen_mark(card) or not chosen:
        return False
    try:
        with transaction.atomic():
            why = {one: fits[one].reasons for one in chosen}
            actions.offer(actor, card, helpers=chosen, reasons=why)
            note_overrides(
                actor,
                card,
                proposed=[one for one in pressed.shown if one in fits],
                chosen=chosen,
                reason=pressed.why,
            )
    except Refused:
        return False
    return True
