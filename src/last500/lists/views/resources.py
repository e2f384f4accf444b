"""One resource: its month, its bookings, asking for it; its owner offers, changes, ends it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.http import GET_POST, Request, see_other, show_on_form, signed_in, tried
from last500.base.idempotency import once
from last500.lists import actions, calendars, own_sections, queries, rules
from last500.lists.actions.resources import acts_for
from last500.lists.actions.step import sides_of
from last500.lists.forms import BookForm, DayForm, NoteForm, ResourceForm
from last500.lists.models import Resource, ResourceDay
from last500.lists.reach import reading
from last500.lists.rules import Act, ResourceState
from last500.lists.sentences import (
    WEEKDAYS,
    longest_words,
    notice_words,
    skill_words,
    window_words,
)
from last500.lists.views.gate import booking_of, edited, resource_of, unit_of
from last500.lists.views.steps import step_page
from last500.lists.windows import Window
from last500.organisations.models import Organisation
from last500.organisations.queries import speaks_for
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.units.models import UnitReportIn

PARTIES_MOST = 60


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> "Month":
        """2026-03; this month for anything else, and for years far away."""
        today = clock.today()
        parts = text.split("-")
        if len(text) == 7 and len(parts) == 2 and all(part.isdecimal() for part in parts):
            year, number = int(parts[0]), int(parts[1])
            if 1 <= number <= 12 and abs(year - today.year) <= 2:
                return cls(year, number)
        return cls(today.year, today.month)

    def moved(self, by: int) -> str:
        at = self.year * 12 + self.number - 1 + by
        return f"{at // 12}-{at % 12 + 1:02d}"

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"

    @property
    def words(self) -> str:
        return _("%(year)d 年 %(month)d 月") % {"year": self.year, "month": self.number}


def facts_of(one: Resource) -> list[tuple[str, str]]:
    """What stands on a resource's page, line by line; empty ones are left out."""
    where = one.where or (one.place.name if one.place else "") or _("在单位")
    windows = window_words(Window(*each) for each in one.windows)
    lines = [
        (_("在哪里"), where if one.organisation_id else one.where),
        (_("容多少人"), str(one.capacity or "")),
        (_("面积"), own_sections.area_words(one.area_cm2) if one.area_cm2 else ""),
        (_("件数"), own_sections.pieces_words(one) if one.lent_by_day else ""),
        (_("会什么"), _("、").join(skill_words(one.skills))),
        (_("开放时间"), "\n".join(windows) or _("约着来")),
        (_("怎么约"), _("；").join(filter(None, _how(one)))),
        (_("条件"), one.conditions),
        (_("要留心"), one.risk_note),
    ]
    return [(word, value) for word, value in lines if value]


def _how(one: Resource) -> list[str]:
    return [notice_words(one.notice_minutes), longest_words(one.longest_minutes)]


@require_safe
@signed_in
def show(request: Request, key: UUID) -> HttpResponse:
    return _show(request, resource_of(request, key))


def _show(request: Request, one: Resource, status: int = 200, **more: Any) -> HttpResponse:
    month = Month.read(request.GET.get("month", ""))
    owns = acts_for(request.actor, one)
    open_now = one.state == ResourceState.OPEN
    today = clock.today()
    context = {
        "one": one,
        "host": one.organisation or one.community,
        "facts": facts_of(one),
        "kind": _(rules.KIND_WORDS[one.kind]),
        "owns": owns,
        "month": month,
        "weekdays": [_(word) for word in WEEKDAYS],
        "weeks": calendars.month(one, month.year, month.number),
        "bookings": queries.upcoming(request.actor, one),
        "days": list(ResourceDay.objects.filter(resource=one, on__gte=today).order_by("on")[:60])
        if owns
        else [],
        "may_book": open_now and bool(parties(request.actor, one)),
        "day_form": DayForm(),
        "note_form": NoteForm(),
        "back_to": _back(request, one, owns),
        **more,
    }
    return render(request, "lists/resource.html", context, status=status)


