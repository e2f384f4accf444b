"""What the database itself promises of venture calls, on both databases.

- `call_keeps_its_word`: once it is open, nothing that it states changes.
- `grants_stay_within_the_total`: what is granted to applications never adds up to more than the
  call's total; on PostgreSQL after waiting for the row of the call.
- `no_review_with_an_interest`: a review needs a declaration of no interest by the same reviewer.
- `an_interest_stays`: an interest once declared is never taken back, and none is declared beside
  a review that stands.

SQLite forgets triggers when a later migration alters a table: end such a migration with
`GuardCalls()` again (calls/tests/test_guards.py finds the one that does not).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from last500.base.guarding import Guard

CALL, APPLICATION = "calls_call", "calls_application"
DECLARATION, REVIEW = "calls_declaration", "calls_review"
WORD, TOTAL = "call_keeps_its_word", "grants_stay_within_the_total"
CLEAN, STAYS = "no_review_with_an_interest", "an_interest_stays"
STATED = (
    *("number", "place_id", "title", "rules", "risk", "kinds", "audiences", "applicants"),
    *("opens_on", "closes_on", "mends_on", "decides_on", "mid_on", "ends_on", "final_on"),
    *("total_fen", "most_fen", "own_percent", "reviews_least"),
)


def _changed(differs: str) -> str:
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in STATED)


_GRANTED = (
    f"(SELECT coalesce(sum(a.granted_fen), 0) FROM {APPLICATION} a"
    " WHERE a.call_id = NEW.call_id AND a.id <> NEW.id)"
)
_ALLOWED = f"(SELECT c.total_fen FROM {CALL} c WHERE c.id = NEW.call_id)"
_DECLARED_CLEAN = (
    f"SELECT 1 FROM {DECLARATION} d WHERE d.reviewer_id = NEW.reviewer_id"
    " AND d.application_id = NEW.application_id AND NOT d.interest"
)
_REVIEWED = (
    f"EXISTS (SELECT 1 FROM {REVIEW} v WHERE v.reviewer_id = NEW.reviewer_id"
    " AND v.application_id = NEW.application_id)"
)
_TAKEN_BACK = f"(OLD.interest AND NOT NEW.interest) OR (NEW.interest AND {_REVIEWED})"
_MOVED = "NEW.reviewer_id <> OLD.reviewer_id OR NEW.application_id <> OLD.application_id"


def _sqlite() -> list[str]:
    def stop(name: str) -> str:
        return f"BEGIN SELECT RAISE(ABORT, '{name}'); END"

    too_much = f"NEW.granted_fen IS NOT NULL AND {_GRANTED} + NEW.granted_fen > {_ALLOWED}"
    unclean = f"NOT EXISTS ({_DECLARED_CLEAN})"
    return [
        f"CREATE TRIGGER {WORD} BEFORE UPDATE ON {CALL}"
        f" WHEN OLD.state <> 'draft' AND ({_changed('IS NOT')}) {stop(WORD)}",
        f"CREATE TRIGGER {TOTAL} BEFORE UPDATE ON {APPLICATION} WHEN {too_much} {stop(TOTAL)}",
        f"CREATE TRIGGER {TOTAL}_new BEFORE INSERT ON {APPLICATION} WHEN {too_much} {stop(TOTAL)}",
        f"CREATE TRIGGER {CLEAN} BEFORE INSERT ON {REVIEW} WHEN {unclean} {stop(CLEAN)}",
        f"CREATE TRIGGER {CLEAN}_moved BEFORE UPDATE ON {REVIEW} WHEN {_MOVED} {stop(CLEAN)}",
        f"CREATE TRIGGER {STAYS} BEFORE UPDATE ON {DECLARATION}"
        f" WHEN {_TAKEN_BACK} OR {_MOVED} {stop(STAYS)}",
    ]


def _raise(name: str) -> str:
    return f"RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}';"


_FUNCTIONS = {
    "calls_word": f"""
  IF OLD.state <> 'draft' AND ({_changed("IS DISTINCT FROM")}) THEN {_raise(WORD)} END IF;
""",
    "calls_total": f"""
  IF NEW.granted_fen IS NOT NULL THEN
    PERFORM 1 FROM {CALL} c WHERE c.id = NEW.call_id FOR UPDATE;
    IF {_GRANTED} + NEW.granted_fen > {_ALLOWED} THEN {_raise(TOTAL)} END IF;
  END IF;
""",
    "calls_clean": f"""
  IF TG_OP = 'UPDATE' THEN
    IF {_MOVED} THEN {_raise(CLEAN)} END IF;
  ELSE
    {_DECLARED_CLEAN.replace("SELECT 1", "PERFORM 1", 1)} FOR SHARE;
    IF NOT FOUND THEN {_raise(CLEAN)} END IF;
  END IF;
""",
    "calls_stays": f"""
  IF {_TAKEN_BACK} OR {_MOVED} THEN {_raise(STAYS)} END IF;
""",
}
# function -> (trigger, table, when)
_TRIGGERS = {
    "calls_word": (WORD, CALL, "UPDATE"),
    "calls_total": (TOTAL, APPLICATION, "INSERT OR UPDATE"),
    "calls_clean": (CLEAN, REVIEW, "INSERT OR UPDATE"),
    "calls_stays": (STAYS, DECLARATION, "UPDATE"),
}
_ON_SQLITE = {
    WORD: CALL,
    TOTAL: APPLICATION,
    f"{TOTAL}_new": APPLICATION,
    CLEAN: REVIEW,
    f"{CLEAN}_moved": REVIEW,
    STAYS: DECLARATION,
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
                f" AS $$ BEGIN {body} RETURN NEW; END $$"
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
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal",
}


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Guards that are not in place."""
    on_sqlite = connection.vendor == "sqlite"
    wanted = set(_ON_SQLITE) if on_sqlite else {name for name, _t, _w in _TRIGGERS.values()}
    with connection.cursor() as cursor:
        cursor.execute(_THERE[connection.vendor])
        return wanted - {name for (name,) in cursor.fetchall()}


class GuardCalls(Guard):
    """Migration operation: from here on the database keeps these promises."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let the database keep the promises of venture calls"
