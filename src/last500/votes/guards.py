"""What the database itself promises of owners' votes, on both databases.

- `vote_keeps_its_word`: once announced, questions, times and terms never change; what is counted,
  published or cancelled does not go back.
- `questions_keep_their_word`: questions are added, changed and taken away only while it is drafted.
- `roll_is_frozen`: once the roll is frozen none of its lines is added, changed or taken away, and
  its root and sums stay; salts go only after the vote has ended. It is thawed only before the box
  opens and for an upheld objection that still waits for it; then it is frozen with a new root.
- `objection_stays`: raised while its time runs, never taken away; an answer is never changed.
- `void_stays`: a result is void only after an upheld objection, for good; the sheet stays.
- `box_is_sealed`: ballots and readings come and change only while the vote is open or closed; a
  ballot that two have read alike never changes, and goes only after the vote has ended.
- `ballot_is_read_by_two`: it stands in the book only with two like readings by different people.
- `nothing_is_counted_that_waits`: no count while a ballot waits for its second reading.
- `result_is_final`: one result, of a counted vote; never changed, never taken away.

SQLite forgets triggers when a later migration alters a table: end such a migration with
`GuardVotes()` again (votes/tests/test_guards.py finds the one that does not).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from last500.base.guarding import Guard

VOTE, QUESTION, RESULT = "votes_vote", "votes_question", "votes_result"
ROLL, SALT, CHANGE = "votes_rollunit", "votes_rollsalt", "votes_ownerchange"
BALLOT, READING, OBJECTION = "votes_ballot", "votes_reading", "votes_objection"
STATED = (
    *("number", "compound_id", "title", "about", "caller", "held", "told_on"),
    *("notice_days", "posting_days", "proxies_most", "opens_at", "closes_at", "announced_at"),
)
ROLLED = ("frozen_at", "roll_root", "roll_units", "roll_persons", "roll_area")
VOIDED = ("voided_at", "void_reason")
RAISED = ("vote_id", "about", "number", "raised_at", "on_paper")
FOUND = ("finding", "gist", "answer", "follow", "answered_at")
ORDER = ("drafted", "announced", "open", "closed", "counted", "published")
NEW, OLD = "NEW", "OLD"


def _changed(names: tuple[str, ...], differs: str) -> str:
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names)


def _rank(row: str) -> str:
    cases = " ".join(f"WHEN '{state}' THEN {n}" for n, state in enumerate(ORDER))
    return f"(CASE {row}.state {cases} ELSE 9 END)"


def _vote(row: str, condition: str, key: str = "vote_id") -> str:
    return f"EXISTS (SELECT 1 FROM {VOTE} v WHERE v.id = {row}.{key} AND {condition})"


def _vote_of(table: str, row: str, key: str, condition: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {table} t JOIN {VOTE} v ON v.id = t.vote_id"
        f" WHERE t.id = {row}.{key} AND {condition})"
    )


DRAFTED = "v.state = 'drafted'"
FROZEN = "v.frozen_at IS NOT NULL"
READS = "v.state IN ('open', 'closed')"
SELLS = f"{FROZEN} AND v.state IN ('announced', 'open', 'closed')"
COUNTED = "v.state = 'counted'"
ENDED = "v.state IN ('published', 'cancelled')"
NO_SALT_GOES = "NOT (v.state IN ('published', 'cancelled') OR v.frozen_at IS NULL)"
_UPHELD = f"SELECT 1 FROM {OBJECTION} o WHERE o.vote_id = NEW.id AND o.finding = 'upheld'"
_THAWS = (
    "OLD.state = 'announced' AND NEW.state = 'announced' AND NEW.frozen_at IS NULL"
    f" AND EXISTS ({_UPHELD} AND o.follow = 'mend' AND o.settled_at IS NULL)"
)
_IN_TIME = (
    f"EXISTS (SELECT 1 FROM {VOTE} v WHERE v.id = NEW.vote_id AND ("
    "NEW.about = 'roll' AND v.state = 'announced'"
    " OR NEW.about = 'result' AND v.state = 'published'))"
)
_READ_BY_TWO = (
    f"EXISTS (SELECT 1 FROM {READING} a JOIN {READING} b ON a.ballot_id = b.ballot_id"
    " AND a.round = b.round AND a.said_index = b.said_index AND a.id <> b.id"
    " WHERE a.ballot_id = NEW.id AND a.round = NEW.round"
    " AND (a.reader_id <> b.reader_id OR (a.reader_id IS NULL) <> (b.reader_id IS NULL)))"
)
_WAITS = f"EXISTS (SELECT 1 FROM {BALLOT} b WHERE b.vote_id = NEW.id AND b.state <> 'agreed')"


def _when(differs: str) -> dict[str, tuple[str, str, str, str]]:
    """Name of a trigger -> (the promise, table, on what, when it is refused)."""
    said = ("ballot_id", "round", "said_index", "said", "at")
    of_ballot = ("vote_id", "unit_id", "copy", "begun_at")
    book = ("round", "number", "salt", "commitment", "state", "agreed_at", "box", "scan")
    stands = f"OLD.state <> 'drafted' AND ({_changed(STATED, differs)})"
    back = f"{_rank(NEW)} < {_rank(OLD)} OR OLD.state = 'cancelled' AND NEW.state <> 'cancelled'"
    stops = f"NEW.state = 'cancelled' AND {_rank(OLD)} IN (4, 5)"
    rolled = f"OLD.frozen_at IS NOT NULL AND ({_changed(ROLLED, differs)}) AND NOT ({_THAWS})"
    void = f"({_changed(VOIDED, differs)})"
    voids = f"{void} AND (OLD.voided_at IS NOT NULL OR NOT EXISTS ({_UPHELD}))"
    answered = f"OLD.finding <> 'waiting' AND ({_changed(FOUND, differs)})"
    moved = _changed(of_ballot, differs)
    left = f"NOT (NEW.reader_id IS NULL) AND NEW.reader_id {differs} OLD.reader_id"
    by_two = f"NEW.state = 'agreed' AND NOT ({_READ_BY_TWO})"
    final = f"OLD.state = 'agreed' AND ({_changed(book, differs)})"
    ballot_vote = "ballot_id"
    return {
        "vote_keeps_its_word": ("vote_keeps_its_word", VOTE, "UPDATE",
                                f"({stands}) OR ({back}) OR ({stops})"),
        "vote_roll_is_frozen": ("roll_is_frozen", VOTE, "UPDATE", rolled),
        "nothing_is_counted_that_waits": ("nothing_is_counted_that_waits", VOTE, "UPDATE",
                                          f"NEW.state = 'counted' AND {_WAITS}"),
        **_all_three("questions_keep_their_word", QUESTION, "NOT {}", DRAFTED),
        **_all_three("roll_is_frozen", ROLL, "{}", FROZEN),
        "salt_is_frozen": ("roll_is_frozen", SALT, "UPDATE", "1 = 1"),
        "salt_is_kept": ("roll_is_frozen", SALT, "DELETE",
                         _vote_of(ROLL, OLD, "unit_id", NO_SALT_GOES)),
        "salt_is_late": ("roll_is_frozen", SALT, "INSERT",
                         _vote_of(ROLL, NEW, "unit_id", FROZEN)),
        "box_is_sealed": ("box_is_sealed", BALLOT, "INSERT", f"NOT {_vote(NEW, READS)}"),
        "box_is_sealed_changed": ("box_is_sealed", BALLOT, "UPDATE",
                                  f"NOT {_vote(OLD, READS)} OR ({moved}) OR ({final})"),
        "box_is_sealed_gone": ("box_is_sealed", BALLOT, "DELETE", f"NOT {_vote(OLD, ENDED)}"),
        "ballot_is_read_by_two": ("ballot_is_read_by_two", BALLOT, "UPDATE", by_two),
        "ballot_is_read_by_two_new": ("ballot_is_read_by_two", BALLOT, "INSERT",
                                      "NEW.state = 'agreed'"),
        "reading_is_sealed": ("box_is_sealed", READING, "INSERT",
                              f"NOT {_vote_of(BALLOT, NEW, ballot_vote, READS)} OR EXISTS"
                              f" (SELECT 1 FROM {BALLOT} b WHERE b.id = NEW.ballot_id"
                              " AND b.state = 'agreed')"),
        "reading_stays": ("box_is_sealed", READING, "UPDATE",
                          f"({_changed(said, differs)}) OR ({left})"),
        "reading_is_kept": ("box_is_sealed", READING, "DELETE",
                            f"EXISTS (SELECT 1 FROM {BALLOT} b WHERE b.id = OLD.ballot_id)"
                            f" AND NOT {_vote_of(BALLOT, OLD, ballot_vote, ENDED)}"),
        "change_of_owner_stays": ("box_is_sealed", CHANGE, "UPDATE", "1 = 1"),
        "change_of_owner_is_kept": ("box_is_sealed", CHANGE, "DELETE", f"NOT {_vote(OLD, ENDED)}"),
        "change_of_owner_is_late": (
            "box_is_sealed", CHANGE, "INSERT",
            f"NOT {_vote(NEW, SELLS)}"),
        "void_stays": ("void_stays", VOTE, "UPDATE", voids),
        "objection_stays": ("objection_stays", OBJECTION, "UPDATE",
                            f"({_changed(RAISED, differs)}) OR ({answered})"),
        "objection_stays_gone": ("objection_stays", OBJECTION, "DELETE", "1 = 1"),
        "objection_in_time": ("objection_stays", OBJECTION, "INSERT", f"NOT {_IN_TIME}"),
        "result_is_final": ("result_is_final", RESULT, "UPDATE", "1 = 1"),
        "result_stays": ("result_is_final", RESULT, "DELETE", "1 = 1"),
        "result_of_a_count": ("result_is_final", RESULT, "INSERT",
                              f"NOT {_vote(NEW, COUNTED)}"),
    }  # fmt: skip


def _all_three(
    promise: str, table: str, form: str, condition: str
) -> dict[str, tuple[str, str, str, str]]:
    now, before = form.format(_vote(NEW, condition)), form.format(_vote(OLD, condition))
    return {
        promise: (promise, table, "UPDATE", f"{now} OR {before}"),
        f"{promise}_new": (promise, table, "INSERT", now),
        f"{promise}_gone": (promise, table, "DELETE", before),
    }


NAMES = tuple(_when("IS NOT"))


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on the tables; those that are there already are renewed."""
    remove(connection)
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not on_sqlite:
            cursor.execute("SELECT quote_ident(current_schema())")
        schema = "" if on_sqlite else cursor.fetchone()[0]
        for name, (promise, table, on, refused) in _when(
            "IS NOT" if on_sqlite else "IS DISTINCT FROM"
        ).items():
            if on_sqlite:
                cursor.execute(_sqlite(name, promise, table, on, refused))
                continue
            for statement in _postgresql(name, promise, table, on, refused, schema):
                cursor.execute(statement)


