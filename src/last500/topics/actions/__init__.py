"""The verbs of topics."""

from last500.topics.actions.course import (
    back_to_discussion,
    carried_out,
    decided,
    hold_on,
    reopen,
    reviewed,
    settle,
    take_up,
)
from last500.topics.actions.deadlines import escalate_overdue, reseat_desks
from last500.topics.actions.merging import keep_apart, merge, part
from last500.topics.actions.opinions import look, say, take_back_opinion
from last500.topics.actions.proposing import enter, may_propose, propose, withdraw
from last500.topics.actions.raising import answer_ask, ask_to_raise
from last500.topics.actions.sorting import decline, put_on, refer, set_threshold, sort, sort_anew
from last500.topics.actions.support import recount, support, take_back_support

__all__ = [
    "answer_ask",
    "ask_to_raise",
    "back_to_discussion",
    "carried_out",
    "decided",
    "decline",
    "enter",
    "escalate_overdue",
    "hold_on",
    "keep_apart",
    "look",
    "may_propose",
    "merge",
    "part",
    "propose",
    "put_on",
    "recount",
    "refer",
    "reopen",
    "reseat_desks",
    "reviewed",
    "say",
    "set_threshold",
    "settle",
    "sort",
    "sort_anew",
    "support",
    "take_back_opinion",
    "take_back_support",
    "take_up",
    "withdraw",
]
