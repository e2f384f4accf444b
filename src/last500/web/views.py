"""Pages that belong to nobody else: language, size of type, health, and the shelf of components."""

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.actor import Actor
from last500.people.notice import NOTICE
from last500.people.rules import NOTICE_VERSION, clean_line
from last500.places.mode_words import WORDS
from last500.places.models import Place
from last500.places.queries import MOST_LISTED, front_door, mode_at
from last500.places.rules import BY_REQUESTS, path_steps
from last500.reportin.queries import own as report_in_of
from last500.service_requests.models import ServiceRequest
from last500.service_requests.queries import own_requests
from last500.web import doors, specimen
from last500.web.inventory import inventory, what_stays
from last500.web.middleware import ELDER_SIZES, YEAR


def see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def way_back(request: HttpRequest) -> str:
    back = request.POST.get("back") or request.GET.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, None) else "/"


def remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(
        f"{settings.COOKIE_PREFIX}{name}",
        value,
        max_age=YEAR,
        samesite="Lax",
        secure=settings.HTTPS,
        httponly=True,
    )
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door: find your compound, follow a request, go to your own pages."""
    words = clean_line(request.GET.get("q", ""))[:40]
    street, city = _key(request, "street"), _key(request, "city")
    door = front_door(words, street, city)
    actor = request.actor  # type: ignore[attr-defined]
    own = own_requests(actor)
    if len(door.cities) > 1 and street is None and "city" not in request.GET:
        city = _own_city(actor, own)
        door = front_door(words, street, city) if city else door
    count = sum(one.count for one in door.streets)
    place, path = _own_place(actor, own)
    mode = mode_at(path) if path else BY_REQUESTS
    context = {
        "mode": mode,
        "said": WORDS[mode.code],
        "place": place,
        "govern": doors.self_government(place) if mode.grid else [],
        "words": words,
        "streets": door.streets,
        "city": city,
        "cities": door.cities if len(door.cities) > 1 else [],
        "ask_city": len(door.cities) > 1 and city is None and street is None,
        "all_shown": bool(words or street) or count <= MOST_LISTED,
        "own": own,
        "signed_in": actor.person is not None,
        "second_factor_due": actor.second_factor_due,
    }
    return render(request, "web/home.html", context)


def _own_place(actor: Actor, own: list[ServiceRequest]) -> tuple[Place | None, str]:
    """The compound where the reader lives or has asked, and the path that says their district.

    A statement for whoever is signed in, none for a stranger.
    """
    mine = report_in_of(actor) if actor.person else None
    place = mine.place if mine else next((matter.place for matter in own), None)
    if place is not None:
        return place, place.path
    return None, next((grant.path for grant in actor.grants), "")


def _key(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _own_city(actor: Actor, own: list[ServiceRequest]) -> int | None:
    """Where the reader has asked, holds an office or has reported in."""
    paths = [matter.place.path for matter in own] or [grant.path for grant in actor.grants]
    if not paths and (mine := report_in_of(actor)):
        paths = [mine.place.path]
    return path_steps(paths[0])[0] if paths else None


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = "en" if request.POST.get("lang") == "en" else "zh-hans"
    return remember(see_other(way_back(request)), "lang", chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def elder(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "web/elder.html", {"return_to": way_back(request)})
    size = request.POST.get("size", "")
    if size in {str(known) for known in ELDER_SIZES}:
        return remember(see_other(way_back(request)), "elder", size)
    response = see_other(way_back(request))
    response.delete_cookie(f"{settings.COOKIE_PREFIX}elder", samesite="Lax")
    return response


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For monitors: 200 when the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return HttpResponse("no database\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "version": NOTICE_VERSION,
        "notice": [(_(title), _(text)) for title, text in NOTICE],
        "groups": inventory(),
        "handler": settings.HANDLER,
        "stays": [(line.what, line.why) for line in what_stays()],
    }
    return render(request, "web/privacy.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about.html")


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component once, for those who build and look at pages."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "web/style.html", specimen.components(request.GET.get("part", "")))
