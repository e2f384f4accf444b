"""The verbs of the lists: state a need, claim it; offer a resource, book it; answer, or let go."""

from last500.lists.actions.bookings import Wish, book
from last500.lists.actions.claims import claim
from last500.lists.actions.deadlines import lapse_unanswered, remind_unanswered
from last500.lists.actions.needs import (
    NeedDraft,
    change_need,
    finish_need,
    give_up_need,
    state_need,
    take_up_need,
)
from last500.lists.actions.profile import add_budget_line, set_count, spend, take_back
from last500.lists.actions.resources import (
    ResourceDraft,
    add_resource,
    change_resource,
    end_resource,
    pause_resource,
    set_day,
)
from last500.lists.actions.step import step

__all__ = [
    "NeedDraft",
    "ResourceDraft",
    "Wish",
    "add_budget_line",
    "add_resource",
    "book",
    "change_need",
    "change_resource",
    "claim",
    "end_resource",
    "finish_need",
    "give_up_need",
    "lapse_unanswered",
    "pause_resource",
    "remind_unanswered",
    "set_count",
    "set_day",
    "spend",
    "state_need",
    "step",
    "take_back",
    "take_up_need",
]
