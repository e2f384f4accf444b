"""The way in: sign in first, and what the reader may see of seats, placements, notes."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from last500.base.actor import Actor
from last500.base.http import see_other
from last500.base.scope import widen
from last500.grids.models import Note, Placement, Seat
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import path_steps


def compound_or_404(slug: str) -> Place:
    found = Place.objects.current().filter(slug=slug, level="compound").first()
    if found is None:
        raise Http404
    widen(place=found.pk)
    return found


def desk_or_404(actor: Actor, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(actor), pk=place_id)
    if not actor.may(Permission.GRID_ARRANGE, place.path):
        raise Http404
    return place


def seat_or_404(actor: Actor, key: UUID) -> Seat:
    return get_object_or_404(Seat.objects.visible_to(actor).select_related("place"), pk=key)


def of_desk_or_404(actor: Actor, key: UUID) -> Seat:
    """A seat that the actor arranges; to everybody else its desk's pages are not there."""
    return get_object_or_404(Seat.objects.of_desk(actor).select_related("place"), pk=key)


def placement_or_404(actor: Actor, key: UUID) -> Placement:
    rows = Placement.objects.visible_to(actor).select_related("seat__place", "person")
    return get_object_or_404(rows, pk=key)


def own_or_404(actor: Actor, key: UUID) -> Placement:
    rows = Placement.objects.filter(person=actor.person).select_related("seat__place", "person")
    return get_object_or_404(rows, pk=key)


def holding_or_404(actor: Actor, key: UUID) -> Placement:
    """A seat that the actor holds today."""
    rows = Placement.objects.holding().filter(person=actor.person)
    return get_object_or_404(rows.select_related("seat__place", "person"), pk=key)


def note_or_404(actor: Actor, key: UUID) -> Note:
    rows = Note.objects.visible_to(actor).select_related("seat__place", "author")
    return get_object_or_404(rows, pk=key)


def compound_of(place: Place) -> Place | None:
    """The compound in which it lies; none for a grid of a community. One statement at most."""
    if place.level == "compound":
        return place
    return Place.objects.filter(pk__in=path_steps(place.path), level="compound").first()


def done(request: HttpRequest, thanks: str, back: str) -> HttpResponse:
    messages.success(request, thanks)
    return see_other(back)


def mine() -> str:
    return reverse("grids:mine")


def seat_page(seat: Seat) -> str:
    return reverse("grids:seat", args=[seat.pk])
