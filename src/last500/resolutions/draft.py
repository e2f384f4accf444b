"""What is filled in about a resolution: its words, and who does what by when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from last500.resolutions.rules import Who


@dataclass(frozen=True)
class NewTask:
    """`who` names an office or a body in words; `organisation` or `person` are keys."""

    what: str
    until: date
    who: str = ""
    kind: str = Who.BODY
    organisation: UUID | None = None
    person: UUID | None = None
