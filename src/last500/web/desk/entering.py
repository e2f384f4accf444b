"""For somebody who called, brought the paper form, or stands at the counter."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import see_other, show_on_form
from last500.base.idempotency import once
from last500.base.ids import read_number
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.service_requests import actions
from last500.service_requests.actions import Placing
from last500.service_requests.models import ServiceRequest
from last500.web.desk.forms import EnterForm
from last500.web.desk.gate import staff

SLIP_FOR = clock.HOUR


def place_of(actor: Actor, place_id: int, permission: Permission) -> Place:
    """The place whose desk it is; a stranger gets the same 404 as for none."""
    place = get_object_or_404(Place.objects.visible_to(actor), pk=place_id)
    if not actor.may(permission, place.path):
        raise Http404
    return place


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def enter(request: HttpRequest, place_id: int) -> HttpResponse:
    """One quick form; a compound's own desk is not asked which compound."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = place_of(actor, place_id, Permission.REQUEST_ENTER)
    rows = Place.objects.under(desk.path).current().filter(level="compound").order_by("path")
    compounds = list(rows[:400])
    buildings = buildings_of(compounds[0]) if len(compounds) == 1 else []
    form = EnterForm(compounds, buildings, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _place(actor, form, compounds, buildings)
        except Refused as refused:
            if isinstance(refused, Conflict | TooMany):
                raise
            show_on_form(form, refused)
        else:
            messages.success(request, _("记下了，放到待核实。"))
            return see_other(reverse("desk:slip", args=[desk.pk, made.number]))
    context = {"desk": desk, "form": form, "one": len(compounds) == 1, "buildings": buildings}
    return render(request, "web/desk/enter.html", context, status=422 if form.errors else 200)


def _place(
    actor: Actor, form: EnterForm, compounds: list[Place], buildings: list[Place]
) -> ServiceRequest:
    said = dict(form.cleaned_data)
    where, house = said.pop("place"), said.pop("building")
    compound = next(place for place in compounds if str(place.pk) == where)
    building = next((place for place in buildings if str(place.pk) == house), None)
    return actions.place(actor, compound, Placing(building=building, **said))


@require_safe
@staff
def slip(request: HttpRequest, place_id: int, number: str) -> HttpResponse:
    """The slip to take home: for an hour, for whoever entered it. Its code opens the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = place_of(actor, place_id, Permission.REQUEST_ENTER)
    rows = ServiceRequest.objects.visible_to(actor).select_related("place", "contact")
    made = get_object_or_404(
        rows,
        number=read_number(number) or "-",
        entered_by=actor.person,
        placed_at__gte=clock.now() - SLIP_FOR,
    )
    return render(
        request, "web/desk/slip.html", {"desk": desk, "made": made, "site_url": settings.SITE_URL}
    )
