"""The doors: the complainant's own page, and the desk's; to everybody else it is not there."""

from uuid import UUID

from django.http import Http404

from last500.base.actor import Actor
from last500.base.errors import Forbidden
from last500.complaints import queries
from last500.complaints.models import Complaint
from last500.organisations.rules import Permission


def holds_a_desk(actor: Actor) -> bool:
    wanted = {Permission.COMPLAINT_HANDLE, Permission.COMPLAINT_PLATFORM}
    return any(wanted & grant.permissions for grant in actor.grants)


def require_a_desk(actor: Actor) -> None:
    """Raise Forbidden for whoever handles no complaints anywhere."""
    if not holds_a_desk(actor):
        raise Forbidden(Permission.COMPLAINT_HANDLE)


def own_or_404(actor: Actor, number: str) -> Complaint:
    found = queries.owned(actor, number)
    if found is None:
        raise Http404
    return found


def handled_or_404(actor: Actor, key: UUID) -> Complaint:
    found = queries.handled(actor, key)
    if found is None:
        raise Http404
    return found
