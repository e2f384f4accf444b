"""Where somebody is reported in, and from which unit: the app that knows it stands above this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from last500.places.models import Place


@dataclass(frozen=True)
class Home:
    place: Place
    organisation: UUID | None
    number: str = ""  # the volunteer number of ours, where there is one


@dataclass(frozen=True)
class Member:
    """Somebody who is reported in, as a list from elsewhere finds them."""

    person: UUID
    place: int


@dataclass(frozen=True)
class Register:
    """`members` answers with the keyed index of each telephone below a path of the tree."""

    home_of: Callable[[UUID], Home | None]
    members: Callable[[str], Mapping[str, Member]]


_registers: list[Register] = []


def register(one: Register) -> None:
    _registers.append(one)


def home_of(person: UUID) -> Home | None:
    """The confirmed report-in of a person; None for whoever is reported in nowhere."""
    return next((home for one in _registers if (home := one.home_of(person))), None)


def members(path: str) -> dict[str, Member]:
    """Who is reported in below this path, by the index of their telephone."""
    return {index: member for one in _registers for index, member in one.members(path).items()}
