"""From need to project: the needs a desk has chosen, and the proposal that stands on them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.http import Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.organisations.rules import Permission
from last500.projects import queries
from last500.projects.actions.needs import propose_from
from last500.projects.forms import ProposalForm, first_of
from last500.projects.views.gate import desk_or_404
from last500.unmet import actions as unmet
from last500.unmet import queries as unmet_queries
from last500.unmet import sentences
from last500.unmet.models import UnmetNeed
from last500.unmet.rules import State


def _keys(request: Request) -> list[UUID]:
    said = request.POST if request.method == "POST" else request.GET
    found = []
    for word in said.getlist("need")[: unmet_queries.SHOWN]:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


def _still_open(needs: list[UnmetNeed]) -> list[UnmetNeed]:
    """Those without an answer. Raises Conflict where none is left of those that were chosen."""
    left = [one for one in needs if one.state == State.GATHERED]
    if needs and not left:
        raise Conflict(_("选的需求都已经有了回话，请看看现在的情况。"))
    return left


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def from_needs(request: Request, place_id: int) -> HttpResponse:
    """The chosen needs with a proposal that is filled in as far as they say."""
    desk = desk_or_404(request, place_id)
    needs = unmet_queries.chosen(request.actor, _keys(request))
    if request.method != "POST":
        needs = _still_open(needs)
    try:
        taken = unmet.together(needs)
    except Refused as refused:
        messages.error(request, refused.message)
        return see_other(reverse("unmet:desk", args=[desk.pk]))
    place = taken.place
    if not request.actor.may(Permission.PROJECT_EDIT, place.path):
        raise Forbidden(Permission.PROJECT_EDIT)
    form = ProposalForm(
        queries.places_near(place),
        queries.parents_for(request.actor, place),
        data_of(request),
        initial={
            **first_of(),
            "kind": taken.kind,
            "aim": _("邻居提过：%(words)s。") % {"words": taken.words},
            "also_at": [str(key) for key in sorted({one.place_id for one in needs} - {place.pk})],
        },
    )

    def work() -> HttpResponse:
        project = propose_from(request.actor, place, form.draft(), needs)
        messages.success(request, _("提出来了，提过的邻居会收到消息。下面请三方评议。"))
        return see_other(reverse("projects:show", args=[project.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {
        "form": form,
        "place": place,
        "desk": desk,
        "needs": needs,
        "taken": taken,
        "month_words": sentences.month_words,
    }
    return answer or render(request, "projects/from_needs.html", context, status=status_of(request))
