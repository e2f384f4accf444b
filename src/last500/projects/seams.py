"""Where other apps join in: who asked for a project, and who is told at each turn of it.

An app that knows more registers when it starts (apps.py); projects never asks upwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

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


ASKING: list[Asking] = []
TELLING: list[Telling] = []
WAYS: list[Way] = []
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


def ways(project: Project, *, runs: bool) -> list[Further]:
    return [found for way in WAYS if (found := way(project, runs)) is not None]


def asked_for(project: Project) -> list[Asked]:
    return [one for source in ASKING for one in source(project)]


def turned(project: Project, action: str) -> None:
    for told in TELLING:
        told(project, action)
