"""The verbs of seats. Nobody is put on one: each holder has said yes by their own press."""

from last500.grids.actions.answering import answer, offer, say_willing, withdraw
from last500.grids.actions.asking import ask, confirm, take_back, turn_down
from last500.grids.actions.ground import arrange, end, lay
from last500.grids.actions.holding import leave, renew, show, write_handover
from last500.grids.actions.jobs import (
    climb_notes,
    count_months,
    lapse_asks,
    remind_terms,
    run_out,
)
from last500.grids.actions.notes import answer_note, give_to_desk, pass_on, tell, withdraw_note
from last500.grids.actions.seats import add_entrances, change, close, set_up, set_up_many

__all__ = [
    "add_entrances",
    "answer",
    "answer_note",
    "arrange",
    "ask",
    "change",
    "climb_notes",
    "close",
    "confirm",
    "count_months",
    "end",
    "give_to_desk",
    "lapse_asks",
    "lay",
    "leave",
    "offer",
    "pass_on",
    "remind_terms",
    "renew",
    "run_out",
    "say_willing",
    "set_up",
    "set_up_many",
    "show",
    "take_back",
    "tell",
    "turn_down",
    "withdraw",
    "withdraw_note",
    "write_handover",
]
