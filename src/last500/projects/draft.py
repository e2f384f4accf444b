"""What was filled in of a proposal, before anything is made of it."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from last500.places.audiences import Audience
from last500.places.models import Place
from last500.projects.models import Project
from last500.projects.words import Risk


@dataclass(frozen=True)
class Draft:
    """`also_at` are places beside its own; `parent` what it is a part of."""

    title: str
    aim: str
    kind: str
    from_on: date
    until_on: date
    audience: str = Audience.ALL
    does: str = ""
    materials: str = ""
    risk: str = Risk.NONE
    risk_note: str = ""
    insurance: str = ""
    insured_on: date | None = None
    also_at: tuple[Place, ...] = ()
    parent: Project | None = None

    def values(self) -> dict[str, Any]:
        """The columns of the project itself."""
        apart = {"also_at"}
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in apart}
