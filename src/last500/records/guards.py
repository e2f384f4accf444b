"""What the database itself promises of service records, on both databases.

- `nobody_at_two_places`: no two live records of a person overlap. PostgreSQL: an exclusion
  constraint. A range of one key (`person_range`) stands for "the same person", for the ranges of
  PostgreSQL have an index of their own and no extension is needed. SQLite, where one writes at a
  time: a trigger.
- `ten_hours_a_day`: a trigger adds up the live minutes of the days that the new record touches,
  on PostgreSQL after waiting for a lock of that person.
- `records_keep_their_facts`: person, times, minutes and what it is about never change, and nothing
  that was declined or reversed comes back to life.

SQLite forgets triggers when a later migration alters the table: end such a migration with
`GuardRecords()` again (records/tests/test_guards.py finds the one that does not).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from last500.base.guarding import Guard
from last500.records import rules

TABLE = "records_servicerecord"
OVERLAP, DAY, FACTS = "nobody_at_two_places", "ten_hours_a_day", "records_keep_their_facts"
MOST = rules.DAY_MOST * 60  # seconds of one person on one local day
FIXED = ("person_id", "source", "began_at", "ended_at", "minutes", "entered_at", "reverses_id")


def _live(row: str) -> str:
    return (
        f"{row}.state IN ('entered', 'confirmed') AND {row}.reversed_at IS NULL"
        f" AND {row}.reverses_id IS NULL"
    )


def _changed(differs: str) -> str:
    """What an UPDATE must not do; `differs` is the database's word for "is another than"."""
    parts = [f"NEW.{name} {differs} OLD.{name}" for name in FIXED]
    parts += [
        f"(OLD.state <> 'entered' AND NEW.state {differs} OLD.state)",
        f"(OLD.reversed_at IS NOT NULL AND NEW.reversed_at {differs} OLD.reversed_at)",
        f"(OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at {differs} OLD.confirmed_at)",
        # It may be forgotten who it was, never that it was somebody else.
        f"(OLD.confirmed_at IS NOT NULL AND NEW.confirmed_by_id IS NOT NULL"
        f" AND NEW.confirmed_by_id {differs} OLD.confirmed_by_id)",
        # What it is about may be forgotten too.
        f"(NEW.about IS NOT NULL AND NEW.about {differs} OLD.about)",
    ]
    return " OR ".join(parts)


# ---- SQLite ------------------------------------------------------------


def _epoch(moment: str, *shifts: str) -> str:
    words = ", ".join([moment, *(f"'{shift}'" for shift in shifts)])
    return f"CAST(strftime('%s', {words}) AS INTEGER)"


def _seconds(row: str) -> str:
    """How many seconds of a row lie on the day `d.day` of the residents' wall clock, which knows
    no summer time."""
    begins = _epoch("d.day", "-8 hours")
    ends = _epoch("d.day", "+1 day", "-8 hours")
    return (
        f"max(0, min({_epoch(f'{row}.ended_at')}, {ends})"
        f" - max({_epoch(f'{row}.began_at')}, {begins}))"
    )


def _sqlite() -> list[str]:
    days = (
        "(SELECT date(NEW.began_at, '+8 hours') AS day"
        " UNION SELECT date(NEW.ended_at, '+8 hours', '-1 second')) d"
    )
    near = (
        f"r.person_id = NEW.person_id AND {_live('r')}"
        " AND r.began_at > datetime(NEW.began_at, '-2 days')"
        " AND r.began_at < datetime(NEW.ended_at, '+2 days')"
    )
    return [
        f"CREATE TRIGGER {OVERLAP} BEFORE INSERT ON {TABLE} WHEN {_live('NEW')} AND EXISTS ("
        f"SELECT 1 FROM {TABLE} r WHERE {near} AND r.began_at < NEW.ended_at"
        f" AND NEW.began_at < r.ended_at) BEGIN SELECT RAISE(ABORT, '{OVERLAP}'); END",
        f"CREATE TRIGGER {DAY} BEFORE INSERT ON {TABLE} WHEN {_live('NEW')} AND EXISTS ("
        f"SELECT 1 FROM {days} WHERE {_seconds('NEW')} + coalesce("
        f"(SELECT sum({_seconds('r')}) FROM {TABLE} r WHERE {near}), 0) > {MOST})"
        f" BEGIN SELECT RAISE(ABORT, '{DAY}'); END",
        f"CREATE TRIGGER {FACTS}_new BEFORE INSERT ON {TABLE} WHEN"
        f" {_epoch('NEW.ended_at')} - {_epoch('NEW.began_at')} <> NEW.minutes * 60"
        f" BEGIN SELECT RAISE(ABORT, '{FACTS}'); END",
        f"CREATE TRIGGER {FACTS} BEFORE UPDATE ON {TABLE} WHEN {_changed('IS NOT')}"
        f" BEGIN SELECT RAISE(ABORT, '{FACTS}'); END",
    ]


