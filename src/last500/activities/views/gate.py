"""The way in: sign in first, and the activity, the role, the desk that the reader may reach."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from last500.activities import queries
from last500.activities.models import Activity, Role
from last500.base.actor import Actor
from last500.base.http import see_other
from last500.organisations.rules import Permission
from last500.places.models import Place


def seen_or_404(actor: Actor, key: UUID) -> Activity:
    found = queries.activity_or_none(actor, key)
    if found is None:
        raise Http404
    return found


def run_or_404(actor: Actor, key: UUID) -> Activity:
    """An activity that the actor organises; to everybody else these pages are not there."""
    found = queries.run_or_none(actor, key)
    if found is None:
        raise Http404
    return found


def role_or_404(actor: Actor, key: UUID) -> Role:
    """A role of an activity that the actor may see."""
    rows = Role.objects.filter(activity__in=Activity.objects.visible_to(actor).values("pk"))
    return get_object_or_404(rows.select_related("activity__place", "activity__lead"), pk=key)


def run_role_or_404(actor: Actor, key: UUID) -> Role:
    rows = Role.objects.filter(activity__in=Activity.objects.run_by(actor).values("pk"))
    return get_object_or_404(rows.select_related("activity__place", "activity__lead"), pk=key)


def desk_or_404(actor: Actor, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(actor), pk=place_id)
    if not actor.may(Permission.ACTIVITY_EDIT, place.path):
        raise Http404
    return place


def compound_or_404(slug: str) -> Place:
    return get_object_or_404(Place.objects.current().filter(level="compound"), slug=slug)


def number_said(request: HttpRequest, name: str, most: int = 999) -> int:
    """A number that a pressed button or a short field says; 0 for what is none."""
    said = request.POST.get(name, "")
    return min(int(said), most) if said.isdecimal() and len(said) < 4 else 0


def to(activity: Activity) -> HttpResponse:
    return see_other(reverse("activities:show", args=[activity.pk]))
