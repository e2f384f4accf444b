"""What the database itself promises of the book, on both databases, beside "append-only".

- `entries_follow_without_a_gap`: the next entry of a book has the next number.
- `entry_is_of_two_people`: it stands for a posting that somebody else than its author confirmed,
  with that posting's book, amount, direction and kind.
- `reversal_mirrors_its_entry`: the same book, kind and amount, the other direction, and never the
  reversal of a reversal.
- `statement_keeps_its_numbers`: what a statement says is never changed; published, it stays so.
- `vouchers_of_an_entry_stay`: once its posting is in the book no voucher is added or changed.

SQLite forgets triggers when a later migration alters a table: end such a migration with
`GuardBooks()` again (ledger/tests/test_guards.py finds the one that does not).
"""

from functools import partial

from last500.base.guarding import Guard, Refusal, keep, let_go
from last500.base.guarding import missing as missing_of

ENTRY, POSTING, STATEMENT = "ledger_entry", "ledger_posting", "ledger_statement"
VOUCHER = "ledger_voucher"
GAP, TWO = "entries_follow_without_a_gap", "entry_is_of_two_people"
MIRROR, NUMBERS = "reversal_mirrors_its_entry", "statement_keeps_its_numbers"
STAY = "vouchers_of_an_entry_stay"
FIXED = (
    *("book_id", "first_on", "last_on", "upto_seq", "opening_fen", "in_fen", "out_fen"),
    *("closing_fen", "fund_percent", "fund_due_fen", "fund_paid_fen", "made_at"),
)

_NEXT = f"(SELECT coalesce(max(e.seq), 0) + 1 FROM {ENTRY} e WHERE e.book_id = NEW.book_id)"
_CONFIRMED = (
    f"EXISTS (SELECT 1 FROM {POSTING} p WHERE p.id = NEW.posting_id AND p.state = 'confirmed'"
    " AND p.decided_by_id IS NOT NULL AND (p.posted_by_id IS NULL"
    " OR p.posted_by_id <> p.decided_by_id) AND p.book_id = NEW.book_id"
    " AND p.amount_fen = NEW.amount_fen AND p.direction = NEW.direction AND p.kind = NEW.kind)"
)
_MIRRORED = (
    f"EXISTS (SELECT 1 FROM {ENTRY} o WHERE o.id = NEW.reverses_id AND o.book_id = NEW.book_id"
    " AND o.kind = NEW.kind AND o.amount_fen = NEW.amount_fen AND o.direction <> NEW.direction"
    " AND o.reverses_id IS NULL)"
)
_OTHER_NUMBERS = " OR ".join(f"NEW.{name} {{differs}} OLD.{name}" for name in FIXED)
_OTHER_POSTING = " OR ".join(
    f"NEW.{name} {{differs}} OLD.{name}" for name in ("state", "posted_from", "posted_days")
)


def _in_book(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.posting_id = {row}.posting_id)"


REFUSALS = (
    Refusal(GAP, ENTRY, "INSERT", f"NEW.seq <> {_NEXT}"),
    Refusal(TWO, ENTRY, "INSERT", f"NOT {_CONFIRMED}"),
    Refusal(MIRROR, ENTRY, "INSERT", f"NEW.reverses_id IS NOT NULL AND NOT {_MIRRORED}"),
    Refusal(
        NUMBERS,
        STATEMENT,
        "UPDATE",
        f"{_OTHER_NUMBERS} OR (OLD.state <> 'made' AND ({_OTHER_POSTING}))",
    ),
    Refusal(NUMBERS, STATEMENT, "DELETE", "OLD.id IS NOT NULL"),
    Refusal(STAY, VOUCHER, "INSERT", _in_book("NEW")),
    Refusal(STAY, VOUCHER, "UPDATE", f"{_in_book('NEW')} OR {_in_book('OLD')}"),
    Refusal(STAY, VOUCHER, "DELETE", _in_book("OLD")),
)
install, remove = partial(keep, REFUSALS), partial(let_go, REFUSALS)
missing = partial(missing_of, REFUSALS)


class GuardBooks(Guard):
    """Migration operation: from here on the database keeps these promises."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let the database keep the promises of the books"
