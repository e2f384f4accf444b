"""The verbs of projects."""

from last500.projects.actions.agreement import set_party, sign, speaks_for_party, take_back
from last500.projects.actions.deadlines import escalate_overdue, remind_due
from last500.projects.actions.life import (
    call,
    close,
    decline,
    evaluate,
    finish,
    give_up,
    grant,
    review,
    staff,
    start,
)
from last500.projects.actions.line import decline_place, lapse_places
from last500.projects.actions.offering import (
    OFFERABLE,
    may_offer,
    offer,
    refuse_offer,
    take_offer,
)
from last500.projects.actions.panel import invite, say, sits_on, stay_out
from last500.projects.actions.partners import (
    agree_partner,
    ask_partner,
    decline_partner,
    end_partner,
    extend_partner,
)
from last500.projects.actions.proposing import (
    carry,
    change,
    consent,
    may_propose,
    propose,
    rest_until,
)
from last500.projects.actions.roles import Wish, claim, join, leave, set_roles
from last500.projects.actions.step import check, may_run, roles_of
from last500.projects.actions.terms import (
    BudgetRefused,
    Promise,
    fill_in,
    set_budget,
    set_indicators,
    set_spent,
)
from last500.projects.draft import Draft

__all__ = [
    "OFFERABLE",
    "BudgetRefused",
    "Draft",
    "Promise",
    "Wish",
    "agree_partner",
    "ask_partner",
    "call",
    "carry",
    "change",
    "check",
    "claim",
    "close",
    "consent",
    "decline",
    "decline_partner",
    "decline_place",
    "end_partner",
    "escalate_overdue",
    "evaluate",
    "extend_partner",
    "fill_in",
    "finish",
    "give_up",
    "grant",
    "invite",
    "join",
    "lapse_places",
    "leave",
    "may_offer",
    "may_propose",
    "may_run",
    "offer",
    "propose",
    "refuse_offer",
    "remind_due",
    "rest_until",
    "review",
    "roles_of",
    "say",
    "set_budget",
    "set_indicators",
    "set_party",
    "set_roles",
    "set_spent",
    "sign",
    "sits_on",
    "speaks_for_party",
    "staff",
    "start",
    "stay_out",
    "take_back",
    "take_offer",
]
