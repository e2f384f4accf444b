"""Where apps above join in: when a request is verified, when somebody who was asked says no or a
place is given back, when nobody took it, and what became of the matter afterwards.

An app that knows more registers when it starts (apps.py); requests never ask upwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

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

# Told within the transaction that verifies it; `how` is one of actions.desk.VERIFIED_HOW.
Verified = Callable[[ServiceRequest, str], None]
# Told within the transaction, with the key of the request that looks for one more again.
Room = Callable[[UUID], None]

UNMET: list[Unmet] = []
VERIFIED: list[Verified] = []
REFUSED: list[Room] = []
GIVEN_BACK: list[Room] = []
AFTERWARDS: list[Afterwards] = []


def on_unmet(told: Unmet) -> None:
    if told not in UNMET:
        UNMET.append(told)


def afterwards(source: Afterwards) -> None:
    if source not in AFTERWARDS:
        AFTERWARDS.append(source)


def on_verified(told: Verified) -> None:
    if told not in VERIFIED:
        VERIFIED.append(told)


def on_refused(told: Room) -> None:
    if told not in REFUSED:
        REFUSED.append(told)


def on_given_back(told: Room) -> None:
    if told not in GIVEN_BACK:
        GIVEN_BACK.append(told)


def verified(request: ServiceRequest, how: str) -> None:
    for told in VERIFIED:
        told(request, how)


def refused(request: UUID) -> None:
    for told in REFUSED:
        told(request)


def given_back(request: UUID) -> None:
    for told in GIVEN_BACK:
        told(request)


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
