"""How long the log takes: publish, bundle and check N entries (100,000), each in one line.

    python -m benchmarks.proof [N]

On SQLite in a folder of its own. Printed, never asserted: machines differ.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK = 5000
STREAMS = 50


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="last500-bench-") as folder:
        for name in [n for n in os.environ if n.startswith("LAST500_")]:
            del os.environ[name]
        os.environ |= {"LAST500_VAR": folder, "DJANGO_SETTINGS_MODULE": "last500.settings"}
        measure(Path(folder), count)
    return 0


def measure(folder: Path, count: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from last500.proof import bundle, checkpoints, notes, verify

    call_command("migrate", verbosity=0, interactive=False)
    notes.write_key(settings.LOG_KEY_FILE, notes.new_key("bench.example/tlog"))
    fill(count)
    with timed(f"publish {count} entries from nothing"):
        checkpoints.publish()
    fill(200, first=count)
    with timed("publish 200 more"):
        checkpoints.publish()
    with timed("publish when nothing is new"):
        checkpoints.publish()
    file = folder / "bundle.zip"
    with timed("write the bundle"):
        bundle.write(file)
    print(f"{file.stat().st_size / 1e6:8.1f} MB                 the bundle")
    tool = folder / "verify.py"
    tool.write_text(verify.one_file(), encoding="utf-8")
    with timed("check it: python3 verify.py bundle.zip"):
        subprocess.run([sys.executable, tool, file], check=True, capture_output=True)


def fill(count: int, first: int = 0) -> None:
    """What `record` writes, many rows to a statement."""
    from last500.base import clock
    from last500.proof.models import Entry
    from last500.proof.rules import START, canonical

    rows, at = [], clock.now()
    last = {e.stream: (e.seq, e.entry_hash) for e in Entry.objects.order_by("pk")} if first else {}
    for number in range(first, first + count):
        stream = f"reveals:{number % STREAMS}"
        seq, prev = last.get(stream, (0, START))
        body = canonical({"field": "phone", "role": "小区值守", "commit": f"{number:064x}"})
        entry = Entry(stream=stream, seq=seq + 1, kind="revealed", body=body, at=at, prev_hash=prev)
        entry.entry_hash = entry.counted_hash()
        last[stream] = (entry.seq, entry.entry_hash)
        rows.append(entry)
        if len(rows) == CHUNK or number == first + count - 1:
            Entry.objects.bulk_create(rows)
            rows.clear()


@contextmanager
def timed(what: str) -> Iterator[None]:
    began, worked = time.perf_counter(), cpu()
    yield
    seconds = time.perf_counter() - began
    print(f"{seconds:8.2f} s {cpu() - worked:8.2f} s CPU   {what}", flush=True)


def cpu() -> float:
    """Seconds of this process and of those it waited for: what another load does not change."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    raise SystemExit(main())
