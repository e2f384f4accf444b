"""The routing table of a branch as a page: lines in order, a box to try a text with."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.errors import Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.organisations.actions import require
from last500.organisations.queries import may_organise, place_to_organise
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.service_requests import rules
from last500.service_requests.actions import routing as actions
from last500.service_requests.actions.routing import LineOfTable
from last500.service_requests.categories import BY_CODE
from last500.service_requests.models import RoutingRule, Spot
from last500.service_requests.queries import routing_table
from last500.service_requests.routing_forms import LineForm, TryForm


def _place(request: Request, place_id: int) -> Place:
    place = place_to_organise(request.actor, place_id)
    require(request.actor, Permission.ROUTING_EDIT, place)
    return place


def _rule(request: Request, rule_id: int) -> RoutingRule:
    rule = get_object_or_404(RoutingRule.objects.select_related("place"), pk=rule_id)
    if not may_organise(request.actor, rule.place):
        raise Http404
    require(request.actor, Permission.ROUTING_EDIT, rule.place)
    return rule


def _table(place: Place) -> list[dict]:
    """All lines in force here in the order they are asked: the own ones, then those from above."""
    rows = RoutingRule.objects.filter(place__in=path_steps(place.path)).select_related("place")
    lines = sorted(rows, key=lambda r: (-len(r.place.path), r.order, r.pk))
    spots = dict(Spot.choices)
    return [
        {
            "rule": rule,
            "own": rule.place_id == place.pk,
            "category": _(BY_CODE[rule.category].name) if rule.category in BY_CODE else "",
            "spot": spots.get(rule.spot, ""),
        }
        for rule in lines
    ]


def _page(
    request: Request,
    place: Place,
    *,
    form: LineForm | None = None,
    trial: TryForm | None = None,
    fired: rules.RoutingRule | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "place": place,
        "table": _table(place),
        "form": form or LineForm(),
        "trial": trial or TryForm(),
        "tried": trial is not None and trial.is_bound,
        "fired": fired,
        "fired_route": _(rules.ROUTE_WORDS[rules.Route(fired.route)]) if fired else "",
    }
    return render(request, "service_requests/routing_table.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def routing(request: Request, place_id: int) -> HttpResponse:
    place = _place(request, place_id)
    if request.method != "POST":
        return _page(request, place)
    form = LineForm(request.POST)
    if form.is_valid():
        try:
            actions.add_line(request.actor, place, LineOfTable(**form.cleaned_data))
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("加在最后了，需要的话往上移。"))
            return see_other(reverse("service_requests:routing", args=[place.pk]))
    return _page(request, place, form=form, status=422)


@login_required
@require_POST
def try_out(request: Request, place_id: int) -> HttpResponse:
    """Which line a text would meet; nothing is kept, so the text stays out of the address."""
    place = _place(request, place_id)
    trial = TryForm(request.POST)
    if not trial.is_valid():
        return _page(request, place, trial=trial, status=422)
    filled = trial.cleaned_data
    spot = filled["spot"] or Spot.HOME
    fired = rules.route(routing_table(place), filled["category"], spot, filled["text"])
    return _page(request, place, trial=trial, fired=fired)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_line(request: Request, rule_id: int) -> HttpResponse:
    rule = _rule(request, rule_id)
    columns = ("name", "category", "spot", "words", "route", "days")
    shown = {column: getattr(rule, column) for column in columns}
    form = LineForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_line(request.actor, rule, LineOfTable(**form.cleaned_data))
        except Refused as refused:
            show_on_form(form, refused)
        else:
            return see_other(reverse("service_requests:routing", args=[rule.place_id]))
    status = 422 if form.errors else 200
    context = {"form": form, "rule": rule}
    return render(request, "service_requests/routing_change.html", context, status=status)


@login_required
@require_POST
def arrange_line(request: Request, rule_id: int) -> HttpResponse:
    """One button moves a line up or down, or takes it away."""
    rule = _rule(request, rule_id)
    wish = request.POST.get("do", "")
    if wish in {"up", "down"}:
        actions.move_line(request.actor, rule, up=wish == "up")
    elif wish == "remove":
        actions.remove_line(request.actor, rule)
        messages.success(request, _("拿掉了“%(name)s”。") % {"name": rule.name})
    else:
        raise Http404
    return see_other(reverse("service_requests:routing", args=[rule.place_id]))
