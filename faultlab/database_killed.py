"""F3: PostgreSQL and all its processes are killed (SIGKILL) under load, and started again.

Holds when nothing acknowledged is lost, pages answer 503 with a time to try again meanwhile, and
the web server recovers by itself. Control: `synchronous_commit=off`, where a commit is answered
before it is on the disk, must lose what was acknowledged.
"""

import os
import signal
import time

from benchmarks.load import Browser, children
from faultlab.house import QUICK, Web, furnish, report, serving
from faultlab.journal import Journal, Verdict, compare
from faultlab.web_killed import empty
from tests.postgres import SAFE, Server, server

ROUNDS = 2 if QUICK else 5
CLIENTS = 6


def main() -> None:
    with server(settings=SAFE) as database:
        furnish(database.url)
        with serving(processes=2) as web:
            kept = [killed_under_load(database, web) for _ in range(ROUNDS)]
            database.stop()
            database.settings = (*SAFE, "synchronous_commit=off", "wal_writer_delay=2000ms")
            database.start()
            loose = [killed_under_load(database, web) for _ in range(ROUNDS)]
    verdict = Verdict(
        sum(one.verdict.acknowledged for one in kept),
        sum(one.verdict.lost for one in kept),
        sum(one.verdict.twice for one in kept),
        sum(one.verdict.halves for one in kept),
    )
    lost = sum(one.verdict.lost for one in loose)
    slowest = max(one.back for one in kept)
    report(
        f"PostgreSQL killed {ROUNDS} times under {CLIENTS} clients",
        f"{verdict}; meanwhile {sum(one.said for one in kept)} pages said 503 and when to try "
        f"again; back after {slowest:.1f} s at most, the web server not restarted",
        f"synchronous_commit=off: {lost} acknowledged lost",
        good=verdict.whole and slowest <= 10 and lost > 0,
    )


class Round:
    def __init__(self, verdict: Verdict, back: float, said: int) -> None:
        self.verdict, self.back, self.said = verdict, back, said


def killed_under_load(database: Server, web: Web) -> Round:
    close_own_connections()
    empty()
    journal = Journal(web.port)
    threads = journal.load(CLIENTS)
    time.sleep(3)
    kill(database)
    time.sleep(1)
    said = says_when_to_try_again(web)
    begun = time.monotonic()
    database.start()
    answered = journal.statuses[303]
    while journal.statuses[303] == answered and time.monotonic() - begun < 60:
        time.sleep(0.02)
    back = time.monotonic() - begun
    time.sleep(1)
    journal.end(threads)
    close_own_connections()
    return Round(compare(journal), back, journal.statuses[503] if said else 0)


def kill(database: Server) -> None:
    """The server and every process of it, at once: no last word to the disk."""
    family = [database.process.pid, *children().get(database.process.pid, [])]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    database.process.wait()


def says_when_to_try_again(web: Web) -> bool:
    browser = Browser(web.port, "127.0.0.1")
    status, body, _to = browser.send("GET", "/")
    return status == 503 and "不会重复" in body.decode()


def close_own_connections() -> None:
    from django.db import connection

    connection.close()
    connection.close_pool()


if __name__ == "__main__":
    main()
