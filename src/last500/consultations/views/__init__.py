"""Pages of consultations: at the gate, at the desk, and the slips that two people read."""

from uuid import UUID

from django.http import Http404

from last500.base.http import Request
from last500.consultations import queries
from last500.consultations.models import Consultation
from last500.organisations.rules import Permission
from last500.places.models import Place


def seen_or_404(request: Request, key: UUID) -> Consultation:
    found = queries.one(request.actor, key)
    if found is None:
        raise Http404
    return found


def of_desk_or_404(request: Request, key: UUID) -> Consultation:
    found = seen_or_404(request, key)
    if not holds(request, found.place):
        raise Http404
    return found


def holds(request: Request, place: Place) -> bool:
    return request.actor.may(Permission.TOPIC_HANDLE, place.path)
