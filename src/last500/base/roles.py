"""The application's role on PostgreSQL: it reads and writes rows, owns nothing, changes no table.

The owner of the tables migrates; the service runs as `settings.DATABASE_ROLE`, which the guards of
append-only tables and row-level security bind, for an owner passes both (ASVS 13.2.2).
"""

from typing import Any

# Tables with the guards of proof.guards: rows are added there and nothing else.
_APPEND_ONLY = r"""
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
WHERE tgname LIKE 'append\_only\_%' ORDER BY 1
"""
_FACTS = """
SELECT quote_ident(%(role)s), quote_ident(current_schema()), current_user = %(role)s,
    EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %(role)s)
"""


def grant(cursor: Any, role: str) -> None:
    """Make the role where there is none, and give it its rights on every table there is now.

    It may be run again, and must be after a migration that makes tables.
    """
    for statement in planned(cursor, role):
        cursor.execute(statement)


def planned(cursor: Any, role: str) -> list[str]:
    """The statements that `grant` would run."""
    cursor.execute(_FACTS, {"role": role})
    name, schema, is_me, is_there = cursor.fetchone()
    cursor.execute(_APPEND_ONLY)
    append_only = [table for (table,) in cursor.fetchall()]
    tables = f"ALL TABLES IN SCHEMA {schema}"
    return [
        *([] if is_there else [f"CREATE ROLE {name} NOLOGIN NOSUPERUSER NOBYPASSRLS"]),
        *([] if is_me else [f"GRANT {name} TO CURRENT_USER"]),
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {schema} TO {name}",
        f"REVOKE ALL ON {tables} FROM {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {name}" for table in append_only),
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}",
    ]
