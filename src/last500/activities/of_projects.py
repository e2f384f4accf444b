"""The dates of a project on its own page, and where an activity of a project comes from."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.activities import queries
from last500.activities.models import Activity
from last500.activities.rules import State
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.places.rules import Level
from last500.projects.models import Project
from last500.projects.rules import State as ProjectState
from last500.projects.seams import Dated, Further

HAS_DATES = frozenset({ProjectState.CALLED, ProjectState.STAFFED, ProjectState.RUNNING})


def dates(project: Project) -> list[Dated]:
    """Two statements; without anybody's name."""
    return [
        Dated(reverse("activities:show", args=[one.pk]), one.title, one.starts_at, _stands(one))
        for one in queries.of_project(project.pk)
    ]


def _stands(activity: Activity) -> str:
    if activity.state != State.OPEN:
        return str(activity.get_state_display())
    free = sum(role.free for role in activity.roles.all())
    if not free:
        return _("满了，可以排队")
    return ngettext("还有 %(n)d 个位置", "还有 %(n)d 个位置", free) % {"n": free}


def to_one_more(project: Project, runs: bool) -> Further | None:
    """For whoever runs it: the form for a date, with this project chosen.

    At its compound, or the first one where it happens as well; else at the desk. No statement for
    a project of a compound, one for a wider one.
    """
    if not runs or project.state not in HAS_DATES:
        return None
    slug = project.place.slug or _first_compound(project)
    to = (
        reverse("activities:propose", args=[slug])
        if slug
        else reverse("activities:new", args=[project.place_id])
    )
    return Further(f"{to}?project={project.pk}", N_("给这个项目办活动：一场，或者一个系列"))


def _first_compound(project: Project) -> str:
    rows = project.also_at.filter(place__level=Level.COMPOUND).order_by("place__path")
    return rows.values_list("place__slug", flat=True).first() or ""


def project_of(actor: Actor, activity: Activity) -> Project | None:
    """The project it belongs to, where the reader may see it. One statement, or none."""
    if activity.project_id is None:
        return None
    rows = Project.objects.visible_to(actor).select_related("place", "lead", "by_organisation")
    return rows.filter(pk=activity.project_id).first()
