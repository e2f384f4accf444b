"""What hangs at the gate: votes of a compound, one vote with its result, its sheet of paper."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base import clock
from last500.base.http import Request, signed_in
from last500.base.qr import qr_svg
from last500.households.queries import is_owner
from last500.votes import actions, queries, rules, sentences
from last500.votes.models import Seat, Vote
from last500.votes.rules import State
from last500.votes.views.gate import compound_or_404, seen_or_404


def worded(context: dict[str, Any]) -> dict[str, Any]:
    """Every page says what this is and what it is not."""
    return context | {
        "wording": _(sentences.WORDING),
        "not_a_consultation": _(sentences.NOT_A_CONSULTATION),
        "metres": rules.square_metres,
        "State": State,
    }


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    compound = compound_or_404(slug)
    votes = queries.at_gate(compound)
    context = {
        "place": compound,
        "votes": [{"vote": one, "next_words": sentences.next_words(one)} for one in votes],
    }
    return render(request, "votes/at.html", worded(context))


def asked(vote: Vote) -> list[dict[str, Any]]:
    return [
        {
            "question": one,
            "item": sentences.item_words(one.item),
            "needs": sentences.needs(one.item),
        }
        for one in vote.questions.all()
    ]


def signed(vote: Vote) -> list[dict[str, Any]]:
    """What the three said of the result, by their side and never by their name."""
    seats = Seat.objects.filter(vote=vote, signed_at__isnull=False).watching()
    return [
        {"side": seat.get_role_display(), "signs": seat.signs, "remark": seat.remark}
        for seat in seats.order_by("signed_at")
    ]


def disputed(vote: Vote) -> dict[str, Any]:
    """How many objections, how many answers, and how fast the result stands."""
    found = queries.disputes(vote)
    word = rules.STANDING_WORDS.get(found.standing, "")
    return {"disputes": found, "standing_word": _(word) if word else "", "recounted": [
        {"same": one.signs, "remark": one.remark} for one in actions.reports(vote)
    ] if found.raised else []}  # fmt: skip


def about(request: Request, vote: Vote) -> dict[str, Any]:
    published = vote.state == State.PUBLISHED
    return worded(
        {
            "vote": vote,
            "ground": _(rules.GROUNDS[rules.Caller(vote.caller)]),
            "asked": asked(vote),
            "result": sentences.shown(vote.result.sheet) if published else None,
            "signed": signed(vote) if published else [],
            "posted_until": queries.posted_until(vote),
            **disputed(vote),
        }
    )


@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    vote = seen_or_404(request, key)
    seat = actions.seat_of(request.actor, vote)
    context = about(request, vote) | {
        "runs": actions.may_run(request.actor, vote.compound),
        "seat": seat if seat is not None and seat.state != rules.SeatState.DECLINED else None,
        "objects": actions.may_object(request.actor, vote),
        "owns": bool(vote.announced_at) and is_owner(request.actor, vote.compound),
    }
    return render(request, "votes/show.html", context)


@require_safe
def paper(request: Request, key: UUID) -> HttpResponse:
    """The notice before, the result sheet after: A4, for the board."""
    vote = seen_or_404(request, key)
    if not vote.announced_at:
        raise Http404
    hours = [clock.local(one).strftime("%H:%M") for one in (vote.opens_at, vote.closes_at)]
    address = request.build_absolute_uri(reverse("votes:show", args=[vote.pk]))
    more = {"hours": hours, "address": address, "code": qr_svg(address)}
    return render(request, "votes/paper.html", about(request, vote) | more)


@require_safe
@signed_in
def own(request: Request, key: UUID) -> HttpResponse:
    """One's own lines of the roll, with all that is needed to check them against the log."""
    vote = seen_or_404(request, key)
    units = queries.own_units(request.actor, vote)
    return render(request, "votes/own.html", worded({"vote": vote, "units": units}))
