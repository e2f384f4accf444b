"""The doors: an announced vote is there for everybody, a draft for its desk, the rest is 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from last500.base.errors import Forbidden
from last500.base.http import Request, data_of, status_of, tried
from last500.base.scope import widen
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.votes import actions, queries
from last500.votes.models import Seat, Vote
from last500.votes.rules import SeatState

__all__ = ["data_of", "status_of", "tried"]


def compound_or_404(slug: str) -> Place:
    found = Place.objects.current().filter(slug=slug, level="compound").first()
    if found is None:
        raise Http404
    widen(place=found.pk)
    return found


def seen_or_404(request: Request, key: UUID) -> Vote:
    found = queries.one(request.actor, key)
    if found is None:
        raise Http404
    return found


def run_by(request: Request, key: UUID) -> Vote:
    """One that the reader runs; that others run it is no secret to whoever sees it (403)."""
    vote = seen_or_404(request, key)
    if not actions.may_run(request.actor, vote.compound):
        raise Forbidden(Permission.VOTE_RUN)
    return vote


def read_by(request: Request, key: UUID) -> Vote:
    """One whose ballots the reader may read into the book."""
    vote = seen_or_404(request, key)
    if not actions.may_read(request.actor, vote):
        raise Forbidden("does not read ballots of this vote")
    return vote


def seat_or_403(request: Request, key: UUID) -> Seat:
    vote = seen_or_404(request, key)
    seat = actions.seat_of(request.actor, vote)
    if seat is None or seat.state == SeatState.DECLINED:
        raise Forbidden("has no seat in this vote")
    seat.vote = vote
    return seat


def desk_or_404(request: Request, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(request.actor), pk=place_id)
    if not request.actor.may(Permission.VOTE_RUN, place.path):
        raise Http404
    return place


def page_number(request: Request) -> int:
    said = request.GET.get("page", "1")
    return max(1, min(500, int(said))) if said.isdecimal() and len(said) < 5 else 1
