"""The verbs of resolutions."""

from last500.resolutions.actions.adopting import adopt, correct
from last500.resolutions.actions.agreement import back, keep, lay_down_due, read
from last500.resolutions.actions.deadlines import escalate_overdue
from last500.resolutions.actions.tasks import (
    answer_task,
    drop,
    may_answer,
    note,
    put_off,
    reopen,
    say_done,
    stand_by,
)
from last500.resolutions.actions.words import say_word, take_back_word

__all__ = [
    "adopt",
    "answer_task",
    "back",
    "correct",
    "drop",
    "escalate_overdue",
    "keep",
    "lay_down_due",
    "may_answer",
    "note",
    "put_off",
    "read",
    "reopen",
    "say_done",
    "say_word",
    "stand_by",
    "take_back_word",
]
