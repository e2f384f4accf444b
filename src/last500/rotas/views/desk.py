"""The desk: the rotas of a place, one rota, arranging, asking neighbours in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock, masking
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.base.ids import read_number
from last500.base.marking import N_
from last500.base.qr import qr_svg
from last500.dispatch.queries import BestHelper
from last500.dispatch.words import reason_words
from last500.organisations.queries import capacity
from last500.organisations.rules import Permission
from last500.people.looks import at_contact, note_views
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.rotas import actions, queries, rules, words
from last500.rotas.forms import HOW, ArrangeForm, InviteForm, WordForm, first_words
from last500.rotas.models import Rota
from last500.rotas.rules import Seat, State, TurnState
from last500.rotas.views.gate import arranged_or_404, desk_or_404, take_word
from last500.service_requests.categories import BY_CODE
from last500.service_requests.models import ServiceRequest
from last500.service_requests.queries import helper_word

REASON = N_("安排轮值")
SLIP_FOR = clock.HOUR


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request.actor, place_id)
    ended = "ended" in request.GET
    context = {
        "desk": place,
        "lines": [
            (line, words.rota_title(line.rota), words.pattern_words(line.rota.pattern))
            for line in queries.at_desk(request.actor, place, ended=ended)
        ],
        "ended": ended,
    }
    return render(request, "rotas/desk.html", context)


# ---- arranging -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def arrange(request: Request, place_id: int) -> HttpResponse:
    """For a household the desk has spoken to, or of a request that it was verified in."""
    actor = request.actor
    place = desk_or_404(actor, place_id)
    of = _origin(actor, place, request.POST.get("of") or request.GET.get("of", ""))
    shape = _shape(place, of)
    form = ArrangeForm(request.POST or None, initial=first_words(of), **shape)
    if request.method == "POST" and form.is_valid():
        where = of.place if of else _where(form)
        try:
            rota = actions.arrange(actor, where, form.arranging(), of=of)
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("安排好了。现在请几位邻居加入。"))
            return see_other(reverse("rotas:one", args=[rota.pk]))
    if of is not None:
        _note_view(actor, of.place, at_contact(of.contact, of.pk, "text"))
    context = {"desk": place, "form": form, "of": of, "one": len(shape["compounds"]) == 1}
    return render(request, "rotas/arrange.html", context, status=422 if form.errors else 200)


def _origin(actor: Actor, place: Place, number: str) -> ServiceRequest | None:
    """The request it grows from; the same 404 for none and for one of another desk."""
    if not number:
        return None
    rows = ServiceRequest.objects.visible_to(actor).under(place.path)
    found = rows.filter(number=read_number(number) or "-")
    of = found.select_related("place", "building", "contact").first()
    if of is None or of.verified_at is None:
        raise Http404
    return of


def _shape(place: Place, of: ServiceRequest | None) -> dict[str, Any]:
    rows = Place.objects.under(place.path).current().filter(level="compound").order_by("path")
    compounds = [] if of else list(rows[:400])
    buildings = buildings_of(compounds[0]) if len(compounds) == 1 else []
    return {"compounds": compounds, "buildings": buildings, "of": of}


def _where(form: ArrangeForm) -> Place:
    return form.places[form.cleaned_data["place"]]


def _note_view(actor: Actor, place: Place, look: Any) -> None:
    as_what = capacity(actor, Permission.ROTA_ARRANGE, place)
    note_views(actor, [look], reason=REASON, as_what=as_what)


# ---- one -----------------------------------------------------------------------------------------


@require_safe
@signed_in
def one(request: Request, key: UUID) -> HttpResponse:
    return show(request, arranged_or_404(request.actor, key))


def show(request: Request, rota: Rota, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one rota; `more` holds a form that was refused."""
    _note_view(request.actor, rota.place, at_contact(rota.contact, rota.pk, "text"))
    ahead = queries.turns_of(rota) if rota.state != State.ASKED else []
    members = queries.members_of(rota)
    fitting = queries.who_might_join(rota) if rota.state in rules.LIVE else []
    kind = BY_CODE.get(rota.category)
    context = {
        "rota": rota,
        "title": words.rota_title(rota),
        "pattern": words.pattern_words(rota.pattern),
        "state_word": _(rules.STATE_WORDS[State(rota.state)]),
        "kind": _(kind.name) if kind else "",
        "name": masking.name(rota.contact.name) if rota.contact.name else "",
        "how": _(words.HOW_WORDS[rota.agreed_how]) if rota.agreed_how else "",
        "ahead": ahead,
        "past": queries.turns_of(rota, past=True, limit=6),
        "may_skip": [one.turn.on for one in ahead if one.turn.state != TurnState.SKIPPED],
        "joined": [(one, helper_word(one.person)) for one in members if one.state == Seat.JOINED],
        "asked": [helper_word(one.person) for one in members if one.state == Seat.INVITED],
        "fitting": [_choice(rota, helper) for helper in fitting],
        "ways": [(code, word) for code, word in HOW if code in rules.TOLD_THE_DESK],
        "pauses": rules.PAUSES,
        "history": words.history(queries.history(rota)),
        "has_slip": _has_slip(request.actor, rota),
        "bad": None,
    }
    return render(request, "rotas/one.html", context | more, status=status)


def _choice(rota: Rota, helper: BestHelper) -> dict[str, Any]:
    building = helper.building.name if helper.building else ""
    return {
        "value": helper.person.pk,
        "name": helper_word(helper.person),
        "where": building if helper.place.pk == rota.place_id else helper.place.name,
        "reasons": reason_words(helper.reasons),
        "checked": False,
    }


@require_POST
@signed_in
@once
def invite(request: Request, key: UUID) -> HttpResponse:
    """Ask the chosen in; the reasons shown go with the invitation."""
    rota = arranged_or_404(request.actor, key)
    fitting = {str(h.person.pk): h for h in queries.who_might_join(rota, n=50)}
    form = InviteForm(request.POST, list(fitting))
    if form.is_valid():
        chosen = [fitting[code].person.pk for code in form.cleaned_data["helpers"]]
        reasons = {helper.person.pk: helper.reasons for helper in fitting.values()}
        asked = actions.invite(request.actor, rota, chosen, reasons=reasons)
        messages.success(request, _("请了 %(n)d 位，加不加入由他们自己定。") % {"n": asked})
        return see_other(reverse("rotas:one", args=[rota.pk]))
    return show(request, rota, 422, bad=form)


@require_POST
@signed_in
@once
def word(request: Request, key: UUID) -> HttpResponse:
    """What the household said to the desk is entered as such."""
    rota = arranged_or_404(request.actor, key)
    form = WordForm(request.POST)
    if not form.is_valid():
        return show(request, rota, 422, bad=form)
    said = take_word(request.actor, rota, form.cleaned_data, by_phone=True)
    messages.success(request, said)
    return see_other(reverse("rotas:one", args=[rota.pk]))


def _has_slip(actor: Actor, rota: Rota) -> bool:
    return rota.made_by_id == actor.person and rota.made_at >= clock.now() - SLIP_FOR


@require_safe
@signed_in
def slip(request: Request, key: UUID) -> HttpResponse:
    """The household's private link on paper: for an hour, for whoever arranged it."""
    rota = arranged_or_404(request.actor, key)
    if not _has_slip(request.actor, rota):
        raise Http404
    address = request.build_absolute_uri(reverse("rotas:link", args=[rota.link_key]))
    context = {
        "rota": rota,
        "title": words.rota_title(rota),
        "pattern": words.pattern_words(rota.pattern),
        "address": address,
        "code": qr_svg(address),
    }
    return render(request, "rotas/slip.html", context)
