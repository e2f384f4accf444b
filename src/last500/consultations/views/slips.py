"""Slips from the box: one page, the next one comes by itself."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.consultations import actions, queries
from last500.consultations.forms import SlipForm
from last500.consultations.models import Consultation, Slip
from last500.consultations.views import of_desk_or_404
from last500.households.models import Household
from last500.households.rules import clean_door


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def read(request: Request, key: UUID) -> HttpResponse:
    one = of_desk_or_404(request, key)
    data = request.POST if request.method == "POST" else None
    form = SlipForm(one, data, initial={"how": request.GET.get("how", "paper")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            slip = actions.read(
                request.actor,
                one,
                number=said["number"],
                how=said["how"],
                said=form.said,
                household=_household(one, said.get("door", "")),
            )
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _said(slip))
            return see_other(f"{reverse('consultations:slips', args=[one.pk])}?how={said['how']}")
    waiting = queries.slips_of(request.actor, one)
    context = {
        "one": one,
        "form": form,
        "mine": [s for s in waiting if s.first_by_id == request.actor.person and not s.second_at],
        "others": [s for s in waiting if s.first_by_id != request.actor.person and not s.second_at],
        "differ": [s for s in waiting if s.second_at],
    }
    status = 422 if form.errors else 200
    return render(request, "consultations/slips.html", context, status=status)


def _household(one: Consultation, text: str) -> Household | None:
    """The one whose building, entrance and door are named; None where there is not exactly one."""
    *where, last = text.split() or [""]
    try:
        door = clean_door(last)
    except ValueError:
        return None
    rows = Household.objects.filter(compound=one.place, door=door).select_related("at__parent")
    found = [row for row in rows[:200] if set(where) <= _names(row)]
    return found[0] if len(found) == 1 else None


def _names(row: Household) -> set[str]:
    return {row.at.name, row.at.parent.name if row.at.parent else ""}


def _said(slip: Slip) -> str:
    if slip.answer_id:
        return _("%(number)s 号：两个人录的一样，算进去了。") % {"number": slip.number}
    if slip.second_at:
        return _("%(number)s 号：两个人录的不一样。请一起再看一遍，各录一次。") % {
            "number": slip.number
        }
    return _("%(number)s 号：录了第一遍，等第二个人。") % {"number": slip.number}