def _back(request: Request, one: Resource, owns: bool) -> str:
    """To the list on which the reader found it: the own unit's, the own desk's, or the street's."""
    if one.organisation_id and owns:
        return reverse("lists:unit", args=[one.organisation_id])
    offers = one.offers.filter(reading(request.actor, "community")).select_related("community")
    places = [offer.community for offer in offers[:PARTIES_MOST]]
    desks = [one for one in places if request.actor.may(Permission.LIST_EDIT, one.path)]
    if not places:
        return ""
    name, place = ("lists:desk", desks[0]) if desks else ("lists:read", places[0])
    return reverse(name, args=[place.pk]) + "?list=resources"


def parties(actor: Actor, one: Resource) -> dict[str, Organisation | Place]:
    """In whose name the actor may ask for it: places it is offered to, or units for a venue."""
    found: dict[str, Organisation | Place] = {}
    offered = one.offers.standing().select_related("community")
    for offer in offered:
        found |= {f"p{place.pk}": place for place in _places(actor, offer.community)}
    if one.community_id:
        street = one.community.parent_id if one.community else None
        for unit in speaks_for(actor):
            here = UnitReportIn.objects.agreed().filter(organisation=unit)
            if here.filter(community__parent=street).exists():
                found[f"u{unit.pk}"] = unit
    return dict(list(found.items())[:PARTIES_MOST])


def _places(actor: Actor, community: Place) -> list[Place]:
    """The community for its own desk; for a compound's desk the compound alone."""
    if actor.may(Permission.LIST_EDIT, community.path):
        return [community]
    own = [path for path in actor.branches(Permission.POST_EDIT) if path > community.path]
    inside = [path for path in own if path.startswith(community.path)]
    return list(Place.objects.filter(path__in=inside, level="compound")) if inside else []


# ---- asking for it ------------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def book(request: Request, key: UUID) -> HttpResponse:
    one = resource_of(request, key)
    known = parties(request.actor, one)
    if not known:
        raise Forbidden("nobody of yours may ask for it")
    posted = request.POST if request.method == "POST" else None
    form = BookForm(one, known, posted, initial=_first(request, known))
    answer, status = None, 200
    if posted is not None:
        try:
            answer, status = tried(form, lambda: _book(request, one, form)), 422
        except Conflict as conflict:  # what was typed stays, and the calendar shows what is free
            show_on_form(form, conflict)
            status = 409
    on = _day(form["on"].value()) or clock.today()
    month = Month(on.year, on.month)
    context = {
        "one": one,
        "form": form,
        "only": len(known) == 1,
        "facts": facts_of(one),
        "host": one.organisation or one.community,
        "weeks": calendars.month(one, month.year, month.number),
        "weekdays": [_(word) for word in WEEKDAYS],
        "month": month,
    }
    return answer or render(request, "lists/book.html", context, status=status)


def _first(request: Request, known: dict[str, Organisation | Place]) -> dict[str, Any]:
    on = _day(request.GET.get("on", ""))
    return {"by": next(iter(known)), "on": on, "last": on, "number": 1}


def _day(text: object) -> date | None:
    try:
        return text if isinstance(text, date) else date.fromisoformat(str(text))
    except ValueError:
        return None


def _book(request: Request, one: Resource, form: BookForm) -> HttpResponse:
    row = actions.book(request.actor, one, by=form.party, wish=form.wish())
    agreed = row.state == rules.Deal.AGREED
    said = _("记下了。") if agreed else _("发出去了，这个时间先给你们留着。答复以前还不算说定。")
    messages.success(request, said)
    return see_other(reverse("lists:show_booking", args=[row.pk]))


@require_safe
@signed_in
def show_booking(request: Request, key: UUID) -> HttpResponse:
    return _booking_page(request, key)


def _booking_page(request: Request, key: UUID, status: int = 200, **more: Any) -> HttpResponse:
    row = booking_of(request, key)
    sides, now = sides_of(request.actor, row), clock.now()
    may = {
        act
        for act in Act
        if rules.may(rules.BOOKING_STEPS, act, row.state, sides, now=now, starts_at=row.starts_at)
    }
    context = {
        "booking": row,
        "one": row.resource,
        "events": queries.history(row),
        "STEP_WORDS": rules.STEP_WORDS,
        "may": may,
        "Act": Act,
        "host": rules.Side.HOST in sides,
        "next_side": rules.next_side(row.state, begun=row.starts_at <= now),
        "note_form": NoteForm(),
        **more,
    }
    return render(request, "lists/booking.html", context, status=status)


