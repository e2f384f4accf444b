"""Placing a request in two steps. What was typed travels within the form until it is sent."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base import clock
from last500.base.errors import Refused, TooMany
from last500.base.http import address_of, see_other, show_on_form
from last500.base.idempotency import once
from last500.base.scope import widen
from last500.organisations.queries import serving
from last500.people.models import Person
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.service_requests import actions, photos
from last500.service_requests.actions import Placing
from last500.service_requests.categories import CATEGORIES
from last500.service_requests.emergency import SENTENCES, detect
from last500.service_requests.forms import (
    CONSENT_WORDS,
    WhatForm,
    WhereForm,
    building_choices,
    category_of,
)
from last500.service_requests.models import Channel, DayPart, ServiceRequest, Spot
from last500.service_requests.queries import similar_open
from last500.service_requests.views.compound import compound_or_404

_BELOW = ("courtyard", "building", "entrance")


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method != "POST":
        compound = compound_or_404(slug)
        chosen = request.GET.get("category", "")
        return _what(request, compound, WhatForm(initial={"category": chosen}))
    compound, building = _compound_and_building(slug, request.POST.get("building", ""))
    what = WhatForm(request.POST)
    if request.POST.get("step") == "back":
        return _what(request, compound, _unbound(what))
    if not what.is_valid():
        return _what(request, compound, what)
    if request.POST.get("step") != "send":
        return _where(request, compound, _where_form(request, compound, what, fresh=True), what)
    return _sending(request, compound, building, what)


def _compound_and_building(slug: str, building: str) -> tuple[Place, Place | None]:
    """Both in one statement; a building of another compound is none."""
    wanted = Q(slug=slug, level="compound")
    if building.isascii() and building.isdigit() and len(building) < 10:
        wanted |= Q(pk=int(building), level__in=_BELOW)
    found = list(Place.objects.current().filter(wanted))
    compound = next((one for one in found if one.slug == slug), None)
    if compound is None:
        raise Http404
    widen(place=compound.pk)
    inside = [one for one in found if one != compound and one.path.startswith(compound.path)]
    return compound, inside[0] if inside else None


def _unbound(form: WhatForm) -> WhatForm:
    """Going back shows what was typed, not what is missing."""
    return WhatForm(initial={name: form.data.get(name, "") for name in form.fields})


def _where_form(request: HttpRequest, compound: Place, what: WhatForm, *, fresh: bool) -> WhereForm:
    """`fresh` shows step two without faults; what was typed there before going back is kept."""
    category = category_of(what.cleaned_data["category"])
    for_other = what.cleaned_data["for_other"]
    shape: dict[str, Any] = {
        "category": category,
        "for_other": for_other,
        "buildings": _choices_of(compound),
    }
    if not fresh:
        return WhereForm(request.POST, **shape)
    form = WhereForm(**shape)
    typed = {name: request.POST[name] for name in form.fields if request.POST.get(name)}
    form.initial = _guessed(request, category_is_public(what), for_other) | typed
    return form


def category_is_public(what: WhatForm) -> bool:
    category = category_of(what.cleaned_data["category"])
    return bool(category and category.is_public)


def _choices_of(compound: Place) -> Callable[[], list[tuple[Any, str]]]:
    return lambda: building_choices(compound, buildings_of(compound))


def _guessed(request: HttpRequest, is_public: bool, for_other: bool) -> dict[str, Any]:
    guess: dict[str, Any] = {"spot": Spot.STAIRS if is_public else Spot.HOME}
    guess["wished_part"] = DayPart.ANY
    if request.user.is_authenticated and not for_other and isinstance(request.user, Person):
        guess |= {"phone": request.user.phone, "name": request.user.name}
    return guess


def _carried(request: HttpRequest, shown: Any) -> list[tuple[str, str]]:
    """What the other step holds goes along as hidden fields."""
    known = {*WhatForm.base_fields, *WhereForm.base_fields}
    return [
        (name, str(value))
        for name, value in request.POST.items()
        if (name in known or name.startswith("q_")) and name not in shown.fields
    ]


def _what(request: HttpRequest, compound: Place, form: WhatForm) -> HttpResponse:
    wrong = form.is_bound and not form.is_valid()
    form.fields["text"].widget.attrs |= {
        "hx-post": f"/c/{compound.slug}/request/hint/",
        "hx-trigger": "input changed delay:600ms",
        "hx-target": "#hint",
        "hx-params": "text",
    }
    context = {
        "place": compound,
        "form": form,
        "kinds": [{"code": c.code, "word": _(c.name)} for c in CATEGORIES],
        "chosen": form["category"].value() or "",
        "carried": [pair for pair in _carried(request, form) if pair[0] != "consent"],
    }
    status = 422 if wrong else 200
    return render(request, "service_requests/place_what.html", context, status=status)


def _where(
    request: HttpRequest, compound: Place, form: WhereForm, what: WhatForm, status: int = 200
) -> HttpResponse:
    category = form.category
    danger = detect(what.cleaned_data["text"])
    context = {
        "place": compound,
        "form": form,
        "category": category,
        "text": what.cleaned_data["text"],
        "for_other": form.for_other,
        "danger": SENTENCES[danger.sentence] if danger else "",
        "similar": similar_open(compound, category.code) if category else [],
        "carried": _carried(request, form),
        "serving": serving(compound),
        "today": clock.today().isoformat(),
    }
    return render(request, "service_requests/place_where.html", context, status=status)


def _sending(
    request: HttpRequest, compound: Place, building: Place | None, what: WhatForm
) -> HttpResponse:
    form = _where_form(request, compound, what, fresh=False)
    if form.is_valid():
        try:
            return _send(request, compound, partial(_placing, what, form, building))
        except Refused as refused:
            show_on_form(form, refused)
            form.photo_error = refused.message if refused.field == "photo" else ""
            if isinstance(refused, TooMany):
                return _where(request, compound, form, what, 429)
    return _where(request, compound, form, what, 422)


@once
def _send(request: HttpRequest, compound: Place, placing: Callable[[], Placing]) -> HttpResponse:
    upload = request.FILES.get("photo")
    picture = photos.re_encode(upload) if upload else None
    placed = actions.place(
        request.actor,  # type: ignore[attr-defined]
        compound,
        placing(),
        address=address_of(request),
    )
    if picture:
        photos.add(placed, picture)
    return _keep_link(placed)


def _keep_link(placed: ServiceRequest) -> HttpResponse:
    return see_other(f"/f/{placed.link_key}/?sent=1")


def _placing(what: WhatForm, form: WhereForm, building: Place | None) -> Placing:
    told, filled = what.cleaned_data, form.cleaned_data
    other = form.for_other
    how = filled["how_agreed"] if other else ""
    guardian = form.guardian()
    return Placing(
        text=told["text"],
        category=told["category"],
        spot=filled["spot"],
        building=building,
        door=filled["door"],
        name=filled["for_whom"] if other else filled["name"],
        phone=filled["phone"],
        email=filled["email"],
        wished_on=filled["wished_on"],
        wished_part=filled["wished_part"] or DayPart.ANY,
        answers=form.answers(),
        channel=Channel.FOR_OTHER if other else Channel.WEB,
        consent=CONSENT_WORDS[how] if other else "guardian" if any(guardian) else "own_page",
        guardian=guardian,
        helper_gender=filled["helper_gender"],
        in_pairs=filled["in_pairs"],
        avoid_phones=filled["avoid"],
        note=_said_of_oneself(filled) if other else "",
    )


def _said_of_oneself(filled: dict[str, Any]) -> str:
    parts = [_("替人代填")]
    if filled["relation"]:
        parts.append(_("关系：%(what)s") % {"what": filled["relation"]})
    if filled["name"]:
        parts.append(_("代填人：%(who)s") % {"who": filled["name"]})
    return "；".join(parts)


@require_POST
def hint(request: HttpRequest, slug: str) -> HttpResponse:
    """While typing: does it sound like an emergency? Nothing is kept of the text."""
    danger = detect(request.POST.get("text", "")[:2000])
    sentence = SENTENCES[danger.sentence] if danger else ""
    return render(request, "service_requests/emergency_hint.html", {"danger": sentence})
