"""The application's role on PostgreSQL: neither superuser nor owner, so that the walls bind it."""

from typing import Any


def grant(cursor: Any, role: str) -> None:
    """Make the role where there is none, let the owner become it, and give it what pages need.

    It reads and writes rows; it makes, empties and owns no table. Run again after each migration.
    """
    cursor.execute("SELECT quote_ident(%s), quote_ident(current_schema())", [role])
    name, schema = cursor.fetchone()
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone() is None:
        cursor.execute(f"CREATE ROLE {name} NOLOGIN NOSUPERUSER NOBYPASSRLS")
    cursor.execute(f"GRANT {name} TO CURRENT_USER")
    cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
    cursor.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}"
    )
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
