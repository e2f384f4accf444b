"""One's own: an invitation answered, what hangs at the gate, the hand-over, leaving."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.base.http import show_on_form, signed_in
from last500.base.idempotency import once
from last500.grids import actions, queries, rules
from last500.grids.forms import HandoverForm, ShowingForm
from last500.grids.models import Placement, Seat
from last500.grids.rules import Answer, State
from last500.grids.views.gate import (
    compound_of,
    done,
    holding_or_404,
    own_or_404,
    placement_or_404,
    seat_or_404,
    seat_page,
)
from last500.grids.views.gate import mine as my_page
from last500.reportin.queries import own as own_report_in


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    placements = queries.own_placements(actor)
    report_in = own_report_in(actor)
    today = clock.today()
    context = {
        "asked": [one for one in placements if one.state == State.ASKED],
        "offered": [one for one in placements if one.state == State.OFFERED],
        "held": [_held_card(one, today) for one in placements if one.state == State.HOLDING],
        "notes": queries.notes_for(actor),
        "told": queries.own_notes(actor),
        "willing": queries.is_willing(actor),
        "home": reverse("grids:at", args=[report_in.place.slug])
        if report_in and report_in.place.slug
        else "",
    }
    return render(request, "grids/mine.html", context)


def _held_card(placement: Placement, today: Any) -> dict[str, Any]:
    ends = placement.until_on is not None and rules.ends_soon(placement.until_on, today)
    return {
        "placement": placement,
        "ends": ends,
        "may_renew": ends and not placement.renew_own_at,
        "word": queries.word_before(placement),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """The invitation: what it is, for how long, what it costs; yes, no or later."""
    actor = request.actor  # type: ignore[attr-defined]
    placement = own_or_404(actor, key)
    said = request.POST.get("answer", "")
    if request.method == "POST" and said in {Answer.NO, Answer.LATER}:
        actions.answer(actor, placement, Answer(said))
        return done(request, _("好的，没关系，谢谢你。"), my_page())
    form = _showing_form(request, actor)

    def verb() -> None:
        actions.answer(actor, placement, Answer.YES, form.showing())

    thanks = _("谢谢你。从今天起，这里有人联系了。")
    if sent := _sent(request, form, verb, thanks):
        return sent
    context = {"placement": placement, "form": form, "open": placement.state == State.ASKED}
    status = 422 if form.errors else 200
    return render(request, "grids/answer.html", context | _about(placement.seat), status=status)


def _showing_form(request: HttpRequest, actor: Any) -> ShowingForm:
    called = getattr(request.user, "called", "")
    return ShowingForm(
        request.POST if request.method == "POST" else None, initial={"called": called}
    )


def _about(seat: Seat) -> dict[str, Any]:
    return {"seat": seat, "members_only": seat.kind in rules.OF_MEMBERS}


def _sent(request: HttpRequest, form: Any, verb: Any, thanks: str) -> HttpResponse | None:
    """The answer to a form that was in order; None where it is shown (again)."""
    if not form.is_valid():
        return None
    try:
        verb()
    except Conflict:
        raise
    except Refused as refused:
        show_on_form(form, refused)
        return None
    return done(request, thanks, my_page())


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def offer(request: HttpRequest, key: UUID) -> HttpResponse:
    """“我愿意”: by oneself, the desk confirms."""
    actor = request.actor  # type: ignore[attr-defined]
    seat = seat_or_404(actor, key)
    form = _showing_form(request, actor)
    thanks = _("记下了，等小区回话。")
    if sent := _sent(request, form, lambda: actions.offer(actor, seat, form.showing()), thanks):
        return sent
    compound = compound_of(seat.place)
    context = {"form": form, "compound": compound, "lives_here": queries.lives_at(actor, seat)}
    status = 422 if form.errors else 200
    return render(request, "grids/offer.html", context | _about(seat), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """What hangs at the gate; taken down as quickly as it was hung up."""
    actor = request.actor  # type: ignore[attr-defined]
    placement = holding_or_404(actor, key)
    initial = {
        "name": placement.shows_name,
        "called": placement.called or getattr(request.user, "called", ""),
        "notes": placement.takes_notes,
        "phone": bool(placement.phone),
    }
    form = ShowingForm(request.POST if request.method == "POST" else None, initial=initial)
    thanks = _("改好了，门口马上跟着变。")
    verb = lambda: actions.show(actor, placement, form.showing())  # noqa: E731
    if sent := _sent(request, form, verb, thanks):
        return sent
    status = 422 if form.errors else 200
    context = {"placement": placement, "form": form} | _about(placement.seat)
    return render(request, "grids/show.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def handover(request: HttpRequest, key: UUID) -> HttpResponse:
    """The sheet for whoever follows: what is open, without anybody's data; and a word to them."""
    actor = request.actor  # type: ignore[attr-defined]
    placement = holding_or_404(actor, key)
    form = HandoverForm(
        request.POST if request.method == "POST" else None, initial={"note": placement.handover}
    )
    verb = lambda: actions.write_handover(actor, placement, form.cleaned_data["note"])  # noqa: E731
    if sent := _sent(request, form, verb, _("记下了，接手的人会看到。")):
        return sent
    context = {
        "placement": placement,
        "form": form,
        "open_notes": queries.open_notes_of(placement.seat),
    }
    status = 422 if form.errors else 200
    return render(request, "grids/handover.html", context | _about(placement.seat), status=status)


@require_POST
@signed_in
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actions.leave(actor, own_or_404(actor, key))
    return done(request, _("离开了。谢谢你做过的。没回的话由值守接着看。"), my_page())


@require_POST
@signed_in
def renew(request: HttpRequest, key: UUID) -> HttpResponse:
    """By either side; each comes back to its own page."""
    actor = request.actor  # type: ignore[attr-defined]
    placement = placement_or_404(actor, key)
    both = actions.renew(actor, placement)
    own = placement.person_id == actor.person
    back = my_page() if own else seat_page(placement.seat)
    return done(request, _("续上了，谢谢。") if both else _("记下了，等另一边也说一声。"), back)


@require_POST
@signed_in
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actions.withdraw(actor, own_or_404(actor, key))
    return done(request, _("收回了。"), my_page())


@require_POST
@signed_in
def willing(request: HttpRequest) -> HttpResponse:
    yes = request.POST.get("willing") == "yes"
    actions.say_willing(request.actor, willing=yes)  # type: ignore[attr-defined]
    thanks = _("好，有空的位置会先问你。") if yes else _("好，不再先问你。")
    return done(request, thanks, my_page())
