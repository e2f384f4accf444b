"""The community's desk lays its grids: which compounds lie in which."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Forbidden
from last500.base.http import (
    GET_POST,
    Request,
    data_of,
    see_other,
    signed_in,
    status_of,
    tried,
)
from last500.base.idempotency import once
from last500.grids import actions, queries, rules
from last500.grids.forms import GridForm
from last500.grids.models import GridChange
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level


def _may_lay(request: Request, place: Place) -> None:
    """404 for whoever does not arrange grids here, 403 for a desk that only arranges its seats.
    No statement: what is another town's takes no longer than what does not exist."""
    if not request.actor.may(Permission.GRID_ARRANGE, place.path):
        raise Http404
    if not request.actor.may(Permission.PLACE_OPEN, place.path):
        raise Forbidden(Permission.PLACE_OPEN)


def _community_or_404(request: Request, place_id: int) -> Place:
    rows = Place.objects.visible_to(request.actor)
    community = get_object_or_404(rows, pk=place_id, level=Level.COMMUNITY)
    _may_lay(request, community)
    return community


def _grid_or_404(request: Request, place_id: int) -> Place:
    rows = Place.objects.visible_to(request.actor).current().select_related("parent")
    grid = get_object_or_404(rows, pk=place_id, level=Level.GRID)
    _may_lay(request, grid)
    return grid


def _back(community: Place) -> str:
    return reverse("grids:ground", args=[community.pk])


@require_safe
@signed_in
def ground(request: Request, place_id: int) -> HttpResponse:
    community = _community_or_404(request, place_id)
    found = queries.ground_of(community)
    context = {
        "community": community,
        "found": found,
        "changes": [{"at": one.at, "words": _words(one)} for one in found.changes],
    }
    return render(request, "grids/ground.html", context)


def _words(change: GridChange) -> str:
    said = _(rules.CHANGE_WORDS[rules.Change(change.change)])
    compound = _("：") + change.compound.name if change.compound else ""
    return f"{change.name} {said}{compound}"


def _form(request: Request, community: Place, grid: Place | None) -> GridForm:
    found = queries.ground_of(community)
    own = grid.name if grid else ""
    choices = [
        (place, place.name + (_("（现在在%(grid)s）") % {"grid": where} if where not in ("", own)
         else "")) for place, where in found.compounds
    ]  # fmt: skip
    inside = [place.pk for place, _where in found.compounds if grid and place.parent_id == grid.pk]
    first: dict[str, Any] = {"name": own, "compounds": inside}
    return GridForm(choices, data_of(request), initial=first)


@require_http_methods(GET_POST)
@signed_in
@once
def lay(request: Request, place_id: int) -> HttpResponse:
    community = _community_or_404(request, place_id)
    form = _form(request, community, None)

    def work() -> HttpResponse:
        grid = actions.lay(request.actor, community, form.cleaned_data["name"], form.chosen())
        messages.success(
            request, _("划好了：%(grid)s。可以给它设网格长，再请人。") % {"grid": grid}
        )
        return see_other(_back(community))

    answer = tried(form, work) if request.method == "POST" else None
    context = {"community": community, "grid": None, "form": form}
    return answer or render(request, "grids/grid.html", context, status=status_of(request))


@require_http_methods(GET_POST)
@signed_in
@once
def grid(request: Request, place_id: int) -> HttpResponse:
    row = _grid_or_404(request, place_id)
    community = row.parent
    assert community is not None  # a grid lies in a community
    form = _form(request, community, row)

    def work() -> HttpResponse:
        actions.arrange(request.actor, row, form.cleaned_data["name"], form.chosen())
        messages.success(request, _("改好了。"))
        return see_other(_back(community))

    answer = tried(form, work) if request.method == "POST" else None
    context = {"community": community, "grid": row, "form": form}
    return answer or render(request, "grids/grid.html", context, status=status_of(request))


@require_POST
@signed_in
@once
def end(request: Request, place_id: int) -> HttpResponse:
    row = _grid_or_404(request, place_id)
    assert row.parent is not None  # a grid lies in a community
    actions.end(request.actor, row)
    messages.success(request, _("撤了。以前怎么划的，下面查得到。"))
    return see_other(_back(row.parent))
