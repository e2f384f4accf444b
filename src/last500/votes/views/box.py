"""Ballots into the book: one paper on a page, the next comes by itself; and what waits."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base import clock
from last500.base.errors import Refused
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.votes import actions, queries, sentences
from last500.votes.draft import Said
from last500.votes.forms import BallotForm
from last500.votes.models import Vote
from last500.votes.rules import BallotState
from last500.votes.views.gate import read_by
from last500.votes.views.public import worded

SAID = {
    BallotState.ONCE: N_("录好一次，等另一个人再录。下一张。"),
    BallotState.AGREED: N_("两个人录的一样，进了册子。下一张。"),
    BallotState.DIFFERS: N_("和另一个人录的不一样，放进“不一样”的一叠。下一张。"),
}
SETTLED = {
    BallotState.ONCE: N_("记下了，等另一个人也这样说。"),
    BallotState.AGREED: N_("两个人说的一样了，进了册子。"),
    BallotState.DIFFERS: N_("记下了。还要另一个人说的一样，才进册子。"),
}


def _first(request: Request, vote: Vote) -> dict[str, Any]:
    """When the last paper was cast, out of the address; else now, or when it closed."""
    on, at = request.GET.get("on", ""), request.GET.get("at", "")
    try:
        known = datetime.fromisoformat(f"{on} {at}")
    except ValueError:
        known = clock.local(min(clock.now(), vote.closes_at)).replace(tzinfo=None)
    like = {name: request.GET.get(name, "")[:100] for name in ("box", "scan")}
    return like | {
        "cast_on": known.date(), "cast_time": known.time().replace(second=0, microsecond=0)
    }  # fmt: skip


@require_http_methods(GET_POST)
@signed_in
@once
def entry(request: Request, key: UUID) -> HttpResponse:
    vote = read_by(request, key)
    first = _first(request, vote) | {"paper": request.GET.get("paper", "")[:8]}
    form = _form(vote, data_of(request), initial=first)

    def work() -> HttpResponse:
        number, copy = form.cleaned_data["paper"]
        state = _read(request, vote, number, copy, form)
        messages.success(request, _(SAID[state]))
        given = form.cleaned_data
        like = urlencode(
            {
                "on": given["cast_on"],
                "at": given["cast_time"].strftime("%H:%M"),
                "box": given["box"],
            }
            | ({"scan": given["scan"]} if given["scan"] else {})
        )
        return see_other(f"{reverse('votes:entry', args=[key])}?{like}")

    answer = tried(form, work) if request.method == "POST" else None
    context = _context(vote, form) | {"piles": queries.piles(request.actor, vote)}
    return answer or render(request, "votes/entry.html", context, status=status_of(request))


def _form(vote: Vote, data: Any, **more: Any) -> BallotForm:
    return BallotForm(vote.questions.count(), data, **more)


def _context(vote: Vote, form: BallotForm) -> dict[str, Any]:
    asked = list(zip(vote.questions.all(), form.questions(), strict=True))
    return worded({"vote": vote, "form": form, "asked": asked})


def _read(request: Request, vote: Vote, number: int, copy: int, form: BallotForm) -> BallotState:
    unit = queries.unit(request.actor, vote, number)
    if unit is None:
        raise Refused(_("名册里没有这个编号，请再看看票角。"), "paper")
    return actions.read(request.actor, vote, unit, copy, form.said(), form.where()).state


@require_safe
@signed_in
def piles(request: Request, key: UUID) -> HttpResponse:
    vote = read_by(request, key)
    context = worded({"vote": vote, "piles": queries.piles(request.actor, vote)})
    return render(request, "votes/piles.html", context)


@require_http_methods(GET_POST)
@signed_in
@once
def settle(request: Request, key: UUID, paper: UUID) -> HttpResponse:
    """A paper that two have read differently: with it in hand, both say what stands on it.

    No answer is filled in, for the last reading is no better than the first.
    """
    vote = read_by(request, key)
    ballot = queries.ballot(request.actor, paper)
    if ballot is None or ballot.vote_id != vote.pk or ballot.state != BallotState.DIFFERS:
        raise Http404
    readings = actions.readings_of(ballot)
    laid = {"box": ballot.box, "scan": ballot.scan}
    form = _form(vote, data_of(request), initial=(_of(readings[-1]) if readings else {}) | laid)
    form.fields.pop("paper")

    def work() -> HttpResponse:
        state = actions.read(
            request.actor, vote, ballot.unit, ballot.copy, form.said(), form.where()
        ).state
        messages.success(request, _(SETTLED[state]))
        return see_other(reverse("votes:piles", args=[key]))

    answer = tried(form, work) if request.method == "POST" else None
    context = _context(vote, form) | {
        "ballot": ballot, "readings": [_shown(one) for one in readings],
    }  # fmt: skip
    return answer or render(request, "votes/settle.html", context, status=status_of(request))


def _of(said: Said) -> dict[str, Any]:
    at = clock.local(said.cast_at)
    return {"cast_on": at.date(), "cast_time": at.time(), "proxy": said.proxy}


def _shown(said: Said) -> dict[str, Any]:
    return {"said": said, "words": sentences.said_words(said.choices)}
