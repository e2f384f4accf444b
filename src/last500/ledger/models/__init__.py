"""The book of a compound and what hangs on it."""

from last500.ledger.models.books import Book, Entry, Posting, Voucher
from last500.ledger.models.distributions import Distribution, Share
from last500.ledger.models.questions import Question
from last500.ledger.models.statements import Statement, StatementLine

__all__ = [
    "Book",
    "Distribution",
    "Entry",
    "Posting",
    "Question",
    "Share",
    "Statement",
    "StatementLine",
    "Voucher",
]
