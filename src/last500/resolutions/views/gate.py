"""The doors: what was decided is there for everybody; its steps for whoever holds the desk."""

from uuid import UUID

from django.http import Http404

from last500.base.errors import Forbidden
from last500.base.http import Request
from last500.base.scope import widen
from last500.organisations.rules import Permission
from last500.resolutions import queries
from last500.resolutions.models import Resolution, Task


def seen_or_404(key: UUID) -> Resolution:
    """The first version, on which tasks and agreement hang."""
    row = queries.one(key)
    if row is None:
        raise Http404
    if row.corrects_id:
        found = queries.entry_of(row)
        row = queries.one(found.first.pk) if found else None
        if row is None:
            raise Http404
    widen(place=row.compound_id)
    return row


def handled_or_403(request: Request, key: UUID) -> Resolution:
    row = seen_or_404(key)
    if not request.actor.may(Permission.TOPIC_HANDLE, row.compound.path):
        raise Forbidden(Permission.TOPIC_HANDLE)
    return row


def task_or_404(key: UUID) -> Task:
    task = queries.task(key)
    if task is None:
        raise Http404
    widen(place=task.resolution.compound_id)
    return task
