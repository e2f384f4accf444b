"""`make bench`: place, accept, desk and follow on both databases, beside raw SQL in the same run.

    make bench                    10,000 and 200,000 requests, three rounds (about ten minutes)
    make bench QUICK=1            10,000 only, about a minute on a quiet machine
    make bench BENCH_ROUNDS=5     more rounds

The table goes to the terminal and to var/benchmarks.txt. Nothing here passes or fails on time: a
shared machine is noisy, so ratios and CPU count, not rates. BENCH_SHOW=1 shows the statements.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.report import block, table

HOME = Path(__file__).resolve().parent.parent
LONGEST_SECONDS = 900


def main() -> int:
    quick = os.environ.get("QUICK", "0") not in {"", "0"}
    sizes = [int(n) for n in os.environ.get("BENCH_SIZES", "").split(",") if n]
    sizes = sizes or ([10_000] if quick else [10_000, 200_000])
    databases = os.environ.get("BENCH_DATABASES", "sqlite,postgresql").split(",")
    results = []
    for database in databases:
        for size in sizes:
            results.append(one(database, size))
            print(*block(results[-1]), sep="\n", file=sys.stderr, flush=True)
    text = table(results)
    print(text)
    kept = HOME / "var" / "benchmarks.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(text + "\n", encoding="utf-8")
    return 0


def one(database: str, size: int) -> dict:
    """A database of its own in a folder of its own, measured by a process of its own."""
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="last500-bench-")))
        folder.chmod(0o711)  # PostgreSQL runs as another user where we are root
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LAST500_")}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "last500.settings",
            "LAST500_VAR": str(folder),
            "LAST500_DATABASE": f"sqlite:///{folder / 'last500.sqlite3'}",
            "LAST500_LOG_LEVEL": "ERROR",
            "LAST500_STAFF_SECOND_FACTOR": "0",  # pages are measured, not their lock
            "PYTHONPATH": f"{HOME / 'src'}:{HOME}",
        }
        if database == "postgresql":
            environment |= start_postgres(closing)
        for name in ("DJANGO_SETTINGS_MODULE", "LAST500_VAR", "LAST500_DATABASE"):
            os.environ[name] = environment[name]
        sys.path[:0] = [str(HOME / "src")]
        from last500.base.sealing import write_keys

        write_keys(folder / "keys.json")
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.measure", str(size)],
            env=environment,
            cwd=HOME,
            stdout=subprocess.PIPE,
            check=False,
            timeout=LONGEST_SECONDS,
        )
        if done.returncode:
            raise SystemExit(f"benchmarks: {database} at {size:,} did not finish")
        return json.loads(done.stdout.splitlines()[-1])


def start_postgres(closing: ExitStack) -> dict[str, str]:
    from benchmarks.load import children
    from tests.postgres import postgres

    known = set(children().get(os.getpid(), []))
    url = closing.enter_context(postgres(durable=True))
    (server,) = set(children()[os.getpid()]) - known
    return {"LAST500_DATABASE": url, "BENCH_POSTGRES": str(server)}


if __name__ == "__main__":
    sys.exit(main())
