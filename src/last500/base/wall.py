"""The second wall on PostgreSQL: a statement carries with it in whose name it is asked.

The settings that row-level security reads are sent in front of the statement, in the same message
and the same transaction (`set_config(…, true)` is SET LOCAL). So they cost no round trip, end with
the statement's transaction, and nothing is left on a pooled connection for whoever has it next.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings as django_settings
from django.db import connection

from last500.base import clock, roles

NAMES = ("everything", "person", "offices", "opened", "place", "link")
_PLAIN = re.compile(r"[0-9A-Za-z,_=+/-]*")


def prefix(settings: Mapping[str, str]) -> str:
    """All settings, each time: what is not said is said to be empty. Raises ValueError."""
    said = {name: settings.get(name, "") for name in NAMES} | {"today": clock.today().isoformat()}
    for name, value in said.items():
        if not _PLAIN.fullmatch(value):  # it is written into the statement as it is
            raise ValueError(f"app.{name} would hold more than an id")
    calls = ", ".join(f"set_config('app.{name}', '{value}', true)" for name, value in said.items())
    return f"SELECT {calls};"


def ask(
    settings: Mapping[str, str],
    execute: Callable[..., Any],
    sql: Any,
    params: Any,
    many: bool,
    context: Any,
) -> Any:
    """Run one statement under these settings. Raises RuntimeError for a cursor that the server
    holds, or many statements at once, outside of a transaction: the settings would not last."""
    cursor = context["cursor"].cursor
    if isinstance(sql, str) and not many and not hasattr(cursor, "scrollable"):
        answer = execute(prefix(settings) + sql, params, many, context)
        cursor.nextset()
        return answer
    if not context["connection"].in_atomic_block:
        raise RuntimeError("scoped data through a server-side cursor needs a transaction")
    with context["connection"].connection.cursor() as plain:
        plain.execute(prefix(settings))
    return execute(sql, params, many, context)


@contextmanager
def as_owner() -> Iterator[None]:
    """For migrations: put the application's role aside, and give it its rights again afterwards."""
    role = django_settings.DATABASE_ROLE
    if connection.vendor != "postgresql" or not role:
        yield
        return
    assume(None)
    try:
        yield
        with connection.cursor() as cursor:
            roles.grant(cursor, role)
    finally:
        assume(role)


def assume(role: str | None) -> None:
    """From the next connection on be this role; None is whoever the database's address names."""
    options = connection.settings_dict["OPTIONS"]
    options.pop("options", None)
    if role:
        options["options"] = f"-c role={role}"
    connection.close()
    if options.get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]
