"""What each model says of the personal data it holds: class, purpose, basis, how long."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Field classes of the privacy rules: how much harm a leak would do."""

    INTERNAL = "C1"
    PERSONAL = "C2"  # name, phone, address
    SENSITIVE = "C3"  # health, party status, minors, free text of a request


class Keep(StrEnum):
    """How long, counted from the end of what the datum was given for."""

    ACCOUNT = "while the account lives"
    REQUEST = "180 days after the request is closed"
    COMPLAINT = "180 days after the complaint is closed"
    LOG = "12 months"
    CODE = "one day"
    SESSION = "while the session lives"
    MESSAGE = "30 days"
    IMPORT = "7 days after the import is applied"
    OFFICE = "3 years after the office ends"


@dataclass(frozen=True)
class Personal:
    """One personal field. `basis` names the article of the Personal Information Protection Law."""

    kind: Kind
    purpose: str
    keep: Keep
    basis: str = "PIPL 13(1) consent"


@dataclass(frozen=True)
class Privacy:
    """Every model carries one as `privacy`; a guard test finds the model that does not."""

    fields: Mapping[str, Personal] = field(default_factory=dict)


NO_PERSONAL_DATA = Privacy()
