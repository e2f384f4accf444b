"""How long statements hang in a district; the way of whoever keeps a book to its next entry."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.ledger import actions, queries
from last500.ledger.forms import TermForm
from last500.organisations.actions import require
from last500.organisations.queries import place_to_organise
from last500.organisations.rules import Permission
from last500.places.rules import SETS_MODE


@require_http_methods(GET_POST)
@signed_in
@once
def term(request: Request, place_id: int) -> HttpResponse:
    """A district or a city says how many days; those that hang already keep theirs."""
    place = place_to_organise(request.actor, place_id)
    if place.level not in SETS_MODE:
        raise Http404
    require(request.actor, Permission.MODE_SET, place)
    history = queries.terms_of(place)
    now = queries.least_posted(place)
    seen = history[0].number if history else 0
    form = TermForm(data_of(request), initial={"days": now, "seen": seen})

    def work() -> HttpResponse:
        said = form.cleaned_data
        actions.set_posting_term(request.actor, place, days=said["days"], seen=said["seen"])
        messages.success(request, _("改好了，从现在起公示的报表照这个。"))
        return see_other(reverse("ledger:term", args=[place.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {"place": place, "form": form, "now": now, "history": history}
    return answer or render(request, "ledger/term.html", context, status=status_of(request))


@require_safe
@signed_in
def keep(request: Request) -> HttpResponse:
    """Straight to the next entry where there is one book; else to choose one."""
    places = queries.keeps(request.actor)
    if len(places) == 1 and queries.book_of(places[0]) is not None:
        return see_other(reverse("ledger:post", args=[places[0].pk]))
    return render(request, "ledger/keep.html", {"places": places})
