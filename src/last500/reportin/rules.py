"""Reporting in: who may, how far, how much, what must be shown; free time is in `week.py`."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from last500.reportin.week import (
    PARTS,
    PROPOSED,
    Window,
    merged,
    windows_from_parts,
)

__all__ = ["PARTS", "PROPOSED", "Window", "merged", "windows_from_parts"]


class Kind(StrEnum):
    MEMBER = "member"  # reported in from a unit party organisation
    VOLUNTEER = "volunteer"  # any neighbour who wants to help


class State(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


ALLOWED = {
    State.ASKED: {State.CONFIRMED, State.REFUSED, State.ENDED},
    State.CONFIRMED: {State.ENDED},
}
ACTIVE = frozenset({State.ASKED, State.CONFIRMED})


def comes_back_as(was_confirmed: bool) -> State:
    """What a report-in is again when the move away from it was refused."""
    return State.CONFIRMED if was_confirmed else State.ASKED


class Reach(StrEnum):
    """How far a helper is willing to go; their own word, in steps: places have no coordinates."""

    COMPOUND = "compound"
    CHOSEN = "chosen"  # and compounds of the same street that they named
    COMMUNITY = "community"
    STREET = "street"


# How far each goes by itself, in levels of the tree.
REACH_LEVEL = {
    Reach.COMPOUND: "compound",
    Reach.CHOSEN: "compound",
    Reach.COMMUNITY: "community",
    Reach.STREET: "street",
}
NEARBY_MOST = 8


def goes_to(reach: str, nearby: Collection[int], place: int) -> bool:
    """Whether this compound is one that the helper named; with 只在本小区 none is."""
    return reach != Reach.COMPOUND and place in nearby


def is_paused(paused_until: date | None, today: date) -> bool:
    return paused_until is not None and today < paused_until


# ---- what a person says of themself -------------------------------------------------------------


class Age(StrEnum):
    """An age band, stated by the person; nobody is asked for a birth date."""

    CHILD = "under_14"
    TEEN = "14_17"


MINORS = frozenset({Age.CHILD, Age.TEEN})


class Gender(StrEnum):
    """Self-declared, and used only where whoever is served wishes for it."""

    WOMAN = "f"
    MAN = "m"


def is_minor(age: str) -> bool:
    return age in MINORS


# ---- what the law asks to be shown --------------------------------------------------------------


class ProofState(StrEnum):
    SAID = "said"  # the member says so; the desk has not looked yet
    SEEN = "seen"
    NOT_SEEN = "not_seen"  # the desk looked, and it was not what was said
    OVER = "over"  # taken back by the member, or a newer one was seen


PROOF_OPEN = frozenset({ProofState.SAID, ProofState.SEEN})
REMIND_BEFORE = timedelta(days=30)
VALID_MOST = timedelta(days=20 * 366)


def proof_counts(state: str, valid_until: date | None, today: date) -> bool:
    """Whether a qualification counts (志愿服务条例 16); the last day is included.

    `valid_until=None` is a paper without an end.
    """
    return state == ProofState.SEEN and (valid_until is None or today <= valid_until)


def runs_out_soon(valid_until: date | None, today: date) -> bool:
    return valid_until is not None and today <= valid_until <= today + REMIND_BEFORE
