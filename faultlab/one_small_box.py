"""F17: the small box: SQLite, two web processes and a worker on one file, killed under load.

Holds when nothing acknowledged is lost, nothing is doubled or half done, and no page fails because
the file is locked; writers that read first and then write never meet one either. Control:
transactions that take their lock at the first write, not at the beginning (SQLITE_BUSY on upgrade).
"""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from faultlab.house import QUICK, furnish, program, report, serving, sqlite, stop
from faultlab.journal import Journal, compare

KILLS = 6 if QUICK else 30
CLIENTS = 4
WRITES = 400


def main() -> None:
    furnish(sqlite())
    kept = under_fire(KILLS)
    verdict = compare(kept)
    early, late = locked("IMMEDIATE"), locked("DEFERRED")
    report(
        f"{KILLS} of two web workers and a background worker on one SQLite file killed",
        f"{verdict}; {kept.again} sent again; {kept.statuses[503]} pages and {early} of {WRITES} "
        "writers met a locked file",
        f"lock taken late: {late} of {WRITES} writers met a locked file",
        good=verdict.whole and kept.again > 0 and not kept.statuses[503] and not early and late > 0,
    )


def locked(mode: str) -> int:
    """How many of the writers, who all read before they write, are told that the file is locked."""
    from django.conf import settings
    from django.db import OperationalError, connection, transaction

    from last500.base import clock
    from last500.base.models import OnceKey

    settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] = mode
    gate = threading.Barrier(CLIENTS)

    def work(client: int) -> int:
        met = 0
        gate.wait()
        for number in range(WRITES // CLIENTS):
            try:
                with transaction.atomic():
                    OnceKey.objects.count()
                    OnceKey.objects.create(pk=f"{mode}-{client}-{number}", made_at=clock.now())
            except OperationalError:
                met += 1
        connection.close()
        return met

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(work, range(CLIENTS)))


def under_fire(kills: int) -> Journal:
    with serving(2) as web:
        worker = program("last500", "work")
        journal = Journal(web.port)
        threads = journal.load(CLIENTS)
        killed = 0
        while killed < kills:
            time.sleep(0.4)
            if web.kill_one(killed):
                killed += 1
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait()
                worker = program("last500", "work")
        journal.end(threads)
        stop(worker)
        return journal


if __name__ == "__main__":
    main()