def _sqlite(name: str, promise: str, table: str, on: str, refused: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {on} ON {table} WHEN {refused}"
        f" BEGIN SELECT RAISE(ABORT, '{promise}'); END"
    )


def _postgresql(
    name: str, promise: str, table: str, on: str, refused: str, schema: str
) -> list[str]:
    """It sees everything: what the second wall hides from whoever writes binds all the same."""
    row = OLD if on == "DELETE" else NEW
    runs = (
        f"LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp"
        " SET app.everything = '1'"
    )
    return [
        f"CREATE OR REPLACE FUNCTION votes_{name}() RETURNS trigger {runs}"
        f" AS $$ BEGIN IF {refused} THEN RAISE EXCEPTION '{promise}'"
        f" USING ERRCODE = '23514', CONSTRAINT = '{promise}'; END IF; RETURN {row}; END $$",
        f"CREATE TRIGGER {name} BEFORE {on} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION votes_{name}()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for name, (_promise, table, _on, _refused) in _when("IS NOT").items():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS votes_{name}()")


_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal",
}


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Guards that are not in place."""
    with connection.cursor() as cursor:
        cursor.execute(_THERE[connection.vendor])
        return set(NAMES) - {name for (name,) in cursor.fetchall()}


class GuardVotes(Guard):
    """Migration operation: from here on the database keeps these promises."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let the database keep the promises of owners' votes"
