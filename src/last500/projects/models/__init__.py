"""Projects, and what happened to them."""

from last500.projects.models.projects import Project, ProjectEvent

__all__ = ["Project", "ProjectEvent"]
