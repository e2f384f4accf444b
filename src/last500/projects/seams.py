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

ASKING: list[Asking] = []
TELLING: list[Telling] = []


def who_asked(source: Asking) -> None:
    if source not in ASKING:
        ASKING.append(source)


def on_turn(told: Telling) -> None:
    if told not in TELLING:
        TELLING.append(told)


def asked_for(project: Project) -> list[Asked]:
    return [one for source in ASKING for one in source(project)]


def turned(project: Project, action: str) -> None:
    for told in TELLING:
        told(project, action)
