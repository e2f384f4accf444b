"""Projects, what was agreed on in them, who takes part, and what happened to them."""

from last500.projects.models.needs import ProjectNeed
from last500.projects.models.projects import Project, ProjectEvent, ProjectPlace
from last500.projects.models.sides import PanelSeat, Partner, Party
from last500.projects.models.terms import BudgetLine, Indicator, ProjectRole, RoleClaim, RoleWait

__all__ = [
    "BudgetLine",
    "Indicator",
    "PanelSeat",
    "Partner",
    "Party",
    "Project",
    "ProjectEvent",
    "ProjectNeed",
    "ProjectPlace",
    "ProjectRole",
    "RoleClaim",
    "RoleWait",
]
