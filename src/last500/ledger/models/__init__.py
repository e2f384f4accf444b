"""The book of a compound and what hangs on it."""

from last500.ledger.models.books import Book, Entry, Posting, Voucher
from last500.ledger.models.distributions import Distribution, Share
from last500.ledger.models.questions import Question
from last500.ledger.models.statements import Statement, StatementLine
from last500.ledger.models.terms import PostingTerm, StatementNotice

__all__ = [
    "Book",
    "Distribution",
    "Entry",
    "Posting",
    "PostingTerm",
    "Question",
    "Share",
    "Statement",
    "StatementLine",
    "StatementNotice",
    "Voucher",
]
