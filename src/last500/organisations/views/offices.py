"""Pages to give an office and to end one, or to lay down one's own."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base import clock
from last500.base.errors import Forbidden, Refused, TooMany
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.organisations import actions, queries
from last500.organisations.forms import OfficeForm
from last500.organisations.models import Office
from last500.organisations.rules import OfficeKind, Permission
from last500.people.models import Person
from last500.places.models import Place


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Request, place_id: int) -> HttpResponse:
    """The search for the number comes first, in a transaction of its own (search_by_phone)."""
    place = queries.place_to_organise(request.actor, place_id)
    kinds = actions.kinds_to_give(request.actor, place)
    if not kinds:
        raise Forbidden(Permission.OFFICE_GIVE)
    first = {"kind": kinds[0].value, "from_on": clock.today()}
    form = OfficeForm(
        request.POST if request.method == "POST" else None, kinds=kinds, initial=first
    )
    if request.method == "POST" and form.is_valid():
        try:
            filled = form.cleaned_data
            known = actions.search_by_phone(
                request.actor, place, filled["phone"], name=filled["name"]
            )
            return _give(request, place, known, filled)
        except TooMany:
            raise
        except Refused as refused:
            field = "phone" if refused.field == "person" else refused.field
            show_on_form(form, Refused(refused.message, field))
    status = 422 if form.errors else 200
    return render(
        request, "organisations/office_give.html", {"form": form, "place": place}, status=status
    )


@once
def _give(request: Request, place: Place, known: Person | None, filled: dict) -> HttpResponse:
    person = actions.make_holder(
        request.actor, known, filled["phone"], name=filled["name"], email=filled["email"]
    )
    actions.give_office(
        request.actor,
        person,
        OfficeKind(filled["kind"]),
        place,
        from_on=filled["from_on"],
        to_on=filled["to_on"],
    )
    messages.success(request, _("已经登记，本人用手机号登录就能值守。"))
    return see_other(reverse("organisations:place", args=[place.pk]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, key: UUID) -> HttpResponse:
    """Ask once more, then end it: what the office allowed is gone with the next click."""
    rows = Office.objects.visible_to(request.actor).select_related("person", "place")
    office = get_object_or_404(rows, pk=key)
    own = office.person_id == request.actor.person
    if not own and not actions.may_give(request.actor, OfficeKind(office.kind), office.place):
        raise Forbidden(Permission.OFFICE_GIVE)
    if request.method == "POST":
        actions.end_office(request.actor, office)
        messages.success(request, _("这个职务从现在起结束了。"))
        if own:
            return see_other("/")
        return see_other(reverse("organisations:place", args=[office.place_id]))
    return render(request, "organisations/office_end.html", {"office": office, "own": own})


@login_required
@require_POST
def confirm(request: Request, key: UUID) -> HttpResponse:
    """The office goes on: said by whoever gives it, every half year."""
    rows = Office.objects.visible_to(request.actor).select_related("person", "place")
    office = get_object_or_404(rows, pk=key)
    actions.confirm_office(request.actor, office)
    messages.success(request, _("记下了，还在担任。"))
    return see_other(reverse("organisations:place", args=[office.place_id]))
