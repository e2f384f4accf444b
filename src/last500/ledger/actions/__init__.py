"""The verbs of the books."""

from last500.ledger.actions.deadlines import escalate_postings, escalate_questions
from last500.ledger.actions.distributing import confirm_distribution, drop_distribution, work_out
from last500.ledger.actions.posting import (
    Draft,
    confirm,
    open_book,
    post,
    replace,
    reverse,
    send_back,
    take_back,
)
from last500.ledger.actions.questions import answer, ask, withdraw
from last500.ledger.actions.statements import (
    drop_statement,
    make_statement,
    publish_statement,
    set_fund_rule,
)
from last500.ledger.actions.terms import remind_statements, set_posting_term

__all__ = [
    "Draft",
    "answer",
    "ask",
    "confirm",
    "confirm_distribution",
    "drop_distribution",
    "drop_statement",
    "escalate_postings",
    "escalate_questions",
    "make_statement",
    "open_book",
    "post",
    "publish_statement",
    "remind_statements",
    "replace",
    "reverse",
    "send_back",
    "set_fund_rule",
    "set_posting_term",
    "take_back",
    "withdraw",
    "work_out",
]
