"""Where other apps join in: who asked for a project, and who is told at each turn of it.

An app that knows more registers when it starts (apps.py); projects never asks upwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from last500.projects.models import Project


@dataclass(frozen=True)
class Asked:
    """So many requests of a kind (a code of `words.KIND_WORDS`) in a month; never who."""

    kind: str
    month: date
    number: int


# Given a project: the counts of what was asked that led to it.
Asking = Callable[[Project], Iterable[Asked]]
# Given a project and the step that was just taken (`rules.Action`, or "propose"), within its
# transaction: tell whoever asked what became of it.
Telling = Callable[[Project, str], None]

# Given a project and whether the reader runs it: the way to a page of another app, if there is one.
Way = Callable[[Project, bool], "Further | None"]


@dataclass(frozen=True)
class Further:
    """A page of another app that belongs to a project's own page; `word` in the source language."""

    href: str
    word: str


@dataclass(frozen=True)
class Dated:
    """One date of a project, of another app; `words` say how it stands, in the reader's words."""

    href: str
    title: str
    at: datetime
    words: str


# Given a project: its dates, bounded.
Dates = Callable[[Project], list[Dated]]

ASKING: list[Asking] = []
TELLING: list[Telling] = []
WAYS: list[Way] = []
DATES: list[Dates] = []
# A step that is taken on a page of another app: the name of its address, given the project's key.
STEP_PAGES: dict[str, str] = {}


def who_asked(source: Asking) -> None:
    if source not in ASKING:
        ASKING.append(source)


def on_turn(told: Telling) -> None:
    if told not in TELLING:
        TELLING.append(told)


def leads_on(way: Way) -> None:
    if way not in WAYS:
        WAYS.append(way)


def has_dates(source: Dates) -> None:
    if source not in DATES:
        DATES.append(source)


def dates(project: Project) -> list[Dated]:
    found = [one for source in DATES for one in source(project)]
    return sorted(found, key=lambda one: one.at)


def ways(project: Project, *, runs: bool) -> list[Further]:
    return [found for way in WAYS if (found := way(project, runs)) is not None]


def asked_for(project: Project) -> list[Asked]:
    return [one for source in ASKING for one in source(project)]


def turned(project: Project, action: str) -> None:
    for told in TELLING:
        told(project, action)
