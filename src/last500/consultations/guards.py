"""What the database itself promises of consultations, on both databases.

- `consultation_keeps_its_word`: once announced, its question, answers to choose from and times
  stay; once published, so does its result; nothing goes back.
- `answers_come_in_time`: an answer is given from the opening on and before the closing, by the
  clock of its row; what was read from a slip, until the result is out.

SQLite forgets triggers when a later migration alters a table: end such a migration with
`GuardConsultations()` again (consultations/tests/test_guards.py finds the one that does not).
"""

from functools import partial

from last500.base.guarding import Guard, Refusal, keep, let_go

TABLE, ANSWER = "consultations_consultation", "consultations_answer"
STATED = (
    *("place_id", "topic_id", "title", "words", "options", "voice", "who", "form"),
    *("opens_at", "closes_at"),
)
_CHANGED = " OR ".join(
    # PostgreSQL compares no JSON; as text both do.
    f"CAST(NEW.{name} AS text) {{differs}} CAST(OLD.{name} AS text)"
    for name in STATED
)
_OVER = "OLD.state IN ('published', 'cancelled')"
_BACK = "NEW.state = 'draft' OR (" + _OVER + " AND NEW.state <> OLD.state)"
_RESULT = "CAST(NEW.result AS text) {differs} CAST(OLD.result AS text)"
_WORD = f"OLD.state <> 'draft' AND ({_CHANGED} OR {_BACK} OR ({_OVER} AND {_RESULT}))"
_IN_TIME = (
    f"EXISTS (SELECT 1 FROM {TABLE} c WHERE c.id = NEW.consultation_id AND c.state = 'announced'"
    " AND NEW.at >= c.opens_at AND (NEW.by_slip OR NEW.at < c.closes_at))"
)
REFUSALS = (
    Refusal("consultation_keeps_its_word", TABLE, "UPDATE", _WORD),
    Refusal("answers_come_in_time", ANSWER, "INSERT", f"NOT {_IN_TIME}"),
    Refusal(
        "answers_come_in_time",
        ANSWER,
        "UPDATE OF choice, at, voice_index, consultation_id",
        f"NOT {_IN_TIME}",
    ),
)
install, remove = partial(keep, REFUSALS), partial(let_go, REFUSALS)


class GuardConsultations(Guard):
    """Migration operation: from here on the database keeps these promises."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let the database keep the promises of consultations"
