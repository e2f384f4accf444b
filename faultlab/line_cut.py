"""F7: the line to the database is cut before COMMIT, after COMMIT before its answer, in a row.

Holds when every request, sent again with its key, is there exactly once. Control: a web server that
does not look at keys, where those cut after COMMIT are there twice.
"""

from benchmarks.load import Browser
from faultlab.house import QUICK, furnish, report, serving
from faultlab.journal import Journal, Verdict, compare
from faultlab.proxy import Cut, Proxy, proxy
from faultlab.web_killed import empty
from tests.postgres import SAFE, server

EACH = 15 if QUICK else 50


def main() -> None:
    with server(settings=SAFE) as database, proxy(database.base / ".s.PGSQL.5432") as line:
        furnish(f"postgresql://postgres@127.0.0.1:{line.port}/postgres")
        with serving(processes=1) as web:
            kept = {cut: cut_each(line, web.port, cut, keyless=False) for cut in Cut}
        with serving(processes=1, application="faultlab.keyless:application") as web:
            doubled = cut_each(line, web.port, Cut.AFTER_COMMIT, keyless=True)
    report(
        f"the line cut {EACH} times each: {', '.join(Cut)}",
        "; ".join(f"{cut}: {verdict}" for cut, verdict in kept.items()),
        f"without keys, cut after COMMIT: {EACH} requests became {EACH + doubled.twice}",
        good=all(verdict.whole and verdict.acknowledged == EACH for verdict in kept.values())
        and doubled.twice == EACH,
    )


def cut_each(line: Proxy, port: int, cut: Cut, *, keyless: bool) -> Verdict:
    empty()
    journal = Journal(port, keyless=keyless)
    browser = Browser(port, "127.0.0.1")
    for _number in range(EACH):
        before = line.cuts
        line.armed = cut
        journal.one(browser)
        assert line.cuts == before + 1, "the line was not cut"
    line.armed = None
    return compare(journal)


if __name__ == "__main__":
    main()
