"""From the database to a proven plan: edges in eight statements, the plan, and what another choice
would cost.

    python -m benchmarks.dispatch_edges [REQUESTS] [sqlite|postgresql …]      # 200, both

A street of nine compounds with 2,000 members (as many as are looked at), each with skills, free
times and a reach of their own, sealed as they always are; REQUESTS open requests of them. The page
of a desk takes forty.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.beside import analyse, begin, on_each_database

REQUESTS, MEMBERS, COMPOUNDS, PAGE = 200, 2_000, 9, 40
SKILLS = ("carpentry", "water_repair", "accompany", "phone_teaching", "cleaning", "carrying")
KINDS = ("small_repair", "elder_company", "digital_help", "environment")


def timed(verb: Callable[[], object]) -> str:
    """Wall and CPU of our process, in seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    verb()
    return f"{time.perf_counter() - wall:.2f} s ({time.process_time() - cpu:.2f} CPU)"


def show(found: dict[str, Any]) -> None:
    print(f"{found['database']}: {found['size']}")
    for line in found["said"]:
        print(line, flush=True)


def one(count: int) -> None:
    vendor = begin()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from last500.base.scope import everything
    from last500.dispatch import batch, edges, planning

    chance = random.Random(7)
    with everything("a benchmark fills its tables"):
        fill(chance, count)
    analyse()
    with everything("a benchmark asks"):
        found: dict[str, Any] = {}
        with CaptureQueriesContext(connection) as seen:
            load = timed(lambda: found.update(requests=requests()))
            draw = timed(lambda: found.update(area=edges.area_of(found["requests"])))
        area = found["area"]
        solve = timed(lambda: found.update(plan=batch.solve(area.openings, area.helpers)))
        few = found["requests"][:PAGE]
        page = timed(lambda: planning.proposed_for(few))
    plan = found["plan"]
    assert plan.proven
    pairs = sum(len(fits) for fits in area.proposals.values())
    kept = sum(len(opening.fits) for opening in area.openings)
    said = [
        f"{len(seen)} statements; {pairs:,} pairs looked at to the end, {kept:,} edges kept",
        f"requests loaded {load}, edges drawn {draw}, solved {solve} ({plan.empty} places empty)",
        f"a desk's page of {len(few)} with what others would cost: {page}",
    ]
    size = f"{count:,} requests, {MEMBERS:,} members in {COMPOUNDS} compounds of a street"
    print(json.dumps({"database": vendor, "size": size, "said": said}))


def requests() -> list[Any]:
    from last500.service_requests.models import ServiceRequest

    rows = ServiceRequest.objects.filter(state="verified")
    above = "place__parent__parent__parent"
    return list(rows.select_related("contact", "building", "desk", above).order_by("pk"))


def fill(chance: random.Random, count: int) -> None:
    from last500.base import clock
    from last500.people.actions import phone_index
    from last500.people.models import Person
    from last500.places.models import Place
    from last500.reportin.models import ReportIn
    from last500.service_requests import actions
    from last500.service_requests.actions import Placing
    from tests.cast import build

    cast = build()
    compounds = [
        Place.objects.create(
            parent=cast.community,
            level="compound",
            name=f"{number}号院",
            path=f"{cast.community.path}{900_000 + number}",
            slug=f"bench{number}",
            opened_on=clock.today(),
        )
        for number in range(COMPOUNDS)
    ]
    people = [
        Person(
            phone=f"1000001{number:04d}",
            phone_index=phone_index(f"1000001{number:04d}"),
            name="邻居",
            called="邻居",
            made_at=clock.now(),
        )
        for number in range(MEMBERS)
    ]
    Person.objects.bulk_create(people)
    for person in people:
        row = ReportIn(
            person=person,
            place=chance.choice(compounds),
            state="confirmed",
            reach=chance.choice(["compound", "compound", "community", "street"]),
            most_open=chance.choice([1, 2, 3]),
            asked_at=clock.now(),
            decided_at=clock.now(),
        )
        row.kind, row.skills = "volunteer", chance.sample(SKILLS, 2)
        row.free = [[day, 18 * 60, 21 * 60] for day in sorted(chance.sample(range(7), 3))]
        row.save(force_insert=True)
    desk = cast.actor("he")
    for _number in range(count):
        asks = chance.choice(people)
        placing = Placing(
            text="想请人搭把手。",
            category=chance.choice(KINDS),
            spot="home",
            phone=asks.phone,
            name=asks.name,
            wished_on=clock.today() + chance.randrange(1, 9) * clock.DAY,
            wished_part=chance.choice(["any", "morning", "evening"]),
        )
        from last500.base.actor import Actor

        request = actions.place(Actor(person=asks.pk), chance.choice(compounds), placing)
        actions.verify(desk, request, how="phone")


def main(words: list[str]) -> int:
    if words[:1] == ["--one"]:
        one(int(words[1]))
        return 0
    return on_each_database("benchmarks.dispatch_edges", words, REQUESTS, show)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
