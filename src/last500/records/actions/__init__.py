"""The verbs of service records."""

from last500.records.actions.certifying import certify, drawn_up
from last500.records.actions.confirming import confirm, confirm_at_desk, decline, take_back
from last500.records.actions.correcting import correct, reverse
from last500.records.actions.entering import enter, enter_what_fits
from last500.records.actions.reviewing import looked_at
from last500.records.actions.serving import make_link, opened, say

__all__ = [
    "certify",
    "confirm",
    "confirm_at_desk",
    "correct",
    "decline",
    "drawn_up",
    "enter",
    "enter_what_fits",
    "looked_at",
    "make_link",
    "opened",
    "reverse",
    "say",
    "take_back",
]
