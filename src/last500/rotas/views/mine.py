"""A member's own page: what I am asked, my next turns, rest and leave."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.http import Request, see_other, signed_in
from last500.base.idempotency import once
from last500.dispatch.words import reason_words
from last500.rotas import actions, queries, words
from last500.rotas.models import RotaMember, Turn, TurnSwap
from last500.rotas.rules import Seat
from last500.rotas.views.gate import seat_or_404, turn_or_404
from last500.service_requests.models import Acceptance
from last500.service_requests.queries import helper_word

MOST_AT_ONCE = 20


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    actor = request.actor
    seats = queries.own_seats(actor)
    turns = queries.own_turns(actor)
    stand = queries.how_i_stand(actor, turns)
    context = {
        "asked_in": [_about(seat) for seat in seats if seat.state == Seat.INVITED],
        "joined": [_about(seat) for seat in seats if seat.state == Seat.JOINED],
        "turns": [_line(turn, stand) for turn in turns],
        "open": any(_stands(turn, stand) != "held" for turn in turns),
        "swaps": [_swap_line(actor, swap) for swap in queries.swaps_for(actor)],
        "households": [
            (rota, words.rota_title(rota), words.pattern_words(rota.pattern))
            for rota in queries.household_rotas(actor)
        ],
    }
    return render(request, "rotas/mine.html", context)


def _about(seat: RotaMember) -> dict:
    rota = seat.rota
    return {
        "seat": seat,
        "rota": rota,
        "title": words.rota_title(rota),
        "pattern": words.pattern_words(rota.pattern),
        "why": reason_words(seat.reasons),
    }


def _stands(turn: Turn, stand: dict[UUID, str]) -> str:
    return stand.get(turn.request_id, "") if turn.request_id else ""


def _line(turn: Turn, stand: dict[UUID, str]) -> dict:
    return {
        "turn": turn,
        "title": words.rota_title(turn.rota),
        "hour": words.clock_words(turn.rota.start),
        "stands": _stands(turn, stand),
    }


def _swap_line(actor: Actor, swap: TurnSwap) -> dict:
    mine_to_answer = swap.other.person_id == actor.person
    with_whom = swap.asker if mine_to_answer else swap.other
    return {
        "swap": swap,
        "title": words.rota_title(swap.given.rota),
        "who": helper_word(with_whom.person),
        "to_answer": mine_to_answer,
    }


def _back() -> HttpResponse:
    return see_other(reverse("rotas:mine"))


# ---- seats ---------------------------------------------------------------------------------------


@require_POST
@signed_in
@once
def answer(request: Request, key: UUID) -> HttpResponse:
    """Into the rota, or not."""
    seat = seat_or_404(request.actor, key)
    if request.POST.get("answer") == "yes":
        actions.join(request.actor, seat)
        messages.success(request, _("加入了。轮到你的时候会问你，来不来都由你。"))
    else:
        actions.decline(request.actor, seat)
        messages.info(request, _("好的，没关系。"))
    return _back()


@require_POST
@signed_in
def rest(request: Request, key: UUID) -> HttpResponse:
    seat, days = seat_or_404(request.actor, key), request.POST.get("days", "")
    actions.rest(request.actor, seat, days=int(days) if days in {"0", "14", "30", "90"} else -1)
    said = _("好，先歇着，轮到也不问你。") if days != "0" else _("回来了，轮到会问你。")
    messages.success(request, said)
    return _back()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def leave(request: Request, key: UUID) -> HttpResponse:
    seat = seat_or_404(request.actor, key)
    if request.method == "POST":
        actions.leave(request.actor, seat)
        messages.success(request, _("退出了，谢谢你来过。"))
        return _back()
    return render(request, "rotas/leave.html", _about(seat))


# ---- turns ---------------------------------------------------------------------------------------


@require_POST
@signed_in
@once
def accept(request: Request) -> HttpResponse:
    """我来, for one turn or for several with one press."""
    keys = [UUID(key) for key in request.POST.getlist("turns")[:MOST_AT_ONCE] if _is_key(key)]
    if not keys:
        raise Refused(_("先勾上你来的那几次。"))
    done, why = actions.accept_ahead(request.actor, keys)
    if done:
        messages.success(request, _("接下了 %(n)d 次，谢谢你。") % {"n": done})
    if why:
        messages.warning(request, why)
    return _back()


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_safe
@signed_in
def turn(request: Request, key: UUID) -> HttpResponse:
    """One turn of mine: come, cannot, change with somebody."""
    found = turn_or_404(request.actor, key)
    stand = queries.how_i_stand(request.actor, [found])
    context = {
        "turn": found,
        "rota": found.rota,
        "title": words.rota_title(found.rota),
        "hour": words.clock_words(found.rota.start),
        "stands": _stands(found, stand),
        "others": [
            (one, helper_word(one.member.person))
            for one in queries.turns_to_swap_with(request.actor, found)
        ],
        "with_me": queries.who_else(request.actor, found),
    }
    return render(request, "rotas/turn.html", context)


@require_POST
@signed_in
@once
def cannot(request: Request, key: UUID) -> HttpResponse:
    actions.cannot(request.actor, turn_or_404(request.actor, key))
    messages.info(request, _("知道了，没关系。按顺序去问下一位。"))
    return _back()


@require_POST
@signed_in
@once
def swap(request: Request, key: UUID) -> HttpResponse:
    found = turn_or_404(request.actor, key)
    wanted = request.POST.get("against", "")
    others = queries.turns_to_swap_with(request.actor, found)
    against = next((one for one in others if str(one.pk) == wanted), None)
    if against is None:
        raise Refused(_("请选和哪一次换。"))
    actions.ask_to_swap(request.actor, found, against)
    messages.success(request, _("问了。对方同意才算换，没回话之前还是照原来的。"))
    return _back()


@require_POST
@signed_in
@once
def answer_swap(request: Request, key: UUID) -> HttpResponse:
    found = next((one for one in queries.swaps_for(request.actor) if one.pk == key), None)
    if found is None:
        raise Http404
    if request.POST.get("answer") == "yes":
        actions.agree_to_swap(request.actor, found)
        messages.success(request, _("换好了。"))
    else:
        actions.call_off(request.actor, found)
        messages.info(request, _("好的，还是照原来的来。"))
    return _back()


@require_POST
@signed_in
@once
def again(request: Request, key: UUID) -> HttpResponse:
    """下次也我来, on the page of a turn that was accepted."""
    rows = Acceptance.objects.filter(helper=request.actor.person).select_related("request")
    held = rows.filter(request=key).order_by("-accepted_at").first()
    if held is None or not queries.is_a_turn(key):
        raise Http404
    actions.join_again(request.actor, held.request)
    messages.success(request, _("加入了。轮到你的时候会问你，来不来都由你。"))
    return _back()
