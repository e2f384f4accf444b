"""The verbs of consultations."""

from last500.consultations.actions.answering import answer
from last500.consultations.actions.life import (
    Draft,
    announce,
    cancel,
    change,
    draft,
    escalate_overdue,
    publish,
)
from last500.consultations.actions.slips import read

__all__ = [
    "Draft",
    "announce",
    "answer",
    "cancel",
    "change",
    "draft",
    "escalate_overdue",
    "publish",
    "read",
]
