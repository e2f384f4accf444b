"""The verbs of standing posts."""

from last500.posts.actions.claiming import Full, claim, leave, stay, take_over
from last500.posts.actions.days import (
    back,
    call_off,
    cannot_come,
    no_stand_in,
    stand_in,
    tick,
    went,
)
from last500.posts.actions.desk import change, end, new_link, open_again, pause, set_up
from last500.posts.actions.jobs import ask_again, end_due, lapse_asks
from last500.posts.actions.line import answer, join, leave_line

__all__ = [
    "Full",
    "answer",
    "ask_again",
    "back",
    "call_off",
    "cannot_come",
    "change",
    "claim",
    "end",
    "end_due",
    "join",
    "lapse_asks",
    "leave",
    "leave_line",
    "new_link",
    "no_stand_in",
    "open_again",
    "pause",
    "set_up",
    "stand_in",
    "stay",
    "take_over",
    "tick",
    "went",
]
