"""The verbs of unmet needs."""

from last500.unmet.actions.answering import Taken, close, give_back, set_aside, take_up, together
from last500.unmet.actions.deadlines import escalate_overdue
from last500.unmet.actions.gathering import forget_empty, gather, on_unmet
from last500.unmet.actions.telling import note, tell

__all__ = [
    "Taken",
    "close",
    "escalate_overdue",
    "forget_empty",
    "gather",
    "give_back",
    "note",
    "on_unmet",
    "set_aside",
    "take_up",
    "tell",
    "together",
]
