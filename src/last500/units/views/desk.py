"""The community's desk for units: who is reported in, who answers next; enter one, take a file."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.errors import Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.base.sheets import json_answer
from last500.places.models import Place
from last500.units import actions, exporting, queries, sentences
from last500.units.actions import agreement
from last500.units.forms import EnterForm
from last500.units.views.gate import community_or_404, desk_or_404
from last500.units.views.own import beside, choices_for, telling_of

PILE_WORDS = {
    "all": N_("都看"),
    "community": N_("等社区答复"),
    "unit": N_("等单位答复"),
    "agreed": N_("已报到"),
    "over": N_("结束了的"),
}


@login_required
@require_safe
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request.actor, place_id)
    pile, words = request.GET.get("pile", ""), request.GET.get("q", "").strip()[:40]
    pile = pile if pile in queries.PILES else "all"
    said = request.GET.get("page", "1")
    page = int(said) if said.isascii() and said.isdigit() and 0 < len(said) < 5 else 1
    rows, more = queries.on_desk(request.actor, place, pile, words, max(1, page))
    counts = queries.desk_counts(request.actor, place)
    context = {
        "place": place,
        "rows": rows,
        "speakers": queries.speakers([row.organisation_id for row in rows]),
        "counts": counts,
        "pile": pile,
        "piles": _piles(counts, pile, words),
        "words": words,
        "page": page,
        "more": more,
        "state_words": sentences.state_words,
        "rhythm_words": agreement.rhythm_words,
        "shapes": sentences.SHAPES,
        "is_community": place.level == "community",
    }
    return render(request, "units/desk.html", context)


def _piles(counts: dict[str, int], pile: str, words: str) -> list[dict[str, Any]]:
    more = {"q": words} if words else {}
    return [
        {
            "word": _(word),
            "count": counts[name],
            "href": f"?{urlencode({'pile': name} | more)}",
            "current": name == pile,
        }
        for name, word in PILE_WORDS.items()
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def enter(request: Request, place_id: int) -> HttpResponse:
    """Enter a unit and ask its liaison."""
    community = community_or_404(request.actor, place_id)
    if request.method != "POST":
        return _enter_page(request, community, EnterForm())
    form = EnterForm(request.POST)
    if form.is_valid():
        filled = form.cleaned_data
        try:
            made = actions.enter(
                request.actor,
                community,
                telling_of(form, community, []),
                name=filled["liaison_name"],
                phone=filled["liaison_phone"],
            )
            messages.success(request, _("登记了，等单位的联络员自己来同意。"))
            return see_other(reverse("units:one", args=[made.pk]))
        except Refused as refused:
            show_on_form(form, beside(refused))
    return _enter_page(request, community, form, status=422)


def _enter_page(
    request: Request, community: Place, form: EnterForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "community": community} | choices_for(community, form, [])
    return render(request, "units/enter.html", context, status=status)


@login_required
@require_safe
def as_json(request: Request, place_id: int) -> HttpResponse:
    """The units below this place, as they can be read in again elsewhere: no person is in it."""
    place = desk_or_404(request.actor, place_id)
    rows = queries.all_on_desk(request.actor, place)
    name = _("报到单位-%(place)s") % {"place": place}
    return json_answer(name, exporting.as_json(place, rows))
