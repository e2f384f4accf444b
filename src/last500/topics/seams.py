"""Where apps above join in: what became of a topic in a council, a consultation, a vote.

An app that knows more registers when it starts (apps.py); topics never ask upwards. The page of a
topic lists the lines among its own; a section stands below it under its own heading. Its desk's
page has a button for each way.
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


@dataclass(frozen=True)
class Way:
    """What the desk can do with a topic in an app above: a button to its page."""

    word: str
    href: str
    first: bool = False  # the next step, where it is one


Lines = Callable[[Topic], Iterable[Line]]
Sections = Callable[[Topic], Iterable[Section]]
Ways = Callable[[Topic], Iterable[Way]]

LINES: list[Lines] = []
SECTIONS: list[Sections] = []
WAYS: list[Ways] = []


def lines(source: Lines) -> None:
    if source not in LINES:
        LINES.append(source)


def sections(source: Sections) -> None:
    if source not in SECTIONS:
        SECTIONS.append(source)


def ways(source: Ways) -> None:
    if source not in WAYS:
        WAYS.append(source)


def lines_of(topic: Topic) -> list[Line]:
    return [line for source in LINES for line in source(topic)]


def sections_of(topic: Topic) -> list[Section]:
    return [section for source in SECTIONS for section in source(topic)]


def ways_of(topic: Topic) -> list[Way]:
    return [way for source in WAYS for way in source(topic)]
