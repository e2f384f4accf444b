"""The steps of the desk: each takes one card, does one thing, and goes to the next card."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from last500.base.errors import Conflict, Refused
from last500.base.http import Request, show_on_form
from last500.dispatch.overrides import note_overrides
from last500.dispatch.queries import LOOKED_AT, best_helpers
from last500.people.sessions import fresh
from last500.places.models import Place
from last500.service_requests import actions
from last500.service_requests.models import ServiceRequest
from last500.service_requests.queries import merge_proposals
from last500.teams.queries import members_to_ask, working_at
from last500.web.desk.forms import DeclineForm, NoteForm, OfferForm, ReferForm, VerifyForm
from last500.web.desk.gate import Lying, done, staff, step
from last500.web.desk.queries import card_by_number
from last500.web.desk.showing import first_proposed, show
from last500.web.desk.words import REVEAL_REASONS


def _again(
    request: Request, card: ServiceRequest, lying: Lying, name: str, form: Any
) -> HttpResponse:
    """The same card with what was typed, and what is missing."""
    return show(request, card, lying, forms={name: form, "bad": name}, status=422)


@step
def verify(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    form = VerifyForm(request.POST)
    if form.is_valid():
        try:
            actions.verify(
                request.actor,
                card,
                how=request.POST.get("how", ""),
                **form.cleaned_data,
            )
        except Refused as refused:
            _raise_conflict(refused)
            show_on_form(form, refused)
        else:
            return done(request, card, lying, _("核实好了，放到待派。"))
    return _again(request, card, lying, "verify_form", form)


def _raise_conflict(refused: Refused) -> None:
    """Conflict and TooMany are not the form's fault: they have pages of their own."""
    if type(refused) is not Refused:
        raise refused


@step
def offer(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    """Invite the chosen, all who fit, or both; the reasons shown go with the invitation."""
    helpers = best_helpers(card, LOOKED_AT)
    fitting = {h.person.pk: h.reasons for h in helpers}
    form, state = OfferForm(request.POST, list(fitting)), card.state
    if form.is_valid():
        of_team = _members(card, form.cleaned_data["team"])
        chosen = list(form.cleaned_data["helpers"])
        chosen += [one for one in of_team if one in fitting and one not in chosen]
        try:
            actions.offer(
                request.actor,
                card,
                helpers=chosen,
                open_to=form.cleaned_data["open_to"],
                reasons={person: fitting[person] for person in chosen},
            )
            if not of_team:
                proposed = [h.person.pk for h in helpers[: first_proposed(state, card.wanted)]]
                why = request.POST.get("why", "")
                note_overrides(request.actor, card, proposed=proposed, chosen=chosen, reason=why)
        except Refused as refused:
            _raise_conflict(refused)
            show_on_form(form, refused)
        else:
            return done(request, card, lying, _("邀请发出去了，有人接了会告诉你。"))
    return _again(request, card, lying, "offer_form", form)


def _members(card: ServiceRequest, key: UUID | None) -> list[UUID]:
    """The people of a team that works at this place; of any other nobody."""
    team = next((one for one in working_at(card.place) if one.pk == key), None) if key else None
    return members_to_ask(team) if team else []


@step
def widen(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    actions.widen(request.actor, card)
    return done(request, card, lying, _("请得更远了一级。"))


@step
def decline(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _again(request, card, lying, "decline_form", form)
    actions.decline(request.actor, card, note=form.cleaned_data["said"])
    return done(request, card, lying, _("已经告诉对方为什么不受理。"))


@step
def refer(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    form = ReferForm(request.POST)
    if not form.is_valid():
        return _again(request, card, lying, "refer_form", form)
    said = form.cleaned_data
    actions.refer(request.actor, card, route=said["route"], note=said["said"])
    return done(request, card, lying, _("转出去了，对方会看到依据。"))


@step
def reroute(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    actions.reroute(request.actor, card, note=request.POST.get("note", ""))
    return done(request, card, lying, _("收回来了，放到待核实。"))


@step
def emergency(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    actions.mark_emergency(request.actor, card, note=request.POST.get("note", ""))
    return done(request, card, lying, _("记下了：这件是紧急情况，不再请邻居。"))


@step
def not_emergency(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    actions.not_emergency(request.actor, card, note=request.POST.get("note", ""))
    return done(request, card, lying, _("记下了：不是紧急情况。"))


@step
def word(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    """The desk called: solved, not solved, or nobody answered."""
    actor, said = request.actor, request.POST.get("word", "")
    comment = request.POST.get("comment", "")
    rating = request.POST.get("rating", "")
    if said == "solved":
        actions.confirm(
            actor,
            card,
            by_phone=True,
            comment=comment,
            rating=int(rating) if rating in {"1", "2", "3"} else None,
        )
        return done(request, card, lying, _("记下了：居民说解决了。"))
    if said == "not_solved":
        actions.reopen(actor, card, by_phone=True, comment=comment)
        return done(request, card, lying, _("记下了：还没解决，回到待核实。"))
    if said == "unreached":
        actions.call_back(actor, card, note=comment)
        return done(request, card, lying, _("记下了：没打通。"))
    raise Refused(_("请选居民是怎么说的。"))


@step
def settle(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    actions.settle_team(request.actor, card)
    return done(request, card, lying, _("就这几位，定下了。"))


@step
def close(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    actions.close_unmet(request.actor, card, note=request.POST.get("note", ""))
    return done(request, card, lying, _("记到缺口清单上了，也告诉了对方。"))


@step
def add_word(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _again(request, card, lying, "note_form", form)
    actions.add_word(request.actor, card, note=form.cleaned_data["note"])
    return done(request, card, lying, _("写上了。"))


@step
def merge(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    actor = request.actor
    into = card_by_number(actor, request.POST.get("into", ""))
    actions.merge(actor, card, into=into)
    return done(request, card, lying, _("并到 %(into)s 了。") % {"into": into})


@step
def not_same(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    """Two matters after all: this pair is not proposed again."""
    actor, other = request.actor, request.POST.get("other", "")
    pair = [one for one in merge_proposals(card, 20) if one.other.number == other]
    if not pair:
        raise Conflict(_("有人刚看过这两件。"))
    actions.turn_down_merge(actor, pair[0].proposal)
    return done(request, card, lying, _("记下了：是两件事，不再提示。"))


@step
def transfer(request: Request, card: ServiceRequest, lying: Lying) -> HttpResponse:
    key = request.POST.get("place", "")
    place = Place.objects.current().filter(pk=int(key) if key.isdecimal() else 0).first()
    if place is None:
        raise Refused(_("请选另一个小区。"), "place")
    actions.transfer(request.actor, card, place=place, note=request.POST.get("note", ""))
    return done(request, card, lying, _("转给 %(place)s 了。") % {"place": place.name})


@require_POST
@staff
def reveal(request: Request, number: str) -> HttpResponse:
    """Show one field once. Never by redirect: the value stands in no address and in no session."""
    actor = request.actor
    card = card_by_number(actor, number)
    if settings.FRESH_FOR_REVEALS:
        fresh(request)
    reason = REVEAL_REASONS.get(request.POST.get("reason", ""))
    if reason is None:
        raise Http404
    field = request.POST.get("field", "")
    lying, again = Lying.read(request.POST), request.POST.get("again") == "1"
    try:
        value = actions.reveal(actor, card, field=field, reason=reason, again=again)
    except actions.HowDidItGo as asked:
        return show(request, card, lying, how_did_it_go=asked.message, status=422)
    return show(request, card, lying, revealed={field: value})
