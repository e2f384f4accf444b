"""The unmet needs on which a project stands."""

from django.db import models
from django.db.models import Q

from last500.base.ids import uuid7
from last500.base.privacy import Privacy
from last500.base.scope import SCOPED
from last500.projects.models.projects import Project
from last500.unmet.models import UnmetNeed


class ProjectNeed(models.Model):
    """A need is in one project at a time: one that was declined or given up lets it go."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="needs")
    need = models.ForeignKey(UnmetNeed, models.PROTECT, related_name="projects")
    # How many had asked when it was taken up; what joins the need later is told of, too.
    count = models.PositiveIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    scope = SCOPED
    privacy = Privacy()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(ended_at=None), name="need_is_in_one_project"
            ),
            models.UniqueConstraint(fields=["project", "need"], name="project_has_a_need_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
