"""Pages of the branch: what lies in it and who serves there; opening a compound, changing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base import clock
from last500.base.errors import Forbidden, Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.organisations import compounds, queries
from last500.organisations.actions import kinds_to_give, require
from last500.organisations.compounds import Details
from last500.organisations.forms import CompoundForm, OpenForm, details_of
from last500.organisations.rules import OFFICES, OfficeKind, Permission
from last500.places.models import Place
from last500.places.rules import SETS_MODE


@login_required
@require_safe
def home(request: Request) -> HttpResponse:
    """Where the actor may organise, and the offices they hold themself."""
    own = queries.own_offices(request.actor)
    if not own:
        raise Forbidden(Permission.OFFICE_GIVE)
    return render(
        request,
        "organisations/home.html",
        {"own": own, "tops": queries.branch_tops(request.actor), **_may(request)},
    )


def _may(request: Request) -> dict[str, bool]:
    held = {permission for grant in request.actor.grants for permission in grant.permissions}
    return {
        "calendar": Permission.CALENDAR_EDIT in held,
        "routing": Permission.ROUTING_EDIT in held,
    }


@login_required
@require_safe
def place(request: Request, place_id: int) -> HttpResponse:
    here = queries.place_to_organise(request.actor, place_id)
    return render(
        request,
        "organisations/place.html",
        {
            "place": here,
            "offices": queries.offices_at(request.actor, here),
            "today": clock.today(),
            "below": queries.below(here),
            "gives": kinds_to_give(request.actor, here),
            "opens": request.actor.may(Permission.PLACE_OPEN, here.path) and not here.closed_on,
            "figures": request.actor.may(Permission.FIGURES_READ, here.path),
            "routing": request.actor.may(Permission.ROUTING_EDIT, here.path),
            "mode": here.level in SETS_MODE and request.actor.may(Permission.MODE_SET, here.path),
            "administrators": here.level in OFFICES[OfficeKind.OPERATOR][0]
            and request.actor.may(Permission.ADMINISTRATOR_PROPOSE, here.path),
            "buildings": queries.building_names(here) if here.level == "compound" else [],
            "organisation": queries.organisation_name(here),
            "up": queries.place_above(request.actor, here),
        },
    )


def _details(form: CompoundForm) -> Details:
    filled = dict(form.cleaned_data)
    filled["households"] = filled["households"] or 0
    return Details(**filled)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def open_compound(request: Request, place_id: int) -> HttpResponse:
    community = queries.place_to_organise(request.actor, place_id)
    if community.level not in {"community", "grid"}:
        raise Http404
    require(request.actor, Permission.PLACE_OPEN, community)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            compound = compounds.open_compound(request.actor, community, _details(form))
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("小区开好了。打印海报贴到门口，居民扫一下就能用。"))
            return see_other(reverse("organisations:place", args=[compound.pk]))
    status = 422 if form.errors else 200
    context = {"form": form, "community": community}
    return render(request, "organisations/compound_open.html", context, status=status)


def _compound(request: Request, place_id: int) -> Place:
    compound = queries.place_to_organise(request.actor, place_id)
    if compound.level != "compound":
        raise Http404
    require(request.actor, Permission.PLACE_OPEN, compound)
    return compound


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_compound(request: Request, place_id: int) -> HttpResponse:
    compound = _compound(request, place_id)
    shown = details_of(compound, queries.organisation_name(compound))
    form = CompoundForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            compounds.edit_compound(request.actor, compound, _details(form))
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("已经改好，居民看到的页面也跟着变了。"))
            return see_other(reverse("organisations:place", args=[compound.pk]))
    status = 422 if form.errors else 200
    context = {"form": form, "compound": compound, "buildings": queries.building_names(compound)}
    return render(request, "organisations/compound_edit.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close_compound(request: Request, place_id: int) -> HttpResponse:
    compound = _compound(request, place_id)
    if request.method == "POST":
        compounds.close_compound(request.actor, compound)
        messages.success(request, _("%(place)s不再收新的求助。") % {"place": compound.name})
        return see_other(reverse("organisations:place", args=[compound.parent_id]))
    return render(request, "organisations/compound_close.html", {"compound": compound})
