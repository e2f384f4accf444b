"""The verbs of service records."""

from last500.records.actions.confirming import confirm, confirm_at_desk, decline, take_back
from last500.records.actions.correcting import correct, reverse
from last500.records.actions.entering import enter, enter_what_fits

__all__ = [
    "confirm",
    "confirm_at_desk",
    "correct",
    "decline",
    "enter",
    "enter_what_fits",
    "reverse",
    "take_back",
]
