"""How long what is known of a project's people is kept: half a year after its end."""

from datetime import datetime

from last500.base.erasing import Rule
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person
from last500.projects.models import Project, ProjectEvent

RULES = (
    Rule(
        "project_people",
        N_("结束了的项目是谁牵头、谁提的"),
        Keep.DUTY,
        lambda edge: Project.objects.filter(closed_at__lt=edge),
        fields=("leader", "proposed_by"),
    ),
    Rule(
        "project_actors",
        N_("项目的经过里是谁做的"),
        Keep.LOG,
        lambda edge: ProjectEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)


def _leave(person: Person) -> None:
    Project.objects.filter(leader=person).update(leader=None)


def _restrict(person: Person, moment: datetime | None) -> None:
    """Nothing to lock: whoever leads is named to nobody but the desk."""


PARTS = (Part(_leave, _restrict),)
