"""The doors: sign in; an activity to which the reader came; a project that the reader runs."""

from uuid import UUID

from django.http import Http404

from last500.activities.models import Activity
from last500.activities.queries import activity_or_none
from last500.base.errors import Forbidden
from last500.base.http import Request
from last500.evaluations import queries
from last500.evaluations.models import Evaluation
from last500.projects import queries as projects
from last500.projects.actions import may_run
from last500.projects.models import Project


def came_to_or_404(request: Request, key: UUID) -> Activity:
    """An activity to which the reader came; to everybody else this page is not there."""
    found = activity_or_none(request.actor, key)
    if found is None or not queries.came_to(request.actor, found):
        raise Http404
    return found


def project_or_404(request: Request, key: UUID) -> Project:
    found = projects.one(request.actor, key)
    if found is None:
        raise Http404
    return found


def run_or_403(request: Request, key: UUID) -> Project:
    """One that the reader runs: it hangs at the gate, so it is no secret that others do."""
    project = project_or_404(request, key)
    if not may_run(request.actor, project):
        raise Forbidden("does not run this project")
    return project


def seen_or_404(request: Request, key: UUID) -> Evaluation:
    found = queries.one(request.actor, key)
    if found is None:
        raise Http404
    return found
