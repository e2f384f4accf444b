"""The verbs of teams."""

from last500.teams.actions.arranging import Plan, consent, edit, end, found, move, take_back
from last500.teams.actions.joining import (
    answer,
    ask_named,
    invite,
    join,
    join_by_link,
    leave,
    make_link,
)
from last500.teams.actions.leading import answer_lead, offer_lead, say, step_down

__all__ = [
    "Plan",
    "answer",
    "answer_lead",
    "ask_named",
    "consent",
    "edit",
    "end",
    "found",
    "invite",
    "join",
    "join_by_link",
    "leave",
    "make_link",
    "move",
    "offer_lead",
    "say",
    "step_down",
    "take_back",
]
