"""From a project's own page to its dates, and for whoever runs it to a form for new ones."""

from django.urls import reverse

from last500.activities.models import Activity
from last500.activities.rules import State
from last500.base import clock
from last500.base.marking import N_
from last500.places.rules import Level
from last500.projects.models import Project
from last500.projects.rules import State as ProjectState
from last500.projects.seams import Further

GOES_ON = frozenset({ProjectState.STAFFED, ProjectState.RUNNING})


def to_next_date(project: Project, runs: bool) -> Further | None:
    """The next date that is open, for everybody. One statement, none before there can be dates."""
    if project.state not in GOES_ON:
        return None
    rows = Activity.objects.filter(project=project, state=State.OPEN, ends_at__gt=clock.now())
    key = rows.order_by("starts_at", "pk").values_list("pk", flat=True).first()
    return Further(reverse("activities:show", args=[key]), N_("去看下一场活动")) if key else None


def to_new_dates(project: Project, runs: bool) -> Further | None:
    """Where its dates are made: at its compound, or at the first one where it happens as well."""
    if not runs or project.state not in GOES_ON:
        return None
    place = project.place
    if place.level != Level.COMPOUND:
        rows = project.also_at.filter(place__level=Level.COMPOUND).select_related("place")
        found = rows.order_by("place__path").first()
        if found is None:
            return None
        place = found.place
    address = reverse("activities:propose", args=[place.slug])
    return Further(f"{address}?project={project.pk}", N_("办活动：一次设好一场，或者一个系列"))
