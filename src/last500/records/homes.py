"""Where somebody is reported in, and from which unit: the app that knows it stands above this."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from last500.places.models import Place


@dataclass(frozen=True)
class Home:
    place: Place
    organisation: UUID | None


Find = Callable[[UUID], Home | None]
_finders: list[Find] = []


def register(find: Find) -> None:
    _finders.append(find)


def home_of(person: UUID) -> Home | None:
    """The confirmed report-in of a person; None for whoever is reported in nowhere."""
    return next((home for find in _finders if (home := find(person))), None)
