"""F1: web workers are killed (SIGKILL) in the middle of requests, under load, on PostgreSQL.

Holds when every acknowledged request is there once, everything sent again with its key is there
once, and nothing is half done. Control: the same with a new key at each try, as without keys.
"""

import time

from faultlab.house import QUICK, furnish, report, serving
from faultlab.journal import Journal, Verdict, compare
from tests.postgres import postgres

KILLS = 12 if QUICK else 100
CLIENTS = 6


def main() -> None:
    with postgres(durable=True) as database:
        furnish(database)
        with serving(processes=3) as web:
            kept, again = under_fire(web, keyless=False)
            empty()
            doubled, _again = under_fire(web, keyless=True)
    report(
        f"{KILLS} web workers killed under {CLIENTS} clients",
        f"{kept}; {again} sent again",
        f"without keys: {doubled.twice} doubled",
        good=kept.whole and again > 0 and doubled.twice > 0,
    )


def under_fire(web, keyless: bool) -> tuple[Verdict, int]:
    journal = Journal(web.port, keyless=keyless)
    threads = journal.load(CLIENTS)
    kills = 0
    while kills < KILLS:
        kills += web.kill_one(kills)
        time.sleep(0.35)
    journal.end(threads)
    return compare(journal), journal.again


def empty() -> None:
    from last500.base.scope import everything
    from last500.service_requests.models import ServiceRequest

    with everything("the lab starts anew"):
        ServiceRequest.objects.all().delete()


if __name__ == "__main__":
    main()