@require_POST
@signed_in
@once
def step_booking(request: Request, key: UUID, act: str) -> HttpResponse:
    row = booking_of(request, key)
    return step_page(request, row, act, "lists:show_booking", _booking_page)


# ---- for its owner ------------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def add_venue(request: Request, place_id: int) -> HttpResponse:
    """The community's own room, goods, whatever it lends."""
    return _add(request, edited(request, place_id), [])


@require_http_methods(GET_POST)
@signed_in
@once
def add(request: Request, key: UUID) -> HttpResponse:
    """A unit offers something where it is reported in."""
    unit = unit_of(request, key)
    agreed = UnitReportIn.objects.agreed().filter(organisation=unit).select_related("community")
    return _add(request, unit, [one.community for one in agreed[:60]])


def _add(request: Request, owner: Organisation | Place, known: list[Place]) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    first = {"communities": [place.pk for place in known], "kind": "room"}
    form = ResourceForm(known, posted, initial=first)

    def work() -> HttpResponse:
        one = actions.add_resource(request.actor, owner, form.draft())
        messages.success(request, _("写上清单了。"))
        return see_other(reverse("lists:resource", args=[one.pk]))

    answer = tried(form, work) if posted is not None else None
    stuck = isinstance(owner, Organisation) and not known
    context = {"form": form, "owner": owner, "stuck": stuck}
    status = 422 if posted is not None else 200
    return answer or render(request, "lists/resource_edit.html", context, status=status)


def _owned(request: Request, key: UUID) -> Resource:
    """Raises Forbidden for whoever may read it and does not own it."""
    one = resource_of(request, key)
    if not acts_for(request.actor, one):
        raise Forbidden("not your unit's, not your community's")
    return one


@require_http_methods(GET_POST)
@signed_in
@once
def change(request: Request, key: UUID) -> HttpResponse:
    one = _owned(request, key)
    known = []
    if one.organisation_id:
        agreed = UnitReportIn.objects.agreed().filter(organisation=one.organisation)
        known = [row.community for row in agreed.select_related("community")[:60]]
    posted = request.POST if request.method == "POST" else None
    offered = one.offers.values_list("community", flat=True)
    form = ResourceForm(known, posted, initial=ResourceForm.filled(one, offered))
    for fixed in ("kind", "comes_back"):
        form.fields[fixed].disabled = True

    def work() -> HttpResponse:
        actions.change_resource(request.actor, one, form.draft())
        messages.success(request, _("改好了。"))
        return see_other(reverse("lists:resource", args=[one.pk]))

    answer = tried(form, work) if posted is not None else None
    context = {"form": form, "owner": one.organisation or one.community, "one": one}
    status = 422 if posted is not None else 200
    return answer or render(request, "lists/resource_edit.html", context, status=status)


@require_POST
@signed_in
@once
def pause(request: Request, key: UUID) -> HttpResponse:
    one = _owned(request, key)
    paused = one.state == ResourceState.OPEN
    actions.pause_resource(request.actor, one, paused=paused)
    said = _("先停了，已经约好的照旧。") if paused else _("又可以约了。")
    messages.success(request, said)
    return see_other(reverse("lists:resource", args=[one.pk]))


@require_POST
@signed_in
@once
def end(request: Request, key: UUID) -> HttpResponse:
    one = _owned(request, key)
    form = NoteForm(request.POST)

    def work() -> HttpResponse:
        actions.end_resource(request.actor, one, note=form.cleaned_data["note"])
        messages.success(request, _("不再提供了，约了的也告诉了。"))
        return see_other(_back(request, one, True))

    return tried(form, work) or _show(request, one, 422, note_form=form, bad="end")


@require_POST
@signed_in
@once
def day(request: Request, key: UUID) -> HttpResponse:
    """One date with hours of its own, or back to the week."""
    one = _owned(request, key)
    form = DayForm(request.POST)
    if form.is_valid():
        spans = None if request.POST.get("forget") else form.spans()
        try:
            actions.set_day(request.actor, one, form.cleaned_data["on"], spans)
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("改好了。"))
            return see_other(reverse("lists:resource", args=[one.pk]))
    return _show(request, one, 422, day_form=form, bad="day")
