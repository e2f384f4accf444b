"""The desk: which seats there are and who could be asked, building by building."""

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
from last500.grids.forms import EntrancesForm, PlanForm, SeatsForm, initial_of
from last500.grids.models import Placement
from last500.grids.queries import Node
from last500.grids.rules import Kind, State
from last500.grids.views.gate import (
    compound_of,
    desk_or_404,
    done,
    of_desk_or_404,
    placement_or_404,
    seat_page,
)
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level

ABOVE = (Level.COMMUNITY, Level.STREET)


@require_safe
@signed_in
def desk(request: HttpRequest, place_id: int) -> HttpResponse:
    """A compound's seats by building; for those above it the seats of their grids, and compounds
    against their own past."""
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    is_compound = place.level == Level.COMPOUND
    nodes = queries.tree_of(place) if is_compound else queries.grids_with_seats(place)
    context = {
        "desk": place,
        "is_compound": is_compound,
        "nodes": nodes,
        "table": [_row(node) for node in nodes if node.place.level != Level.ENTRANCE]
        if is_compound
        else [],
        "waiting": queries.waiting_at(actor, place),
        "ending": queries.ending_at(actor, place),
        "notes": queries.notes_at(actor, place),
        "months": queries.months_of(place) if is_compound else [],
        "compounds": [] if is_compound else [_past(one) for one in queries.coverage_of(place)],
        "sets_up": bool(_kinds(place)),
        "lays": place.level == Level.COMMUNITY and actor.may(Permission.PLACE_OPEN, place.path),
        "exports": actor.may(Permission.EXPORT_ASK, place.path),
        "offered": State.OFFERED,
    }
    return render(request, "grids/desk.html", context)


def _row(node: Node) -> dict[str, Any]:
    share = rules.percent(node.vacant, node.seats)
    return {
        "name": node.place.name,
        "cells": [node.seats, node.vacant, f"{share}%"],
    }


def _past(one: queries.Past) -> dict[str, Any]:
    """One compound: its share now, with a tick where it stood at its own oldest count."""
    before = "" if one.before is None else f"{one.before}%"
    share = {
        "text": f"{one.percent}%",
        "value": one.percent,
        "past": one.before,
        "past_text": before,
        "top": 100,
    }
    return {
        "name": one.place.name,
        "href": reverse("grids:desk", args=[one.place.pk]),
        "cells": [one.seats, one.held, share],
    }


