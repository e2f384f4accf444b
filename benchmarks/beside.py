"""Our pages beside the bare statements that hold the same answer, in turn, in one process.

Medians in milliseconds; a ratio is the median of the ratios of neighbouring rounds. Each database
is a new one in a folder of its own, filled and measured by a process of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

HOME = Path(__file__).resolve().parent.parent
ROUNDS, WARM = 21, 3
Show = Callable[[dict[str, Any]], None]


def on_each_database(
    module: str, words: list[str], usual: int, show: Show, more: Sequence[str] = ()
) -> int:
    """`words` are [SIZE] [sqlite|postgresql …]; `python -m MODULE --one SIZE MORE …` prints what it
    found as its last line, in JSON."""
    count = int(words[0]) if words else usual
    for database in words[1:] or ["sqlite", "postgresql"]:
        with ExitStack() as closing:
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="last500-b-")))
            folder.chmod(0o711)  # PostgreSQL runs as another user where we are root
            environment = {k: v for k, v in os.environ.items() if not k.startswith("LAST500_")}
            environment |= {
                "DJANGO_SETTINGS_MODULE": "last500.settings",
                "LAST500_VAR": str(folder),
                "LAST500_LOG_LEVEL": "ERROR",
                "LAST500_STAFF_SECOND_FACTOR": "0",
                "PYTHONPATH": f"{HOME / 'src'}:{HOME}",
            }
            if database == "postgresql":
                from tests.postgres import postgres

                environment["LAST500_DATABASE"] = closing.enter_context(postgres(durable=True))
            command = [sys.executable, "-m", module, "--one", str(count), *more]
            done = subprocess.run(
                command, env=environment, cwd=HOME, stdout=subprocess.PIPE, check=True
            )
            show(json.loads(done.stdout.splitlines()[-1]))
    return 0


def show_rows(found: dict[str, Any]) -> None:
    print(f"{found['database']}: {found['size']}")
    print(f"{'':<12}{'ms':>8}{'p95':>8}{'SQL':>5}{'KB':>6}{'raw ms':>9}{'ratio':>8}")
    for name, one in found["rows"].items():
        print(
            f"{name:<12}{one['ms']:8.1f}{one['p95']:8.1f}{one['sql']:5}{one['kb']:6.0f}"
            f"{one['raw']:9.2f}{one['ratio']:8.3f}"
        )


def begin() -> str:
    """Django and an empty database with its tables; the name of the engine."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from last500.base.scope import everything
    from last500.base.sealing import write_keys

    write_keys(Path(os.environ["LAST500_VAR"]) / "keys.json")
    with everything("a benchmark makes its tables"):
        call_command("migrate", verbosity=0)
    return connection.vendor


def analyse() -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def compare(ours: Callable[[], Any], raw: Callable[[], None]) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from last500.base.scope import everything

    with CaptureQueriesContext(connection) as told:
        answer = ours()
    control = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
    statements = [one for one in told.captured_queries if not one["sql"].startswith(control)]
    assert answer.status_code in {200, 303}, answer.status_code
    body = len(b"".join(answer)) if answer.streaming else len(answer.content)
    mine, floor = [], []
    for _ in range(ROUNDS + WARM):
        mine.append(timed(ours))
        with everything("a benchmark asks the bare statements"):
            floor.append(timed(raw))
    mine, floor = mine[WARM:], floor[WARM:]
    return {
        "ms": median(mine) * 1000,
        "p95": sorted(mine)[int(len(mine) * 0.95)] * 1000,
        "raw": median(floor) * 1000,
        "ratio": median(b / a for a, b in zip(mine, floor, strict=True)),
        "sql": len(statements),
        "kb": body / 1024,
    }


def timed(verb: Callable[[], object]) -> float:
    began = time.perf_counter()
    verb()
    return time.perf_counter() - began


def execute(*statements: tuple[str, list[Any]]) -> None:
    """In one transaction, every row read to the end."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
            if cursor.description:
                cursor.fetchall()


def native(key: Any) -> Any:
    from django.db import connection

    return key if connection.vendor == "postgresql" else key.hex
