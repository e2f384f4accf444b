"""The three administrators of a place: who they are, to propose one, to propose that one ends."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base import clock
from last500.base.errors import Forbidden, Refused, TooMany
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.organisations import two_people
from last500.organisations.actions import make_holder, may_confirm, search_by_phone
from last500.organisations.models import Office
from last500.organisations.rules import ADMINISTRATORS, OFFICES, OfficeKind, Permission
from last500.people.models import Person
from last500.people.sessions import fresh
from last500.places.models import Place
from last500.web.security.door import tell_second_people
from last500.web.security.forms import AdministratorForm, ReasonForm

SEES = (Permission.ADMINISTRATOR_PROPOSE, Permission.ADMINISTRATOR_CONFIRM)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def administrators(request: Request, place_id: int) -> HttpResponse:
    """The search for the number comes first, in a transaction of its own (search_by_phone)."""
    place = Place.objects.visible_to(request.actor).filter(pk=place_id).first()
    if place is None or not any(request.actor.may(one, place.path) for one in SEES):
        raise Http404
    proposes = request.actor.may(Permission.ADMINISTRATOR_PROPOSE, place.path)
    form = AdministratorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not proposes:
            raise Forbidden(Permission.ADMINISTRATOR_PROPOSE)
        fresh(request)
        if form.is_valid():
            try:
                given = form.cleaned_data
                known = search_by_phone(request.actor, place, given["phone"], name=given["name"])
                return _propose(request, place, known, given)
            except TooMany:
                raise
            except Refused as refused:
                show_on_form(form, refused)
    offices = Office.objects.acting(clock.today()).filter(place=place, kind__in=ADMINISTRATORS)
    context = {
        "place": place,
        "form": form if proposes and place.level in OFFICES[OfficeKind.OPERATOR][0] else None,
        "offices": [
            (office, office.waits_for_word(clock.today()) and may_confirm(request.actor, office))
            for office in offices.select_related("person", "place").order_by("kind", "from_on")[:50]
        ],
        "me": request.actor.person,
    }
    status = 422 if form.errors else 200
    return render(request, "web/security/administrators.html", context, status=status)


@once
def _propose(request: Request, place: Place, known: Person | None, given: dict) -> HttpResponse:
    person = make_holder(
        request.actor, known, given["phone"], name=given["name"], email=given["email"]
    )
    kind = OfficeKind(given["kind"])
    tell_second_people(
        two_people.propose_administrator(request.actor, person, kind, place, reason=given["reason"])
    )
    messages.success(request, _("提出来了，等第二个人确认。"))
    return see_other(reverse("security:administrators", args=[place.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def propose_end(request: Request, key: UUID) -> HttpResponse:
    rows = Office.objects.acting(clock.today()).filter(kind__in=ADMINISTRATORS)
    office = get_object_or_404(rows.select_related("person", "place"), pk=key)
    if not request.actor.may(Permission.ADMINISTRATOR_PROPOSE, office.place.path):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        fresh(request)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            tell_second_people(two_people.propose_end(request.actor, office, reason=reason))
            messages.success(request, _("提出来了，等第二个人确认。"))
            return see_other(reverse("security:administrators", args=[office.place.pk]))
    context = {"office": office, "form": form}
    status = 422 if form.errors else 200
    return render(request, "web/security/administrator_end.html", context, status=status)
