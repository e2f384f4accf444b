"""The sections of a community's list page: needs, resources, and whatever a higher app registers.

A section answers with lines that all look alike: what it is, where it stands, who answers next.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from last500.base.actor import Actor
from last500.places.models import Place

PAGE, PRINTED = 20, 300


@dataclass(frozen=True)
class Asked:
    """What of a section is wanted: whose page, filtered how, how many lines."""

    actor: Actor
    community: Place
    words: str = ""
    kind: str = ""
    state: str = ""
    start: int = 0
    most: int = PAGE


@dataclass(frozen=True)
class Line:
    """`shape` is one of web/parts.html; `answers` says who answers next, "" where nobody has to."""

    title: str
    href: str
    facts: tuple[str, ...] = ()
    shape: str = ""
    state: str = ""
    answers: str = ""
    due_at: datetime | None = None
    until: date | None = None


@dataclass(frozen=True)
class Found:
    lines: list[Line] = field(default_factory=list)
    more: bool = False


@dataclass(frozen=True)
class Section:
    """`name`, `hint` and the words of kinds and states are source strings; `add` names an address
    that takes the key of the community. `states` begin with what is shown when nothing is chosen.
    """

    code: str
    name: str
    hint: str
    find: Callable[[Asked], Found]
    kinds: tuple[tuple[str, str], ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    add: str = ""
    add_word: str = ""


SECTIONS: dict[str, Section] = {}


def register(section: Section) -> None:
    """Called when an app starts (apps.py); the order is that of the apps, from below."""
    SECTIONS[section.code] = section
