"""Where apps above join in: when nobody took a request, and what became of the matter afterwards.

An app that knows more registers when it starts (apps.py); requests never ask upwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import FINAL


@dataclass(frozen=True)
class Line:
    """One sentence on the page of whoever asked; it names nobody."""

    at: datetime
    text: str
    note: str = ""
    href: str = ""  # a page on which more stands, or something is asked


# Told within the transaction that says that nobody took it.
Unmet = Callable[[ServiceRequest], None]
Afterwards = Callable[[ServiceRequest], Iterable[Line]]

UNMET: list[Unmet] = []
AFTERWARDS: list[Afterwards] = []


def on_unmet(told: Unmet) -> None:
    if told not in UNMET:
        UNMET.append(told)


def afterwards(source: Afterwards) -> None:
    if source not in AFTERWARDS:
        AFTERWARDS.append(source)


def nobody_took(request: ServiceRequest) -> None:
    for told in UNMET:
        told(request)


def with_afterwards(request: ServiceRequest, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of its timeline, newest first, with what has become of the matter since it ended.
    Of an open request nothing: it asks no statement there."""
    if request.state not in FINAL:
        return lines
    more = [
        {"text": line.text, "at": line.at, "note": line.note, "href": line.href, "now": False}
        for source in AFTERWARDS
        for line in source(request)
    ]
    if not more:
        return lines
    found = sorted([*lines, *more], key=lambda line: line["at"], reverse=True)
    return [line | {"now": number == 0} for number, line in enumerate(found)]
