"""The verbs of complaints and suggestions."""

from last500.complaints.actions.complainant import (
    accept,
    add_word,
    become_anonymous,
    object_to,
    withdraw,
)
from last500.complaints.actions.deadlines import (
    close_silent,
    escalate_overdue,
    reseat_desks,
)
from last500.complaints.actions.handling import acknowledge, answer, ask_back, pass_on
from last500.complaints.actions.receiving import Telling, receive
from last500.complaints.actions.revealing import ask_who, confirm_who, refuse_who, show_who

__all__ = [
    "Telling",
    "accept",
    "acknowledge",
    "add_word",
    "answer",
    "ask_back",
    "ask_who",
    "become_anonymous",
    "close_silent",
    "confirm_who",
    "escalate_overdue",
    "object_to",
    "pass_on",
    "receive",
    "refuse_who",
    "reseat_desks",
    "show_who",
    "withdraw",
]
