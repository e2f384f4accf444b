"""The verbs of feedback letters."""

from last500.feedback.actions.community import draft, send, show, withdraw
from last500.feedback.actions.members import answer, ask_own, take_back, take_back_consent
from last500.feedback.actions.unit import report

__all__ = [
    "answer",
    "ask_own",
    "draft",
    "report",
    "send",
    "show",
    "take_back",
    "take_back_consent",
    "withdraw",
]