# ---- PostgreSQL ------------------------------------------------------------

_LOCKS = 520  # the group of advisory locks of records; proof.actions has 500
_PG_DAY = f"""
CREATE OR REPLACE FUNCTION records_day() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = {{schema}}, pg_temp SET app.everything = '1' AS $$
DECLARE
  begins timestamptz;
  ends timestamptz;
  served numeric;
BEGIN
  IF NOT ({_live("NEW")}) THEN RETURN NEW; END IF;
  PERFORM pg_advisory_xact_lock({_LOCKS}, hashtext(NEW.person_id::text));
  FOR begins IN
    SELECT timezone('Asia/Shanghai', date_trunc('day', timezone('Asia/Shanghai', moment)))
    FROM unnest(ARRAY[NEW.began_at, NEW.ended_at - interval '1 second']) moment GROUP BY 1
  LOOP
    ends := begins + interval '24 hours';
    SELECT coalesce(sum(
        extract(epoch FROM least(r.ended_at, ends) - greatest(r.began_at, begins))), 0)
      INTO served FROM {TABLE} r
      WHERE r.person_id = NEW.person_id AND {_live("r")}
        AND r.began_at > begins - interval '2 days' AND r.began_at < ends AND r.ended_at > begins;
    served := served
      + extract(epoch FROM least(NEW.ended_at, ends) - greatest(NEW.began_at, begins));
    IF served > {MOST} THEN
      RAISE EXCEPTION '{DAY}' USING ERRCODE = '23514', CONSTRAINT = '{DAY}';
    END IF;
  END LOOP;
  RETURN NEW;
END $$
"""
_PG_FACTS = f"""
CREATE OR REPLACE FUNCTION records_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_changed("IS DISTINCT FROM")} THEN
    RAISE EXCEPTION '{FACTS}' USING ERRCODE = '23514', CONSTRAINT = '{FACTS}';
  END IF;
  RETURN NEW;
END $$
"""


def _postgresql(schema: str) -> list[str]:
    return [
        "CREATE TYPE person_range AS RANGE (subtype = uuid)",
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {OVERLAP} EXCLUDE USING gist ("
        f"person_range(person_id, person_id, '[]') WITH =,"
        f" tstzrange(began_at, ended_at) WITH &&)"
        f" WHERE ({_live(TABLE)})",
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {FACTS}_new CHECK ("
        f"extract(epoch FROM ended_at - began_at) = minutes * 60)",
        _PG_DAY.format(schema=schema),
        _PG_FACTS,
        f"CREATE TRIGGER {DAY} BEFORE INSERT ON {TABLE}"
        f" FOR EACH ROW EXECUTE FUNCTION records_day()",
        f"CREATE TRIGGER {FACTS} BEFORE UPDATE ON {TABLE}"
        f" FOR EACH ROW EXECUTE FUNCTION records_facts()",
        *(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}" for name in (DAY, FACTS)),
    ]


# ---- both ------------------------------------------------------------


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on the table; those that are there already are renewed."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            statements = _sqlite()
        else:
            cursor.execute("SELECT quote_ident(current_schema())")
            statements = _postgresql(cursor.fetchone()[0])
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in (OVERLAP, DAY, FACTS, f"{FACTS}_new"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for name in (DAY, FACTS):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}")
        for name in (OVERLAP, f"{FACTS}_new"):
            cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {name}")
        for function in ("records_day", "records_facts"):
            cursor.execute(f"DROP FUNCTION IF EXISTS {function}()")
        cursor.execute("DROP TYPE IF EXISTS person_range")


_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": """SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass
        AND tgenabled = 'A' AND NOT tgisinternal
        UNION SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass
        AND contype IN ('x', 'c')""",
}


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Guards that are not in place."""
    asked = _THERE[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked, [TABLE] * asked.count("%s"))
        return {OVERLAP, DAY, FACTS, f"{FACTS}_new"} - {name for (name,) in cursor.fetchall()}


class GuardRecords(Guard):
    """Migration operation: from here on the database keeps these promises."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let the database keep the promises of service records"
