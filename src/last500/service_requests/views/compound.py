"""The page behind the QR code at the gate, and what is printed for those without a phone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base.phones import grouped
from last500.base.qr import qr_svg
from last500.base.scope import widen
from last500.organisations.queries import serving
from last500.places.mode_words import WORDS
from last500.places.models import Place
from last500.places.queries import mode_of, notices_of
from last500.service_requests.categories import CATEGORIES
from last500.service_requests.queries import published


def compound_or_404(slug: str) -> Place:
    found = Place.objects.current().filter(slug=slug, level="compound").first()
    if found is None:
        raise Http404
    widen(place=found.pk)
    return found


@require_safe
def compound(request: HttpRequest, slug: str) -> HttpResponse:
    place = compound_or_404(slug)
    mode = mode_of(place)
    context = {
        "place": place,
        "mode": mode,
        "words": WORDS[mode.code],
        "serving": serving(place),
        "published": published(place),
        "board": notices_of(place),
    }
    return render(request, "service_requests/compound_show.html", context)


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    place = compound_or_404(slug)
    desk = serving(place)
    address = request.build_absolute_uri(f"/c/{place.slug}/")
    context = {
        "place": place,
        "serving": desk,
        "address": address,
        "phone": grouped(desk.phone),
        "code": qr_svg(address),
    }
    return render(request, "service_requests/poster_show.html", context)


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    place = compound_or_404(slug)
    context = {"place": place, "serving": serving(place), "words": [_(c.name) for c in CATEGORIES]}
    return render(request, "service_requests/paper_show.html", context)
