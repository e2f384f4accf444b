"""Who has been quiet, for the desk of their own community alone: an occasion to ask, no more.

Not inherited from above: to the street, the district and the city this page is not there, and
nothing of it is in a figure or a file.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base.actor import Actor
from last500.base.http import Request, see_other
from last500.base.idempotency import once
from last500.dispatch import actions, idleness, quiet
from last500.dispatch.idleness import Proposal
from last500.dispatch.models import own_communities
from last500.dispatch.quiet import Quiet
from last500.dispatch.words import reason_words
from last500.places.models import Place
from last500.web.desk.gate import staff


def community_or_404(actor: Actor, place_id: int) -> Place:
    """The very community whose desk the actor holds."""
    rows = Place.objects.filter(pk=place_id, level="community", path__in=own_communities(actor))
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _one_or_404(community: Place, key: str) -> Quiet:
    found = quiet.quiet_one(community, key)
    if found is None:
        raise Http404
    return found


@require_safe
@staff
def page(request: Request, place_id: int) -> HttpResponse:
    community = community_or_404(request.actor, place_id)
    found = quiet.quiet_at(community)
    compounds = quiet.compounds_of(community)
    rhythms = quiet.rhythms_of(compounds)
    context = {
        "desk": community,
        "units": [_shown(one) for one in found if one.organisation],
        "compounds": [_shown(one) for one in found if one.compound],
        "rhythms": [(place, rhythms[place.pk]) for place in compounds],
        "choices": idleness.RHYTHMS,
    }
    return render(request, "web/desk/quiet.html", context)


def _shown(one: Quiet) -> dict[str, Any]:
    return {"one": one, "proposals": [(p.thing, _why(p)) for p in one.proposals]}


def _why(proposal: Proposal) -> list[str]:
    return [*proposal.thing.why, *reason_words(proposal.reasons)][:3]


def _back(community: Place) -> HttpResponse:
    return see_other(reverse("desk:quiet", args=[community.pk]))


@require_POST
@staff
@once
def ask(request: Request, place_id: int, key: str) -> HttpResponse:
    community = community_or_404(request.actor, place_id)
    one = _one_or_404(community, key)
    actions.ask(request.actor, community, one, request.POST.get("thing", ""))
    messages.success(request, _("问了%(who)s。合不合适由对方定，不用催。") % {"who": one.name})
    return _back(community)


@require_POST
@staff
@once
def later(request: Request, place_id: int, key: str) -> HttpResponse:
    community = community_or_404(request.actor, place_id)
    actions.leave_alone(request.actor, community, _one_or_404(community, key))
    messages.info(request, _("好，两个月里不再提。"))
    return _back(community)


@require_POST
@staff
def rhythm(request: Request, place_id: int, compound_id: int) -> HttpResponse:
    community = community_or_404(request.actor, place_id)
    compound = next((c for c in quiet.compounds_of(community) if c.pk == compound_id), None)
    if compound is None:
        raise Http404
    days = request.POST.get("days", "")
    chosen = int(days) if days.isascii() and days.isdigit() else 0
    actions.set_rhythm(request.actor, community, compound, days=chosen)
    messages.success(request, _("改好了。"))
    return _back(community)
