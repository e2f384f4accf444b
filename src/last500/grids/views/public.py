"""What hangs at the gate: who answers where, as far as they ticked it; the sheet of an entrance."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from last500.base.phones import grouped
from last500.base.qr import qr_svg
from last500.grids import queries
from last500.grids.queries import Node
from last500.grids.views.gate import compound_or_404
from last500.organisations.queries import serving
from last500.places.models import Place
from last500.places.rules import branch, path_steps

# A compound with more seats than this shows one building at a time.
AT_ONCE = 60
SHEET_LEVELS = ("compound", "courtyard", "building", "entrance")


@require_safe
def at(request: HttpRequest, slug: str) -> HttpResponse:
    """The compound as a plain tree. Helpers are shown as they ticked, households never."""
    compound = compound_or_404(slug)
    nodes = queries.tree_of(compound)
    chosen = _chosen(request, nodes)
    many = sum(len(node.posts) for node in nodes) > AT_ONCE
    shown = _part(nodes, chosen) if many else nodes
    context = {
        "place": compound,
        "nodes": shown,
        "buildings": [node for node in nodes if node.place.level == "building"] if many else [],
        "chosen": chosen,
        "seats": sum(len(node.posts) for node in nodes),
        "held": sum(post.held for node in nodes for post in node.posts),
    }
    return render(request, "grids/at.html", context)


def _chosen(request: HttpRequest, nodes: list[Node]) -> Node | None:
    key = request.GET.get("building", "")
    return next((node for node in nodes if str(node.place.pk) == key), None)


def _part(nodes: list[Node], chosen: Node | None) -> list[Node]:
    """Of a large compound: one building, else what is not in a building."""
    if chosen:
        return [node for node in nodes if node.place.path.startswith(chosen.place.path)]
    tops = {node.place.pk for node in nodes if node.place.level in {"building", "entrance"}}
    return [node for node in nodes if node.place.pk not in tops]


@require_safe
def sheet(request: HttpRequest, slug: str, place_id: int) -> HttpResponse:
    """A4 for the door of an entrance: who answers here and above it, and where to tell them."""
    compound = compound_or_404(slug)
    rows = Place.objects.current().filter(path__range=branch(compound.path))
    place = get_object_or_404(rows.filter(level__in=SHEET_LEVELS), pk=place_id)
    if place.pk != compound.pk and place.level == "compound":
        raise Http404
    above = set(path_steps(place.path))
    nodes = [node for node in queries.tree_of(compound) if node.place.pk in above and node.posts]
    desk = serving(compound)
    address = request.build_absolute_uri(f"/grids/at/{compound.slug}/")
    context = {
        "compound": compound,
        "place": place,
        "title": _name(place, compound),
        "nodes": list(reversed(nodes)),
        "serving": desk,
        "phone": grouped(desk.phone),
        "address": address,
        "code": qr_svg(address),
    }
    return render(request, "grids/sheet.html", context)


def _name(place: Place, compound: Place) -> str:
    """三号楼 1单元; of the compound itself, who lives here."""
    if place.pk == compound.pk:
        return _("全小区")
    above = place.parent if place.level == "entrance" else None
    return f"{above.name} {place.name}" if above else place.name
