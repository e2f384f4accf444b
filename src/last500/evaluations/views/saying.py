"""Pages of those who came: what they may say something of, one activity, taking a yes back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.evaluations import actions, queries
from last500.evaluations.forms import RatingForm, rating_first
from last500.evaluations.views.gate import came_to_or_404


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    return render(request, "evaluations/mine.html", {"found": queries.mine(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def rate(request: Request, activity: UUID) -> HttpResponse:
    """How it was, in the reader's own words; afterwards what they said, to be read only."""
    one = came_to_or_404(request, activity)
    own = queries.own_rating(request.actor, one)
    data = request.POST if request.method == "POST" else None
    form = RatingForm(data, initial=rating_first(own))
    if request.method == "POST" and form.is_valid():
        try:
            actions.say(request.actor, one, **form.cleaned_data)
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("记下了，谢谢你照实说。"))
            return see_other(reverse("evaluations:mine"))
    context = {"activity": one, "own": own, "form": form, "open": queries.may_say(one)}
    status = 422 if request.method == "POST" else 200
    return render(request, "evaluations/rate.html", context, status=status)


@require_POST
@signed_in
def take_back(request: Request, activity: UUID) -> HttpResponse:
    one = came_to_or_404(request, activity)
    actions.take_back(request.actor, one)
    messages.success(request, _("收回了，这句话不再公开。"))
    return see_other(reverse("evaluations:mine"))
