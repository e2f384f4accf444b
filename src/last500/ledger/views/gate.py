"""The doors: a book hangs at its gate; a desk is there for whoever keeps the book, else 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from last500.base.http import Request
from last500.base.scope import widen
from last500.ledger import queries
from last500.ledger.models import Book, Entry, Posting
from last500.places.models import Place


def compound_or_404(slug: str) -> Place:
    found = Place.objects.current().filter(slug=slug, level="compound").first()
    if found is None:
        raise Http404
    widen(place=found.pk)
    return found


def desk_or_404(request: Request, place_id: int) -> Place:
    place = get_object_or_404(
        Place.objects.visible_to(request.actor).select_related("parent"), pk=place_id
    )
    if not queries.may_keep(request.actor, place):
        raise Http404
    return place


def book_or_404(request: Request, place_id: int) -> Book:
    found = queries.book_of(desk_or_404(request, place_id))
    if found is None:
        raise Http404
    return found


def posting_or_404(request: Request, key: UUID) -> Posting:
    rows = Posting.objects.visible_to(request.actor).select_related(
        "book__place__parent", "place", "desk", "posted_by", "decided_by", "reverses", "replaces"
    )
    return get_object_or_404(rows, pk=key)


def entry_or_404(key: UUID) -> Entry:
    found = queries.entry(key)
    if found is None:
        raise Http404
    return found
