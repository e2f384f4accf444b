"""Report in to a compound; whoever is reported in already is led to moving."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base.errors import Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.organisations.models import Organisation
from last500.people.queries import myself
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.reportin import actions
from last500.reportin.actions import Wishes, wishes_of
from last500.reportin.forms import ReportInForm
from last500.reportin.models import ReportIn
from last500.reportin.queries import last_own, own
from last500.reportin.rules import Age

Kinds = Sequence[tuple[str, str]]
# The units that are reported in at the community of a compound: they lie above this app.
UnitsAt = Callable[[Place], Sequence[Organisation]]


def no_units(place: Place) -> Sequence[Organisation]:
    return ()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def ask(
    request: Request, slug: str, kinds: Kinds = (), units_at: UnitsAt = no_units
) -> HttpResponse:
    rows = Place.objects.visible_to(request.actor).current()
    place = get_object_or_404(rows, slug=slug, level="compound")
    mine = own(request.actor)
    if mine is not None:
        return _already(request, mine, place)
    buildings = [one for one in buildings_of(place) if one.level == "building"]
    needed: dict[str, Any] = {"kinds": kinds, "buildings": buildings, "units": units_at(place)}
    before = last_own(request.actor)
    if request.method != "POST":
        form = ReportInForm(**needed, initial=_begun(request, before))
        return _form_page(request, place, form)
    form = ReportInForm(request.POST, **needed)
    if form.is_valid():
        try:
            _report_in(request, place, form, wishes_of(before) if before else Wishes())
            messages.success(request, _("收到了。小区确认之后，有合适的事会请你。"))
            return see_other("/me/")
        except Refused as refused:
            show_on_form(form, refused)
    return _form_page(request, place, form, status=422)


def _begun(request: Request, before: ReportIn | None) -> dict[str, Any]:
    """What was wished before is offered again; a link from a unit names it, and ticks nothing."""
    begun: dict[str, Any] = {
        "called": myself(request.actor).called,
        "organisation": request.GET.get("unit", "")[:36],
    }
    if before is None:
        return begun
    begun |= ReportInForm.filled_from(before)
    return begun | {"kind": before.kind, "unit": before.unit, "is_teen": before.age == Age.TEEN}


def _report_in(request: Request, place: Place, form: ReportInForm, before: Wishes) -> None:
    data = form.cleaned_data
    actions.ask(
        request.actor,
        place,
        kind=data["kind"],
        wishes=form.wishes(before),
        called=data["called"],
        building=form.buildings.get(data["building"]),
        unit=data["unit"],
        tell=form.told(),
        guardian=form.guardian(),
    )


def _already(request: Request, mine: ReportIn, place: Place) -> HttpResponse:
    if mine.place_id == place.pk:
        messages.info(request, _("你已经在这里报到了。想改什么，在这一页改。"))
        return see_other(reverse("reportin:wishes"))
    messages.info(
        request,
        _("你已经在%(place)s报到了。搬了家，就把报到搬过来。") % {"place": mine.place.name},
    )
    return see_other(f"{reverse('reportin:move')}?to={place.slug}")


def _form_page(
    request: Request, place: Place, form: ReportInForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "place": place}
    return render(request, "reportin/report_in_ask.html", context, status=status)
