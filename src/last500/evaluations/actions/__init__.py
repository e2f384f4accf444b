"""The verbs of evaluations."""

from last500.evaluations.actions.asking import ask_due
from last500.evaluations.actions.publishing import agree, publish
from last500.evaluations.actions.saying import say, take_back
from last500.evaluations.actions.writing import Draft, reopen, save, write

__all__ = ["Draft", "agree", "ask_due", "publish", "reopen", "save", "say", "take_back", "write"]
