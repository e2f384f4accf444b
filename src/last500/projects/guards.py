"""What the database itself promises of indicators, on both databases.

`indicators_keep_their_promise`: from the call on nothing that was agreed of an indicator changes
and none is added; only what was reached is filled in.

SQLite forgets triggers when a later migration alters the table: end such a migration with
`GuardIndicators()` again (projects/tests/test_guards.py finds the one that does not).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from last500.base.guarding import Guard
from last500.projects import rules

TABLE, NAME = "projects_indicator", "indicators_keep_their_promise"
AGREED = ("title", "measure", "planned", "source", "project_id")
_FREE = ", ".join(f"'{state}'" for state in sorted(rules.OPEN_TO_CHANGE))


def _bound(row: str) -> str:
    """Whether the project of this row has been called."""
    return (
        f"EXISTS (SELECT 1 FROM projects_project p WHERE p.id = {row}.project_id"
        f" AND p.called_at IS NOT NULL AND p.state NOT IN ({_FREE}))"
    )


def _changed(differs: str) -> str:
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in AGREED)


def _sqlite() -> list[str]:
    stop = f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
    return [
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE}"
        f" WHEN ({_changed('IS NOT')}) AND {_bound('OLD')} {stop}",
        f"CREATE TRIGGER {NAME}_new BEFORE INSERT ON {TABLE} WHEN {_bound('NEW')} {stop}",
    ]


_FUNCTION = f"""
CREATE OR REPLACE FUNCTION projects_indicators() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF ({_changed("IS DISTINCT FROM")}) AND {_bound("OLD")} THEN
      RAISE EXCEPTION '{NAME}' USING ERRCODE = '23514', CONSTRAINT = '{NAME}';
    END IF;
  ELSIF {_bound("NEW")} THEN
    RAISE EXCEPTION '{NAME}' USING ERRCODE = '23514', CONSTRAINT = '{NAME}';
  END IF;
  RETURN NEW;
END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards on the table; those that are there already are renewed."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in _sqlite():
                cursor.execute(statement)
            return
        cursor.execute(_FUNCTION)
        cursor.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE ON {TABLE}"
            f" FOR EACH ROW EXECUTE FUNCTION projects_indicators()"
        )
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {NAME}")


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in (NAME, f"{NAME}_new"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        cursor.execute(f"DROP TRIGGER IF EXISTS {NAME} ON {TABLE}")
        cursor.execute("DROP FUNCTION IF EXISTS projects_indicators()")


_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass"
    " AND tgenabled = 'A' AND NOT tgisinternal",
}


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Guards that are not in place."""
    wanted = {NAME, f"{NAME}_new"} if connection.vendor == "sqlite" else {NAME}
    with connection.cursor() as cursor:
        cursor.execute(_THERE[connection.vendor], [TABLE])
        return wanted - {name for (name,) in cursor.fetchall()}


class GuardIndicators(Guard):
    """Migration operation: from here on the database keeps this promise."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let the database keep the promises of indicators"