def _kinds(place: Place) -> list[Kind]:
    """What a desk sets up from its page: a compound its own, a community those of its grids."""
    if place.level == Level.COMPOUND:
        return [kind for kind in Kind if rules.AT[kind] - {Level.GRID}]
    if place.level == Level.COMMUNITY:
        return [kind for kind in Kind if Level.GRID in rules.AT[kind]]
    return []


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def new(request: HttpRequest, place_id: int) -> HttpResponse:
    """Seats of one kind at several places at once."""
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    kinds = _kinds(place)
    wanted = request.GET.get("kind", "")
    usual = Kind.GRID_LEAD if place.level == Level.COMMUNITY else Kind.BUILDING_LEAD
    kind = Kind(wanted) if wanted in kinds else usual
    everywhere = queries.places_for(place)
    free = _free(everywhere, kind)
    form = SeatsForm(free, everywhere, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.set_up_many(actor, form.chosen(), form.plan(kind))
        except Refused as refused:
            show_on_form(form, refused)
        else:
            thanks = _("设好了 %(n)d 个位置，可以请人了。") % {"n": made}
            return done(request, thanks, reverse("grids:desk", args=[place.pk]))
    context = {
        "place": place,
        "form": form,
        "kind": kind,
        "free": free,
        "tabs": [
            {"href": f"?kind={one}", "word": _(rules.KIND_WORDS[one]), "current": one == kind}
            for one in kinds
        ],
        "entrances": EntrancesForm()
        if kind == Kind.ENTRANCE_LEAD and not any(p.level == "entrance" for p in everywhere)
        else None,
    }
    return render(request, "grids/new.html", context, status=422 if form.errors else 200)


def _free(places: list[Place], kind: Kind) -> list[Place]:
    """Those that may still have a seat of this kind."""
    fitting = [place for place in places if place.level in rules.AT[kind]]
    counts = queries.count_by_kind(fitting)
    return [place for place in fitting if counts[place.pk, kind] < rules.most_of(kind)]


@require_POST
@signed_in
@once
def entrances(request: HttpRequest, place_id: int) -> HttpResponse:
    """Entrances for buildings that have none yet, so that they may have a lead."""
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    form = EntrancesForm(request.POST)
    if not form.is_valid():
        raise Refused(_("一栋楼 1 到 12 个单元。"))
    made = actions.add_entrances(actor, place, form.cleaned_data["each"])
    back = reverse("grids:new", args=[place.pk]) + "?kind=entrance_lead"
    return done(request, _("加了 %(n)d 个单元。") % {"n": made}, back)


# ---- one seat -----------------------------------------------------------------------------------


@require_safe
@signed_in
def seat(request: HttpRequest, key: UUID) -> HttpResponse:
    """One seat: who holds it, who waits, who could be asked and why."""
    actor = request.actor  # type: ignore[attr-defined]
    row = of_desk_or_404(actor, key)
    placements = queries.placements_of(actor, row)
    holder = next((one for one in placements if one.state == State.HOLDING), None)
    found = [] if holder else queries.could_be_asked(actor, row)
    compound = compound_of(row.place)
    context = {
        "seat": row,
        "compound": compound,
        "home": compound or row.place.parent,
        "holder": holder,
        "ends": bool(holder and _ends(holder)),
        "asked": [one for one in placements if one.state == State.ASKED],
        "offered": [one for one in placements if one.state == State.OFFERED],
        "could": [
            {
                "person": one.report_in.person_id,
                "called": one.report_in.person.called or one.report_in.person.name or _("邻居"),
                "reasons": [_(reason) for reason in one.reasons],
                "asked_at": one.asked_at,
            }
            for one in found[: queries.ASKED_MOST]
        ],
        "open_notes": queries.open_notes_of(row),
    }
    return render(request, "grids/seat.html", context)


def _ends(holder: Placement) -> bool:
    return holder.until_on is not None and rules.ends_soon(holder.until_on, clock.today())


@require_POST
@signed_in
@once
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = of_desk_or_404(actor, key)
    try:
        person = UUID(request.POST.get("person", ""))
    except ValueError:
        raise Refused(_("请选一位。")) from None
    actions.ask(actor, row, person)
    return done(request, _("请了，等 TA 回话；两周不回就当不做。"), seat_page(row))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = of_desk_or_404(actor, key)
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial_of(row))
    if form.is_valid():
        try:
            actions.change(actor, row, form.plan(row.kind))
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            return done(request, _("改好了。"), seat_page(row))
    context = {"seat": row, "form": form}
    return render(request, "grids/change.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = of_desk_or_404(actor, key)
    home = compound_of(row.place) or row.place.parent or row.place
    actions.close(actor, row)
    return done(request, _("这个位置撤了。"), reverse("grids:desk", args=[home.pk]))


@require_POST
@signed_in
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    placement = placement_or_404(actor, key)
    actions.confirm(actor, placement)
    return done(request, _("确认了，TA 会知道。"), seat_page(placement.seat))


@require_POST
@signed_in
def turn_down(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    placement = placement_or_404(actor, key)
    actions.turn_down(actor, placement)
    return done(request, _("回了 TA，谢谢愿意。"), seat_page(placement.seat))


@require_POST
@signed_in
def take_back(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    placement = placement_or_404(actor, key)
    actions.take_back(actor, placement)
    return done(request, _("不请了，TA 会知道。"), seat_page(placement.seat))
