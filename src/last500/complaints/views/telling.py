"""Complaining in three short pages. What was typed travels within the form until it is sent.

No draft is kept in the browser here: on a shared telephone it would be read by the next one.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.errors import Refused, TooMany
from last500.base.http import address_of, see_other, show_on_form
from last500.base.idempotency import once
from last500.complaints import actions, queries, rules
from last500.complaints.actions import Telling
from last500.complaints.actions.receiving import NEEDS_PLACE
from last500.complaints.forms import AboutForm, WayForm, WhichForm, WordsForm
from last500.complaints.rules import About
from last500.people.models import Person
from last500.places.models import Place
from last500.service_requests.emergency import SENTENCES, detect
from last500.service_requests.models import ServiceRequest

_FIELDS = {*AboutForm.base_fields, *WordsForm.base_fields, *WayForm.base_fields}
_LEVELS = ("compound", "community", "street")


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _first(request)
    step, about = request.POST.get("step", ""), AboutForm(request.POST)
    if step == "1":
        place = _chosen(request.POST.get("place", ""))
        return _page(request, 1, AboutForm(initial=_typed(request, about)), {"place": place})
    if not about.is_valid():
        return _page(request, 1, about, {"place": _chosen(request.POST.get("place", ""))}, 422)
    place, found = _place_of(about)
    if about.errors:
        which = WhichForm(found) if found else None
        return _page(request, 1, about, {"place": None, "which": which}, 422)
    return _words(request, about, place, step)


def _first(request: HttpRequest) -> HttpResponse:
    """`at` is the compound whose page somebody came from."""
    slug = request.GET.get("at", "")[:40]
    place = Place.objects.current().filter(slug=slug).first() if slug else None
    initial: dict[str, Any] = {
        "kind": request.GET.get("kind", "complaint"),
        "about": request.GET.get("about", ""),
    }
    if place:
        initial["place"] = place.pk
    return _page(request, 1, AboutForm(initial=initial), {"place": place})


def _chosen(key: object) -> Place | None:
    text = str(key or "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return Place.objects.current().filter(pk=int(text), level__in=_LEVELS).first()


def _place_of(about: AboutForm) -> tuple[Place | None, list[Place]]:
    """The place meant; what cannot be found or told apart is put on the form as an error, with
    the places among which to choose."""
    given = about.cleaned_data
    place, words = _chosen(given["place"]), given["where"]
    if place or (not words and given["about"] not in NEEDS_PLACE):
        return place, []
    found = queries.places_named(words)
    if len(found) == 1:
        return found[0], []
    if found:
        about.add_error("where", _("有几处的名字里有这几个字，请选一处。"))
    else:
        fault = (
            _("没有找到这个地方，换一个字试试。") if words else _("请写是哪个小区、社区或街道。")
        )
        about.add_error("where", fault)
    return None, found


def _words(request: HttpRequest, about: AboutForm, place: Place | None, step: str) -> HttpResponse:
    shape: dict[str, Any] = {
        "about": about.cleaned_data["about"],
        "offices": queries.offices_to_name(place) if place else [],
    }
    shown = {"place": place, "about": about.cleaned_data}
    if step == "2":
        form = WordsForm(**shape)
        form.initial = _typed(request, form)
        return _page(request, 2, form, shown)
    form = WordsForm(request.POST, **shape)
    named = _request_named(request, form) if form.is_valid() else None
    if form.errors:
        return _page(request, 2, form, shown, 422)
    return _way(request, form, shown, named, step)


def _request_named(request: HttpRequest, form: WordsForm) -> ServiceRequest | None:
    if "number" not in form.fields:
        return None
    found = queries.request_named(form.cleaned_data["number"], address=address_of(request))
    if found is None:
        form.add_error(
            "number", _("没有这个受理号，请再看看；不记得就回上一步选“一个地方的服务”。")
        )
    return found


def _way(
    request: HttpRequest,
    words: WordsForm,
    shown: dict[str, Any],
    named: ServiceRequest | None,
    step: str,
) -> HttpResponse:
    if step != "send":
        form = WayForm()
        form.initial = _own(request) | _typed(request, form)
        return _page(request, 3, form, shown | _hints(words))
    form = WayForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            return _send(request, words, form, shown, named)
        except Refused as refused:
            show_on_form(form, refused)
            status = 429 if isinstance(refused, TooMany) else 422
    return _page(request, 3, form, shown | _hints(words), status)


def _own(request: HttpRequest) -> dict[str, str]:
    person = request.user
    if not isinstance(person, Person):
        return {"way": "anonymous"}
    return {"way": "anonymous", "name": person.name, "phone": person.phone, "email": person.email}


def _hints(words: WordsForm) -> dict[str, Any]:
    text = words.cleaned_data["text"]
    danger = detect(text)
    return {
        "danger": SENTENCES[danger.sentence] if danger else "",
        "gives_away": [_(word) for word in rules.gives_away(text)],
    }


@once
def _send(
    request: HttpRequest,
    words: WordsForm,
    way: WayForm,
    shown: dict[str, Any],
    named: ServiceRequest | None,
) -> HttpResponse:
    about, told, given = shown["about"], words.cleaned_data, way.cleaned_data
    against, kind = _party(told.get("against", ""))
    complaint = actions.receive(
        request.actor,  # type: ignore[attr-defined]
        Telling(
            kind=about["kind"],
            about=about["about"],
            text=told["text"],
            place=shown["place"],
            request=named,
            against=against,
            against_kind=kind,
            open_name=given["way"] == "contact",
            name=given["name"],
            phone=given["phone"],
            email=given["email"],
            consent=given["consent"],
        ),
        address=address_of(request),
    )
    return see_other(f"/complaint/k/{complaint.complainant.link_key}/?sent=1")


def _party(chosen: str) -> tuple[Place | None, str]:
    """A choice of the form, `place-office`; the form has checked that it was offered."""
    place, _dash, kind = chosen.partition("-")
    return (Place.objects.get(pk=int(place)), kind) if place else (None, "")


def _typed(request: HttpRequest, form: forms.Form) -> dict[str, str]:
    return {name: request.POST[name] for name in form.fields if request.POST.get(name)}


def _page(
    request: HttpRequest, number: int, form: forms.Form, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    """One page; what the others hold goes along as hidden fields, but for the consent."""
    typed = request.POST if request.method == "POST" else _from_link(request)
    carried = [
        (name, value)
        for name, value in typed.items()
        if name in _FIELDS and name not in form.fields and name not in {"place", "consent"}
    ]
    context = shown | {"form": form, "carried": carried, "About": About}
    return render(request, f"complaints/tell_{number}.html", context, status=status)


def _from_link(request: HttpRequest) -> dict[str, str]:
    """A request's own page hands its number down."""
    number = request.GET.get("number", "")[:40]
    return {"number": number} if number else {}


@require_POST
def hint(request: HttpRequest) -> HttpResponse:
    """While typing: does it sound like an emergency? Nothing is kept of the text."""
    danger = detect(request.POST.get("text", "")[:2000])
    context = {"danger": SENTENCES[danger.sentence] if danger else ""}
    return render(request, "service_requests/emergency_hint.html", context)
