"""The verbs of reporting in: ask and confirm, wish and pause, move and end, show a paper."""

from last500.reportin.actions.asking import ask, decide
from last500.reportin.actions.leaving import end, move, take_back_consent
from last500.reportin.actions.numbers import keep_other_number, number_for
from last500.reportin.actions.proofs import (
    not_seen,
    remind_of_proofs,
    say_proof,
    see_proof,
    take_back_proof,
)
from last500.reportin.actions.unit import forget_unit, tell_unit
from last500.reportin.actions.wishes import Wishes, wishes_of
from last500.reportin.actions.wishing import change, pause

__all__ = [
    "Wishes",
    "ask",
    "change",
    "decide",
    "end",
    "forget_unit",
    "keep_other_number",
    "move",
    "not_seen",
    "number_for",
    "pause",
    "remind_of_proofs",
    "say_proof",
    "see_proof",
    "take_back_consent",
    "take_back_proof",
    "tell_unit",
    "wishes_of",
]
