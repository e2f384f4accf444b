"""One need: read it, claim it; for its desk: take it up, change it, close it. One claim."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, see_other, signed_in, tried
from last500.base.idempotency import once
from last500.lists import actions, own_sections, queries, rules
from last500.lists.actions.claims import may_claim
from last500.lists.actions.step import sides_of
from last500.lists.forms import ClaimForm, NeedForm, NoteForm, first_day
from last500.lists.models import Need
from last500.lists.rules import Act, NeedState
from last500.lists.sentences import skill_words
from last500.lists.views.gate import claim_of, need_of, there
from last500.lists.views.steps import step_page
from last500.organisations.models import Organisation
from last500.organisations.queries import speaks_for
from last500.organisations.rules import Permission
from last500.places.models import Place


@require_safe
@signed_in
def show(request: Request, key: UUID) -> HttpResponse:
    return _show(request, need_of(request, key))


def _show(request: Request, need: Need, status: int = 200, **more: Any) -> HttpResponse:
    actor = request.actor
    edits = actor.may(Permission.LIST_EDIT, need.community.path)
    proposer = actor.may(Permission.POST_EDIT, need.place.path)
    waiting = need.state == NeedState.PROPOSED
    open_need = need.state in rules.LIVE or waiting
    claims = queries.claims_of(actor, need)
    unfinished = any(claim.state in rules.UNFINISHED for claim in claims)
    context = {
        "need": need,
        "community": need.community,
        "amount": own_sections.amount(need),
        "answers": own_sections.need_answers(need, need.community, clock.today()),
        "skills": skill_words(need.skills),
        "claims": claims,
        "events": queries.history(need) if edits or proposer else [],
        "STEP_WORDS": rules.STEP_WORDS,
        "edits": edits,
        "may_change": open_need and (edits or (proposer and waiting)),
        "may_take_up": edits and waiting,
        "may_finish": edits and need.state in rules.LIVE and not unfinished,
        "may_claim": _claimable(need) and bool(_units(request, need)),
        "note_form": NoteForm(),
        **more,
    }
    return render(request, "lists/need.html", context, status=status)


def _claimable(need: Need) -> bool:
    return need.state in rules.CLAIMABLE and need.until_on >= clock.today()


def _units(request: Request, need: Need) -> list[Organisation]:
    return [one for one in speaks_for(request.actor) if may_claim(one, need)]


@require_http_methods(GET_POST)
@signed_in
@once
def claim(request: Request, key: UUID) -> HttpResponse:
    """A unit says that it will meet the need, or a part of it."""
    need = need_of(request, key)
    units = _units(request, need)
    if not units:
        raise Forbidden("no unit of yours is reported in here")
    if request.method != "POST" and not _claimable(need):
        raise Conflict(_("这个需求别的单位先说定了，谢谢你们。看看还有没有别的。"))
    first = {"number": need.open_number, "organisation": units[0].pk}
    form = ClaimForm(units, request.POST if request.method == "POST" else None, initial=first)
    answer = tried(form, lambda: _claim(request, need, form)) if request.method == "POST" else None
    if answer is not None:
        return answer
    context = {"need": need, "form": form, "one": len(units) == 1, "unit": units[0]}
    context["amount"] = own_sections.amount(need)
    return render(request, "lists/claim_ask.html", context, status=_status(request))


def _status(request: Request) -> int:
    return 422 if request.method == "POST" else 200


def _claim(request: Request, need: Need, form: ClaimForm) -> HttpResponse:
    said = form.cleaned_data
    row = actions.claim(request.actor, need, form.unit, number=said["number"], words=said["words"])
    messages.success(request, _("认领发出了。社区三个工作日内答复；答复以前还不算说定。"))
    return see_other(reverse("lists:show_claim", args=[row.pk]))


# ---- for the desk -------------------------------------------------------------------------------


def _places(request: Request, place: Place) -> list[Place]:
    """Where a need may be: a compound's desk only for itself, a community's also below."""
    if not request.actor.may(Permission.LIST_EDIT, place.path):
        return [place]
    below = Place.objects.current().under(place.path).filter(level="compound")
    return [place, *below.order_by("path")[:200]]


@require_http_methods(GET_POST)
@signed_in
@once
def add(request: Request, place_id: int) -> HttpResponse:
    """The community states a need; a compound's desk proposes one."""
    place = there(queries.place_for_needs(request.actor, place_id))
    places = _places(request, place)
    first = {"until_on": first_day(clock.today()), "place": place.pk, "audience": "all"}
    form = NeedForm(places, request.POST if request.method == "POST" else None, initial=first)

    def work() -> HttpResponse:
        need = actions.state_need(request.actor, form.chosen_place, form.draft())
        proposed = need.state == NeedState.PROPOSED
        said = _("交给社区了，三个工作日内答复。") if proposed else _("写上清单了。")
        messages.success(request, said)
        return see_other(reverse("lists:need", args=[need.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    edits = request.actor.may(Permission.LIST_EDIT, place.path)
    context = {"form": form, "place": place, "proposes": not edits, "one": len(places) == 1}
    return answer or render(request, "lists/need_edit.html", context, status=_status(request))


@require_http_methods(GET_POST)
@signed_in
@once
def change(request: Request, key: UUID) -> HttpResponse:
    need = need_of(request, key)
    edits = request.actor.may(Permission.LIST_EDIT, need.community.path)
    own = need.state == NeedState.PROPOSED
    if not (edits or (own and request.actor.may(Permission.POST_EDIT, need.place.path))):
        raise Forbidden(Permission.LIST_EDIT)
    form = NeedForm(
        [need.place],
        request.POST if request.method == "POST" else None,
        initial=NeedForm.filled(need),
    )

    def work() -> HttpResponse:
        actions.change_need(request.actor, need, form.draft())
        messages.success(request, _("改好了。"))
        return see_other(reverse("lists:need", args=[need.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {"form": form, "place": need.place, "need": need, "one": True}
    return answer or render(request, "lists/need_edit.html", context, status=_status(request))


@require_POST
@signed_in
@once
def take_up(request: Request, key: UUID) -> HttpResponse:
    need = need_of(request, key)
    actions.take_up_need(request.actor, need)
    messages.success(request, _("写上清单了，也告诉了小区。"))
    return see_other(reverse("lists:need", args=[need.pk]))


@require_POST
@signed_in
@once
def finish(request: Request, key: UUID) -> HttpResponse:
    need = need_of(request, key)
    form = NoteForm(request.POST)

    def work() -> HttpResponse:
        actions.finish_need(request.actor, need)
        messages.success(request, _("记下了：办成了。"))
        return see_other(reverse("lists:need", args=[need.pk]))

    return tried(form, work) or _show(request, need, 422, note_form=form, bad="finish")


@require_POST
@signed_in
@once
def give_up(request: Request, key: UUID) -> HttpResponse:
    need = need_of(request, key)
    form = NoteForm(request.POST)

    def work() -> HttpResponse:
        actions.give_up_need(request.actor, need, note=form.cleaned_data["note"])
        messages.success(request, _("收起来了；认领过的单位也告诉了。"))
        return see_other(reverse("lists:need", args=[need.pk]))

    return tried(form, work) or _show(request, need, 422, note_form=form, bad="give_up")


# ---- one claim ----------------------------------------------------------------------------------


@require_safe
@signed_in
def show_claim(request: Request, key: UUID) -> HttpResponse:
    return _claim_page(request, key)


def _claim_page(request: Request, key: UUID, status: int = 200, **more: Any) -> HttpResponse:
    row = claim_of(request, key)
    sides = sides_of(request.actor, row)
    context = {
        "claim": row,
        "need": row.need,
        "amount": own_sections.amount(row.need),
        "events": queries.history(row),
        "STEP_WORDS": rules.STEP_WORDS,
        "may": {act for act in Act if rules.may(rules.CLAIM_STEPS, act, row.state, sides)},
        "Act": Act,
        "host": rules.Side.HOST in sides,
        "note_form": NoteForm(),
        **more,
    }
    return render(request, "lists/claim.html", context, status=status)


@require_POST
@signed_in
@once
def step_claim(request: Request, key: UUID, act: str) -> HttpResponse:
    row = claim_of(request, key)
    return step_page(request, row, act, "lists:show_claim", _claim_page)
