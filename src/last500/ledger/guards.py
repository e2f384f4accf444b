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

from django.db.backends.base.base import BaseDatabaseWrapper

from last500.base.guarding import Guard

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
_IN_BOOK = f"EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.posting_id = %s.posting_id)"


def _changed(differs: str) -> str:
    fixed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FIXED)
    posted = (
        f"NEW.posted_from {differs} OLD.posted_from OR NEW.posted_days {differs} OLD.posted_days"
    )
    out = f"OLD.state <> 'made' AND (NEW.state <> OLD.state OR {posted})"
    return f"{fixed} OR ({out})"


def _sqlite() -> list[str]:
    def stop(name: str) -> str:
        return f"BEGIN SELECT RAISE(ABORT, '{name}'); END"

    new, old = _IN_BOOK % "NEW", _IN_BOOK % "OLD"
    entry = f"BEFORE INSERT ON {ENTRY} WHEN"
    return [
        f"CREATE TRIGGER {GAP} {entry} NEW.seq <> {_NEXT} {stop(GAP)}",
        f"CREATE TRIGGER {TWO} {entry} NOT {_CONFIRMED} {stop(TWO)}",
        f"CREATE TRIGGER {MIRROR} {entry} NEW.reverses_id IS NOT NULL AND NOT {_MIRRORED}"
        f" {stop(MIRROR)}",
        f"CREATE TRIGGER {NUMBERS} BEFORE UPDATE ON {STATEMENT} WHEN {_changed('IS NOT')}"
        f" {stop(NUMBERS)}",
        f"CREATE TRIGGER {NUMBERS}_gone BEFORE DELETE ON {STATEMENT} {stop(NUMBERS)}",
        f"CREATE TRIGGER {STAY} BEFORE INSERT ON {VOUCHER} WHEN {new} {stop(STAY)}",
        f"CREATE TRIGGER {STAY}_changed BEFORE UPDATE ON {VOUCHER} WHEN {new} OR {old}"
        f" {stop(STAY)}",
        f"CREATE TRIGGER {STAY}_gone BEFORE DELETE ON {VOUCHER} WHEN {old} {stop(STAY)}",
    ]


def _raise(name: str) -> str:
    return f"RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}';"


_FUNCTIONS = {
    "ledger_gap": f"IF NEW.seq <> {_NEXT} THEN {_raise(GAP)} END IF; RETURN NEW;",
    "ledger_two": f"IF NOT {_CONFIRMED} THEN {_raise(TWO)} END IF; RETURN NEW;",
    "ledger_mirror": f"IF NEW.reverses_id IS NOT NULL AND NOT {_MIRRORED} THEN {_raise(MIRROR)}"
    " END IF; RETURN NEW;",
    "ledger_numbers": f"IF TG_OP = 'DELETE' THEN {_raise(NUMBERS)} END IF;"
    f" IF {_changed('IS DISTINCT FROM')} THEN {_raise(NUMBERS)} END IF; RETURN NEW;",
    "ledger_stay": f"IF TG_OP <> 'INSERT' AND {_IN_BOOK % 'OLD'} THEN {_raise(STAY)} END IF;"
    f" IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
    f" IF {_IN_BOOK % 'NEW'} THEN {_raise(STAY)} END IF; RETURN NEW;",
}
# function -> (trigger, table, when)
_TRIGGERS = {
    "ledger_gap": (GAP, ENTRY, "INSERT"),
    "ledger_two": (TWO, ENTRY, "INSERT"),
    "ledger_mirror": (MIRROR, ENTRY, "INSERT"),
    "ledger_numbers": (NUMBERS, STATEMENT, "UPDATE OR DELETE"),
    "ledger_stay": (STAY, VOUCHER, "INSERT OR UPDATE OR DELETE"),
}
_ON_SQLITE = {
    GAP: ENTRY,
    TWO: ENTRY,
    MIRROR: ENTRY,
    NUMBERS: STATEMENT,
    f"{NUMBERS}_gone": STATEMENT,
    STAY: VOUCHER,
    f"{STAY}_changed": VOUCHER,
    f"{STAY}_gone": VOUCHER,
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on the tables; those that are there already are renewed."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in _sqlite():
                cursor.execute(statement)
            return
        for function, body in _FUNCTIONS.items():
            name, table, when = _TRIGGERS[function]
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql"
                f" AS $$ BEGIN {body} END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _ON_SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for function, (name, table, _when) in _TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {function}()")


_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass"
    " AND tgenabled = 'A' AND NOT tgisinternal",
}


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Guards that are not in place."""
    on_postgresql = {name: table for name, table, _when in _TRIGGERS.values()}
    wanted = _ON_SQLITE if connection.vendor == "sqlite" else on_postgresql
    found: set[str] = set()
    with connection.cursor() as cursor:
        for table in {ENTRY, STATEMENT, VOUCHER}:
            cursor.execute(_THERE[connection.vendor], [table])
            found |= {name for (name,) in cursor.fetchall()}
    return set(wanted) - found


class GuardBooks(Guard):
    """Migration operation: from here on the database keeps these promises."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let the database keep the promises of the books"
