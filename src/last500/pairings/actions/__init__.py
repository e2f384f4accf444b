"""The verbs of pairings."""

from last500.pairings.actions.deadlines import run_out
from last500.pairings.actions.helping import accept, ask, hand_over, met, refuse
from last500.pairings.actions.household import (
    agree,
    change,
    correct,
    end,
    reject,
    renew,
    take_back,
)
from last500.pairings.actions.proposing import (
    Household,
    Wishes,
    asked_both,
    confirm_check,
    propose,
    reveal,
)

__all__ = [
    "Household",
    "Wishes",
    "accept",
    "agree",
    "ask",
    "asked_both",
    "change",
    "confirm_check",
    "correct",
    "end",
    "hand_over",
    "met",
    "propose",
    "refuse",
    "reject",
    "renew",
    "reveal",
    "run_out",
    "take_back",
]
