"""The verbs of units: report in, answer, end, move; speak for a unit; invite its members."""

from last500.units.actions.joining import accept, decline
from last500.units.actions.liaisons import (
    invite_colleague,
    invite_for,
    reveal,
    step_down,
)
from last500.units.actions.reporting import (
    Telling,
    agree,
    answer_rhythm,
    ask,
    end,
    enter,
    move,
    propose_rhythm,
    refuse,
    set_contact,
)

__all__ = [
    "Telling",
    "accept",
    "agree",
    "answer_rhythm",
    "ask",
    "decline",
    "end",
    "enter",
    "invite_colleague",
    "invite_for",
    "move",
    "propose_rhythm",
    "refuse",
    "reveal",
    "set_contact",
    "step_down",
]
