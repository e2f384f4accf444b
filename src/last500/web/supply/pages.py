"""The supply map of a compound's own desk, a community, a street, a district, a city.

It reads sheets that were worked out at night; its buttons are between desks. Nobody is named and
nobody is sent.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base import limits
from last500.base.actor import Actor
from last500.base.errors import Forbidden
from last500.base.http import Request, see_other
from last500.base.idempotency import once
from last500.base.sheets import sheet_answer
from last500.dispatch import supply_asks, supply_board
from last500.dispatch.models import HelpAsk
from last500.dispatch.supply import FIGURES, GROUP_BY_CODE
from last500.organisations.queries import branch_tops
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.web.desk.gate import staff
from last500.web.supply import words


@require_safe
@staff
def home(request: Request) -> HttpResponse:
    """Whoever may read one map is at it at once; several are a list."""
    if not request.actor.branches(Permission.FIGURES_READ):
        raise Forbidden(Permission.FIGURES_READ)
    tops = [p for p in branch_tops(request.actor) if _reads(request.actor, p)]
    if len(tops) == 1:
        return see_other(reverse("supply:show", args=[tops[0].pk]))
    return render(request, "web/supply/home.html", {"tops": tops})


def _reads(actor: Actor, place: Place) -> bool:
    return place.level in supply_board.TOLD and actor.may(Permission.FIGURES_READ, place.path)


def _group(request: Request) -> str:
    chosen = request.GET.get("group", "")
    return chosen if chosen in GROUP_BY_CODE else ""


@require_safe
@staff
def show(request: Request, place_id: int) -> HttpResponse:
    place = supply_board.place_or_404(request.actor, place_id)
    group = _group(request)
    board = supply_board.board(request.actor, place, group)
    context = {
        "board": board,
        "spot": place,
        "above": words.above(request.actor, place),
        "tabs": words.tabs(place, group),
        "lede": words.lede(board, group),
        "columns": words.columns(),
        "rows": words.rows(board, group),
        "legend": words.legend(),
        "below": words.below(board, group),
        "waiting": words.waiting(board, group),
        "proposed": words.proposed(board),
        "asks": words.asks(board),
        "resources": words.resources(board),
        "figures": FIGURES,
        "sheets": words.sheets(place),
        "group": group,
    }
    return render(request, "web/supply/show.html", context)


@require_safe
@staff
def sheet(request: Request, place_id: int) -> HttpResponse:
    """The same as a table: the place and those below it, as far as they are shown."""
    place = supply_board.place_or_404(request.actor, place_id)
    limits.hit("sheet", str(request.actor.person), limits.SHEETS_PER_PERSON)
    board = supply_board.board(request.actor, place)
    title = _("%(place)s的供需图") % {"place": place.name}
    kind = request.GET.get("as", "")
    return sheet_answer(title, words.sheet_columns(), words.sheet_rows(board), kind)


def _back(place_id: int) -> HttpResponse:
    return see_other(reverse("supply:show", args=[place_id]))


@require_POST
@staff
@once
def open_further(request: Request, place_id: int) -> HttpResponse:
    place = supply_board.place_or_404(request.actor, place_id)
    opened = supply_asks.open_further(request.actor, place, request.POST.get("group", ""))
    if opened:
        messages.success(request, _("%(n)s 件请远了一级，愿意来的邻居看得到。") % {"n": opened})
    else:
        messages.info(request, _("现在没有要请远的。"))
    return _back(place.pk)


@require_POST
@staff
@once
def ask(request: Request, place_id: int) -> HttpResponse:
    place = supply_board.place_or_404(request.actor, place_id)
    asked = request.POST.get("asked", "")
    key = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else 0
    one = supply_asks.ask(request.actor, place, key, request.POST.get("group", ""))
    messages.success(
        request, _("问了%(who)s的值守。愿不愿意由那边定，不用催。") % {"who": one.asked.name}
    )
    return _back(place.pk)


@require_POST
@staff
@once
def answer(request: Request, place_id: int, key: int) -> HttpResponse:
    place = supply_board.place_or_404(request.actor, place_id)
    rows = HelpAsk.objects.visible_to(request.actor).filter(asked=place, pk=key)
    one = rows.select_related("place", "asked").first()
    if one is None:
        raise Http404
    willing = request.POST.get("answer") == "willing"
    supply_asks.answer(request.actor, one, willing=willing)
    if willing:
        messages.success(request, _("告诉那边了。请谁、去不去，由邻居自己定。"))
    else:
        messages.info(request, _("好，告诉那边了。"))
    return _back(place.pk)
