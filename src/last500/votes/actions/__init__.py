"""The verbs of an owners' vote, from its announcement to its published result."""

from last500.votes.actions.box import Read, count_box, may_read, read, readings_of
from last500.votes.actions.count import count, keep_times, publish, recount, unsigned
from last500.votes.actions.looking import look
from last500.votes.actions.objecting import (
    answer_objection,
    enter,
    escalate_objections,
    may_object,
    may_object_now,
    object_to,
    offered,
    withdraw,
)
from last500.votes.actions.preparing import (
    announce,
    cancel,
    change,
    lacks_to_announce,
    make,
    may_run,
)
from last500.votes.actions.recounting import (
    decide_recount,
    differs,
    report,
    reports,
    waiting_recount,
)
from last500.votes.actions.roll import (
    door_of,
    freeze,
    line_of,
    mend_line,
    note_sale,
    root_of,
    take,
    take_households,
)
from last500.votes.actions.seats import answer, ask, seat_of, sign
from last500.votes.actions.step import held, posted_until

__all__ = [
    "Read",
    "announce",
    "answer",
    "answer_objection",
    "ask",
    "cancel",
    "change",
    "count",
    "count_box",
    "decide_recount",
    "differs",
    "door_of",
    "enter",
    "escalate_objections",
    "freeze",
    "held",
    "keep_times",
    "lacks_to_announce",
    "line_of",
    "look",
    "make",
    "may_object",
    "may_object_now",
    "may_read",
    "may_run",
    "mend_line",
    "note_sale",
    "object_to",
    "offered",
    "posted_until",
    "publish",
    "read",
    "readings_of",
    "recount",
    "report",
    "reports",
    "root_of",
    "seat_of",
    "sign",
    "take",
    "take_households",
    "unsigned",
    "waiting_recount",
    "withdraw",
]
