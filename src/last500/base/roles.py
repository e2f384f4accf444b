"""The application's role on PostgreSQL: it reads and writes rows, owns nothing, changes no table.

The owner of the tables migrates; the service runs as `settings.DATABASE_ROLE`, which the guards of
append-only tables and row-level security bind, for an owner passes both (ASVS 13.2.2).
"""

import re
from typing import Any

from django.conf import settings
from django.db import connection

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# Tables with the guards of proof.guards: rows are added there and nothing else.
_APPEND_ONLY = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
WHERE tgname LIKE 'append\\_only\\_%' ORDER BY 1
"""


def statements(role: str, append_only: list[str], *, is_there: bool, is_me: bool) -> list[str]:
    """The SQL that makes the role what it should be; it may be run again. Raises ValueError."""
    if not _NAME.fullmatch(role):
        raise ValueError(f"a role's name is small letters, digits and _, not {role!r}")
    return [
        *([] if is_there else [f"CREATE ROLE {role} NOLOGIN"]),
        *([] if is_me else [f"GRANT {role} TO CURRENT_USER"]),
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}" for table in append_only),
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    ]


def planned(cursor: Any, role: str) -> list[str]:
    """What `grant` would do to this database. Raises ValueError."""
    cursor.execute("SELECT current_user = %s, to_regrole(%s) IS NOT NULL", [role, role])
    is_me, is_there = cursor.fetchone()
    cursor.execute(_APPEND_ONLY)
    tables = [table for (table,) in cursor.fetchall()]
    return statements(role, tables, is_there=is_there, is_me=is_me)


def grant(cursor: Any, role: str) -> None:
    """Make the role where there is none, and give it its rights on every table there is now."""
    for statement in planned(cursor, role):
        cursor.execute(statement)


def as_owner() -> None:
    """From here on this process is whoever it logged in as: for migrations and the grants."""
    settings.DATABASES["default"].get("OPTIONS", {}).pop("assume_role", None)
    connection.close()
    getattr(connection, "close_pool", lambda: None)()


def grant_if_wanted() -> bool:
    """After a migration: new tables need their grants. False where no role is set."""
    if not settings.DATABASE_ROLE or connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        grant(cursor, settings.DATABASE_ROLE)
    return True
