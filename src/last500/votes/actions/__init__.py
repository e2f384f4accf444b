"""The verbs of an owners' vote, from its announcement to its published result."""

from last500.votes.actions.box import Read, count_box, may_read, read, readings_of
from last500.votes.actions.count import count, keep_times, publish, recount, unsigned
from last500.votes.actions.looking import look
from last500.votes.actions.preparing import (
    announce,
    cancel,
    change,
    lacks_to_announce,
    make,
    may_run,
)
from last500.votes.actions.roll import (
    door_of,
    freeze,
    leave_out,
    line_of,
    note_sale,
    root_of,
    take,
    take_households,
)
from last500.votes.actions.seats import answer, ask, seat_of, sign
from last500.votes.actions.step import held

__all__ = [
    "Read",
    "announce",
    "answer",
    "ask",
    "cancel",
    "change",
    "count",
    "count_box",
    "door_of",
    "freeze",
    "held",
    "keep_times",
    "lacks_to_announce",
    "leave_out",
    "line_of",
    "look",
    "make",
    "may_read",
    "may_run",
    "note_sale",
    "publish",
    "read",
    "readings_of",
    "recount",
    "root_of",
    "seat_of",
    "sign",
    "take",
    "take_households",
    "unsigned",
]
