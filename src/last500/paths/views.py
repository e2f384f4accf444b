"""The path of one compound: at its gate, on paper, on its desk; and a page for each lesson."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.qr import qr_svg
from last500.paths import actions, lessons, queries, rules, sentences
from last500.paths.forms import AsideForm
from last500.paths.queries import Path
from last500.places.models import Place
from last500.service_requests.views.compound import compound_or_404

# ---- the gate -----------------------------------------------------------------------------------


def _story(path: Path) -> dict[str, Any]:
    """What every page of a path shows."""
    year, grew, before = path.year, [], []
    if year is not None and year.is_over:
        grew = [sentences.shown_one(path, one) for one in rules.grew(path.stones, year)]
        before = [sentences.shown_one(path, one) for one in rules.before(path.stones, year)]
    return {
        "place": path.compound,
        "stones": sentences.shown(path),
        "year": year,
        "grew": grew,
        "before": before,
        "all_walked": rules.all_walked(path.stones),
    }


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    """The same page for everybody; whoever serves this compound finds a way to its desk."""
    place = compound_or_404(slug)
    context = _story(queries.path_of(place)) | {"serves": queries.serves(request.actor, place)}
    return render(request, "paths/at.html", context)


@require_safe
def sheet(request: Request, slug: str) -> HttpResponse:
    """A4 for the board: what was done, and room to draw in what comes."""
    place = compound_or_404(slug)
    address = request.build_absolute_uri(reverse("paths:at", args=[slug]))
    more = {"address": address, "code": qr_svg(address), "today": clock.today()}
    return render(request, "paths/sheet.html", _story(queries.path_of(place)) | more)


@require_safe
def lesson(request: Request, code: str) -> HttpResponse:
    found = lessons.BY_CODE.get(code)
    if found is None:
        raise Http404
    step = next(one for one in rules.STEPS if code in one.lessons)
    others = [lessons.BY_CODE[other] for other in step.lessons if other != code]
    context = {"lesson": found, "step": step, "others": others}
    return render(request, "paths/lesson.html", context)


# ---- the desk of the compound -------------------------------------------------------------------


def _own_or_404(request: Request, place_id: int) -> Place:
    """Only whoever serves this compound; to everybody else the page is not there."""
    rows = Place.objects.visible_to(request.actor)
    place = get_object_or_404(rows, pk=place_id, level="compound")
    if not queries.serves(request.actor, place):
        raise Http404
    return place


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    path = queries.path_of(_own_or_404(request, place_id))
    shown = sentences.shown(path)
    more = {
        "next": sentences.shown_one(path, path.next) if path.next else None,
        "ways": sentences.desk_ways(path.next, path.compound) if path.next else [],
        "later": [one for one in shown if one.stand == rules.Stand.LATER],
        "aside": [one for one in shown if one.stand == rules.Stand.ASIDE],
        "done": [one for one in shown if one.stand == rules.Stand.DONE],
        "history": [one for one in path.asides if one.taken_up_at is not None],
    }
    return render(request, "paths/desk.html", _story(path) | more)


@require_safe
@signed_in
def step(request: Request, place_id: int, code: str) -> HttpResponse:
    """One step on the desk: what it is for, what counts, where it is done, what to read."""
    path = queries.path_of(_own_or_404(request, place_id))
    stone = path.stone(code)
    if stone is None:
        raise Http404
    context = {
        "place": path.compound,
        "one": sentences.shown_one(path, stone),
        "ways": sentences.desk_ways(stone, path.compound),
        "may_put_aside": rules.may_put_aside(stone),
    }
    return render(request, "paths/step.html", context)


def _back(place: Place) -> HttpResponse:
    return see_other(reverse("paths:desk", args=[place.pk]))


@require_POST
@signed_in
@once
def begin(request: Request, place_id: int) -> HttpResponse:
    place = _own_or_404(request, place_id)
    actions.begin(request.actor, place)
    messages.success(request, _("好，第一年从今天算起。不催，走到哪里算哪里。"))
    return _back(place)


@require_http_methods(GET_POST)
@signed_in
@once
def put_aside(request: Request, place_id: int, code: str) -> HttpResponse:
    path = queries.path_of(_own_or_404(request, place_id))
    stone = path.stone(code)
    if stone is None:
        raise Http404
    if not rules.may_put_aside(stone):
        raise Conflict(_(actions.MOVED_ON))
    form = AsideForm(data_of(request), initial={"reason": _("不适合我们")})

    def done() -> HttpResponse:
        actions.put_aside(request.actor, path.compound, code, **form.cleaned_data)
        messages.success(request, _("先放一放了。想走的时候再接着走。"))
        return _back(path.compound)

    context = {"place": path.compound, "one": sentences.shown_one(path, stone), "form": form}
    return tried(form, done) or render(
        request, "paths/aside.html", context, status=status_of(request)
    )


@require_POST
@signed_in
@once
def take_up(request: Request, place_id: int, code: str) -> HttpResponse:
    place = _own_or_404(request, place_id)
    if code not in rules.BY_CODE:
        raise Http404
    actions.take_up(request.actor, place, code)
    messages.success(request, _("接着走。"))
    return _back(place)
