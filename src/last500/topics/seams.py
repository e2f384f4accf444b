"""Where apps above join in: what became of a topic in a council, a consultation, a vote.

An app that knows more registers when it starts (apps.py); topics never ask upwards. The page of a
topic lists the lines among its own; a section stands below it under its own heading.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from last500.topics.models import Topic


@dataclass(frozen=True)
class Line:
    """One sentence of what happened to a topic; it names nobody."""

    at: datetime
    text: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Section:
    """Something that stands on its own page: a meeting, a vote, a resolution."""

    title: str
    text: str
    href: str
    shape: str = ""  # of web/parts.html: wait, go, done, …
    word: str = ""


Lines = Callable[[Topic], Iterable[Line]]
Sections = Callable[[Topic], Iterable[Section]]

LINES: list[Lines] = []
SECTIONS: list[Sections] = []


def lines(source: Lines) -> None:
    if source not in LINES:
        LINES.append(source)


def sections(source: Sections) -> None:
    if source not in SECTIONS:
        SECTIONS.append(source)


def lines_of(topic: Topic) -> list[Line]:
    return [line for source in LINES for line in source(topic)]


def sections_of(topic: Topic) -> list[Section]:
    return [section for source in SECTIONS for section in source(topic)]
