"""What the database itself promises of sign-ups, on both databases.

- `nobody_comes_to_two_at_once`: no two of a person's sign-ups that come overlap. PostgreSQL: an
  exclusion constraint, where a range of one key stands for "the same person" (as records.guards
  does, so that no extension is needed). SQLite, where one writes at a time: triggers.
- `no_more_heads_than_places`: whoever comes, and those for whom a place is kept, never are more
  heads than the role has places. A trigger; on PostgreSQL after waiting for the role's row.

SQLite forgets triggers when a later migration alters the table: end such a migration with
`GuardSignUps()` again (tests/test_guards.py finds the one that does not).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from last500.base.guarding import Guard

TABLE, ROLES = "activities_signup", "activities_role"
OVERLAP, HEADS = "nobody_comes_to_two_at_once", "no_more_heads_than_places"
EVENTS = {"insert": "INSERT", "update": "UPDATE"}
_PRESENT = "IN ('comes', 'asked')"

_SQLITE = {
    OVERLAP: f"""
CREATE TRIGGER {OVERLAP}_{{event}} BEFORE {{what}} ON {TABLE}
WHEN NEW.state = 'comes' AND EXISTS (
  SELECT 1 FROM {TABLE} s WHERE s.person_id = NEW.person_id AND s.id <> NEW.id
  AND s.state = 'comes' AND s.starts_at < NEW.ends_at AND NEW.starts_at < s.ends_at
) BEGIN SELECT RAISE(ABORT, '{OVERLAP}'); END
""",
    HEADS: f"""
CREATE TRIGGER {HEADS}_{{event}} BEFORE {{what}} ON {TABLE}
WHEN NEW.state {_PRESENT} AND NEW.heads + coalesce((
  SELECT sum(s.heads) FROM {TABLE} s WHERE s.role_id = NEW.role_id AND s.id <> NEW.id
  AND s.state {_PRESENT}), 0) > (SELECT r.places FROM {ROLES} r WHERE r.id = NEW.role_id)
BEGIN SELECT RAISE(ABORT, '{HEADS}'); END
""",
}
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION activities_heads() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  most integer;
  heads_now integer;
BEGIN
  IF NEW.state NOT {_PRESENT} THEN RETURN NEW; END IF;
  SELECT places INTO most FROM {ROLES} WHERE id = NEW.role_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(heads), 0) INTO heads_now FROM {TABLE}
    WHERE role_id = NEW.role_id AND id <> NEW.id AND state {_PRESENT};
  IF heads_now + NEW.heads > most THEN
    RAISE EXCEPTION '{HEADS}' USING ERRCODE = '23514', CONSTRAINT = '{HEADS}';
  END IF;
  RETURN NEW;
END $$
"""
_POSTGRESQL = (
    "CREATE TYPE sign_up_range AS RANGE (subtype = uuid)",
    f"ALTER TABLE {TABLE} ADD CONSTRAINT {OVERLAP} EXCLUDE USING gist ("
    "sign_up_range(person_id, person_id, '[]') WITH =, tstzrange(starts_at, ends_at) WITH &&"
    ") WHERE (state = 'comes')",
    _FUNCTION,
    f"CREATE TRIGGER {HEADS} BEFORE INSERT OR UPDATE ON {TABLE}"
    " FOR EACH ROW EXECUTE FUNCTION activities_heads()",
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {HEADS}",
)
_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": """SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass
        AND tgenabled = 'A' AND NOT tgisinternal
        UNION SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass
        AND contype = 'x'""",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on the table; those that are there already are renewed."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in _SQLITE.values():
                for event, what in EVENTS.items():
                    cursor.execute(statement.format(event=event, what=what))
            return
        for statement in _POSTGRESQL:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE:
                for event in EVENTS:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{event}")
            return
        cursor.execute(f"DROP TRIGGER IF EXISTS {HEADS} ON {TABLE}")
        cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {OVERLAP}")
        cursor.execute("DROP FUNCTION IF EXISTS activities_heads()")
        cursor.execute("DROP TYPE IF EXISTS sign_up_range")


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Guards that are not in place."""
    wanted = {OVERLAP, HEADS}
    if connection.vendor == "sqlite":
        wanted = {f"{name}_{event}" for name in _SQLITE for event in EVENTS}
    asked = _THERE[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked, [TABLE] * asked.count("%s"))
        return wanted - {name for (name,) in cursor.fetchall()}


class GuardSignUps(Guard):
    """Migration operation: from here on the database keeps these promises."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let the database keep the promises of sign-ups"
