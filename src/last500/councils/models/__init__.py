"""Bodies, seats, meetings with their points, and corrections of what was published."""

from last500.councils.models.bodies import BODY_NAMES, CALLED_MOST, SEAT_NAMES, Body, Seat
from last500.councils.models.corrections import PART_NAMES, Correction
from last500.councils.models.meetings import (
    LED_NAMES,
    OUTCOME_NAMES,
    REASON_MOST,
    SAID_MOST,
    SPOT_MOST,
    STATE_NAMES,
    TEMPLATE_NAMES,
    TITLE_MOST,
    WHAT_MOST,
    WHO_MOST,
    WORDS_MOST,
    Meeting,
    Point,
)

__all__ = [
    "BODY_NAMES",
    "CALLED_MOST",
    "LED_NAMES",
    "OUTCOME_NAMES",
    "PART_NAMES",
    "REASON_MOST",
    "SAID_MOST",
    "SEAT_NAMES",
    "SPOT_MOST",
    "STATE_NAMES",
    "TEMPLATE_NAMES",
    "TITLE_MOST",
    "WHAT_MOST",
    "WHO_MOST",
    "WORDS_MOST",
    "Body",
    "Correction",
    "Meeting",
    "Point",
    "Seat",
]
