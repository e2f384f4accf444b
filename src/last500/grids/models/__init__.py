"""Seats of small organs, who holds them by their own yes, what neighbours told them."""

from last500.grids.models.coverage import Coverage
from last500.grids.models.ground import CHANGE_NAMES, GridChange
from last500.grids.models.notes import NOTE_NAMES, Note
from last500.grids.models.placements import STATE_NAMES, Placement, Willing
from last500.grids.models.seats import KIND_NAMES, MINUTE_NAMES, TERM_NAMES, Seat, SeatEvent

__all__ = [
    "CHANGE_NAMES",
    "KIND_NAMES",
    "MINUTE_NAMES",
    "NOTE_NAMES",
    "STATE_NAMES",
    "TERM_NAMES",
    "Coverage",
    "GridChange",
    "Note",
    "Placement",
    "Seat",
    "SeatEvent",
    "Willing",
]
