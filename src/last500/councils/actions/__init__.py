"""What can be done about bodies, seats and meetings."""

from last500.councils.actions.correcting import confirm_correction, correct, take_back
from last500.councils.actions.deadlines import escalate_overdue
from last500.councils.actions.minutes import Filled, confirm, mend, publish, write
from last500.councils.actions.preparing import (
    Item,
    Plan,
    announce,
    call_off,
    change,
    draft,
    move,
)
from last500.councils.actions.seats import answer, choose, end_body, invite, leave

__all__ = [
    "Filled",
    "Item",
    "Plan",
    "announce",
    "answer",
    "call_off",
    "change",
    "choose",
    "confirm",
    "confirm_correction",
    "correct",
    "draft",
    "end_body",
    "escalate_overdue",
    "invite",
    "leave",
    "mend",
    "move",
    "publish",
    "take_back",
    "write",
]
