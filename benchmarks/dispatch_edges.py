"""From the database to a proven plan: edges in eight statements, the plan, and what another choice
would cost; beside the bare statements that bring the same rows.

    python -m benchmarks.dispatch_edges [REQUESTS] [--members N] [sqlite|postgresql …]
                                                        # 200 and 2,000, both databases

Streets as `streets` draws them, one after another in one process: REQUESTS open requests of N
members, at most 2,000 of a street (as many as are looked at). The page of a desk takes forty.
Seconds of CPU are those of our process; on PostgreSQL the server has its own beside them.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.beside import analyse, begin, execute, on_each_database

REQUESTS, MEMBERS, PAGE = 200, 2_000, 40
Statement = tuple[str, list[Any]]


@dataclass
class Spent:
    """Seconds, of the clock on the wall and of our processor."""

    wall: float = 0
    cpu: float = 0

    def on(self, verb: Callable[[], Any]) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        answer = verb()
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        return answer

    def __str__(self) -> str:
        return f"{self.wall:.2f} s ({self.cpu:.2f} CPU)"


@dataclass
class Sums:
    """Of all streets."""

    streets: int = 0
    statements: int = 0
    pairs: int = 0
    kept: int = 0
    empty: int = 0
    spent: dict[str, Spent] = field(
        default_factory=lambda: {name: Spent() for name in ("load", "draw", "raw", "solve", "page")}
    )


def show(found: dict[str, Any]) -> None:
    print(f"{found['database']}: {found['size']}")
    for line in found["said"]:
        print(line, flush=True)


def one(count: int, members: int) -> None:
    vendor = begin()
    from benchmarks import streets
    from last500.base.scope import everything
    from tests.cast import build

    with everything("a benchmark fills its tables"):
        made = streets.fill(random.Random(7), count, members, build().street.parent)
    analyse()
    sums = Sums()
    with everything("a benchmark asks"):
        for street in made:
            measure(street, sums)
    size = f"{count:,} requests, {members:,} members, {sums.streets} street(s)"
    print(json.dumps({"database": vendor, "size": size, "said": said(sums)}))


def measure(street: Any, sums: Sums) -> None:
    from last500.dispatch import batch, edges, planning

    spent, seen = sums.spent, []
    with recorded(seen):
        found = spent["load"].on(lambda: requests(street))
        area = spent["draw"].on(lambda: edges.area_of(found))
    spent["raw"].on(lambda: execute(*seen))
    plan = spent["solve"].on(lambda: batch.solve(area.openings, area.helpers))
    assert plan.proven
    if not sums.streets:
        spent["page"].on(lambda: planning.proposed_for(found[:PAGE]))
    sums.streets += 1
    sums.statements += len(seen)
    sums.pairs += len(found) * len(area.rows)
    sums.kept += sum(len(opening.fits) for opening in area.openings)
    sums.empty += plan.empty


def said(sums: Sums) -> list[str]:
    spent = sums.spent
    cpu = spent["load"].cpu + spent["draw"].cpu
    return [
        f"{sums.statements} statements; {sums.pairs:,} pairs, {sums.kept:,} edges kept, "
        f"{sums.kept / cpu:,.0f} a second of CPU",
        f"requests loaded {spent['load']}, edges drawn {spent['draw']}, "
        f"solved {spent['solve']} ({sums.empty:,} places empty)",
        f"the same statements bare: {spent['raw']}, ratio {spent['raw'].cpu / cpu:.3f} of CPU",
        f"a desk's page of {PAGE} with what others would cost: {spent['page']}",
    ]


def recorded(seen: list[Statement]) -> Any:
    """Every statement as it goes out, to be asked again bare."""
    from django.db import connection

    def note(go: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return go(sql, params, many, context)

    return connection.execute_wrapper(note)


# What a plan reads of a request.
COLUMNS = (
    *("number", "place", "building", "desk", "state", "due_at", "placed_at", "category", "answers"),
    *("wished_on", "wished_part", "suspected_emergency", "visit_wish", "requester", "wanted"),
    *("taken", "contact__phone_index"),
)


def requests(street: Any) -> list[Any]:
    """Places are shared by many: they are read once each, not with every request."""
    from last500.places.rules import branch
    from last500.service_requests.models import ServiceRequest

    rows = ServiceRequest.objects.filter(state="verified", place__path__range=branch(street.path))
    rows = rows.select_related("contact").only(*COLUMNS).order_by("pk")
    return list(rows.prefetch_related("place__parent__parent__parent", "desk", "building"))


def main(words: list[str]) -> int:
    members = MEMBERS
    if "--members" in words:
        at = words.index("--members")
        members = int(words[at + 1])
        words = words[:at] + words[at + 2 :]
    if words[:1] == ["--one"]:
        one(int(words[1]), members)
        return 0
    more = ["--members", str(members)]
    return on_each_database("benchmarks.dispatch_edges", words, REQUESTS, show, more)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
