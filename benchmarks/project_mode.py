"""What the project mode costs: the market, a sign-up, a calendar, the gathering, a desk's counts.

    python -m benchmarks.project_mode [REQUESTS] [sqlite|postgresql …]      # 10,000, both

A district of a hundred compounds (benchmarks/town.py) with a year of activities, projects and
posts. Each page is asked for in the process, through all middleware; beside it, in turn, the bare
statements that hold the same answer run on the same connection. Medians in milliseconds; a ratio is
the median of the ratios of neighbouring rounds. Printed, never asserted: machines differ.
"""

import json
import random
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.beside import (
    analyse,
    begin,
    compare,
    execute,
    native,
    on_each_database,
    show_rows,
    timed,
)

REQUESTS = 10_000
ACTIVITIES, OPEN_PART, PROJECTS, POSTS = 4_000, 0.3, 300, 400


def show(found: dict[str, Any]) -> None:
    show_rows(found)
    print(f"gathering {found['gathered']:,} requests that nobody took, or that came again, "
          f"from nothing: {found['gather']:.2f} s into {found['needs']:,} needs; the usual run: "
          f"{found['again'] * 1000:.0f} ms; its rows as bare statements: "
          f"{found['gather_raw']:.2f} s", flush=True)  # fmt: skip


# ---- filling ------------------------------------------------------------------------------------


def fill(town: Any, chance: random.Random) -> None:
    """Activities of a year, three in ten still open; who signed up is in plausible numbers."""
    from datetime import timedelta

    from last500.activities.models import Activity, Role, SignUp
    from last500.base import clock
    from last500.base.ids import public_number
    from last500.posts.models import Post
    from last500.projects.models import Project, ProjectRole

    now, today = clock.now(), clock.today()
    projects = []
    for number in range(PROJECTS):
        state = ("called", "running", "closed")[number % 3]
        projects.append(
            Project(
                number=public_number(),
                place=town.compounds[number % len(town.compounds)],
                title=f"银龄手机课堂{number}",
                kind="digital_help",
                audience="elders",
                aim="教老人用手机。",
                does="每周一次。",
                from_on=today,
                until_on=today + timedelta(days=90),
                risk="none",
                state=state,
                proposed_at=now,
                consented_at=now,
                called_at=now,
                desk=town.compounds[number % len(town.compounds)],
                due_at=None if state == "closed" else now + timedelta(days=30),
                closed_at=now if state == "closed" else None,
            )  # fmt: skip
        )
    Project.objects.bulk_create(projects)
    ProjectRole.objects.bulk_create(
        ProjectRole(project=one, order=0, title="助教", skill="phone_teaching", number=4)
        for one in projects
    )
    rows, roles, sign_ups = [], [], []
    for number in range(ACTIVITIES):
        coming = chance.random() < OPEN_PART
        days = chance.randrange(1, 60) if coming else -chance.randrange(1, 330)
        begins = clock.start_of(today + timedelta(days=days)) + timedelta(hours=9 + number % 9)
        one = Activity(
            number=public_number(), place=chance.choice(town.compounds), title=f"读书会{number}",
            what="一起读绘本，读完做一张书签。" * 3, where="活动室", audience="parents",
            risk="none", project=chance.choice(projects) if number % 2 else None, starts_at=begins,
            ends_at=begins + timedelta(hours=2), state="open" if coming else "closed", made_at=now,
            changed_at=now, consented_at=now, opened_at=now, closed_at=None if coming else now,
        )  # fmt: skip
        rows.append(one)
        for order, (side, places) in enumerate((("helper", 6), ("participant", 30))):
            taken = chance.randrange(places // 2)
            role = Role(
                activity=one, order=order, name="来", side=side, places=places, taken=taken,
                starts_at=one.starts_at, ends_at=one.ends_at,
            )  # fmt: skip
            roles.append(role)
            sign_ups += [(role, who) for who in chance.sample(range(len(town.helpers)), taken % 4)]
    Activity.objects.bulk_create(rows, batch_size=500)
    Role.objects.bulk_create(roles, batch_size=500)
    busy: set[tuple[int, object]] = set()
    found = []
    for role, who in sign_ups:
        at = [(who, role.starts_at + timedelta(hours=h)) for h in (-1, 0, 1)]
        if not busy & set(at):
            busy.add((who, role.starts_at))
            found.append(
                SignUp(
                    role=role,
                    person=town.helpers[who],
                    state="comes",
                    at=now,
                    starts_at=role.starts_at,
                    ends_at=role.ends_at,
                    came_at=now if role.ends_at < now else None,
                )  # fmt: skip
            )
    SignUp.objects.bulk_create(found, batch_size=500)
    Post.objects.bulk_create(
        Post(
            place=town.compounds[number % len(town.compounds)], title=f"图书角值日{number}",
            kind="reading", what="开门登记。", where="图书角", pattern="weekly", weekday=number % 7,
            start=540, minutes=120, from_on=today, places=3, risk="none", state="open", made_at=now,
            link_key=f"bench-post-key-{number:05d}", link_index=f"{number:064x}",
        )
        for number in range(POSTS)
    )  # fmt: skip


# ---- measuring ----------------------------------------------------------------------------------


def one(count: int) -> None:
    vendor = begin()
    from benchmarks.town import build
    from last500.base.scope import everything

    with everything("a benchmark fills its tables"):
        town = build(count, 10)
        fill(town, random.Random(5))
    analyse()
    found: dict[str, Any] = {"database": vendor}
    found["size"] = (
        f"{count:,} requests, {ACTIVITIES:,} activities, {PROJECTS:,} projects, {POSTS:,} posts"
    )
    found["rows"] = pages(town)
    found |= gathering()
    print(json.dumps(found))


def pages(town: Any) -> dict[str, dict[str, float]]:
    from django.test import Client
    from django.urls import reverse

    from last500.activities.models import Role
    from last500.base import clock
    from last500.base.scope import everything
    from last500.people.actions import person_with_phone

    neighbour, secretary = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    for client, person in ((neighbour, town.helpers[0]), (secretary, town.secretary)):
        client.force_login(person, backend="last500.people.backend.CodeBackend")
    home, desk = town.compounds[0], town.pile
    market = reverse("market:at", args=[home.slug])
    feed = reverse("activities:of_compound", args=[home.slug])
    counts = reverse("activities:counts", args=[desk.pk])
    with everything("a benchmark chooses roles with free places, one on each day"):
        free = Role.objects.filter(side="participant", activity__state="open")
        days = {clock.local(role.starts_at).date(): role for role in free}
        guest, other = (person_with_phone(town.phone(), name="邻居") for _ in "ab")
        guest_client = Client(SERVER_NAME="127.0.0.1")
        guest_client.force_login(guest, backend="last500.people.backend.CodeBackend")
    roles, raw_roles = iter(list(days.values())), iter(list(days.values()))

    def sign_up() -> Any:
        from uuid import uuid4

        said = {"once": uuid4().hex, "age": "40"}
        return guest_client.post(reverse("activities:sign_up", args=[next(roles).pk]), said)

    def signed_up_raw() -> None:
        from uuid import uuid4

        role, key = next(raw_roles), uuid4()
        execute(
            ("UPDATE activities_role SET taken = taken + 1 WHERE id = %s AND taken < places",
             [native(role.pk)]),
            ("INSERT INTO activities_signup (id, role_id, person_id, state, heads, starts_at,"
             " ends_at, at) VALUES (%s, %s, %s, 'comes', 1, %s, %s, %s)",
             [native(key), native(role.pk), native(other.pk), role.starts_at,
              role.ends_at, clock.now()]),
        )  # fmt: skip

    work: dict[str, tuple[Callable[[], Any], Callable[[], None]]] = {
        "market": (lambda: neighbour.get(market), market_raw),
        "sign up": (sign_up, signed_up_raw),
        "calendar": (lambda: neighbour.get(feed), lambda: calendar_raw(home)),
        "counts": (lambda: secretary.get(counts), lambda: counts_raw(desk)),
    }
    return {name: compare(*both) for name, both in work.items()}


# ---- the floor: the rows themselves, without anybody's permission -------------------------------


def market_raw() -> None:
    from last500.base import clock

    execute(
        ("SELECT r.*, a.*, p.* FROM activities_role r JOIN activities_activity a ON a.id ="
         " r.activity_id JOIN places_place p ON p.id = a.place_id WHERE a.state = 'open' AND"
         " r.taken < r.places AND r.starts_at > %s ORDER BY r.starts_at LIMIT 101", [clock.now()]),
        ("SELECT r.*, p.* FROM projects_projectrole r JOIN projects_project p ON p.id ="
         " r.project_id WHERE p.state IN ('called', 'staffed', 'running') AND"
         " r.number > r.taken + r.brought LIMIT 101", []),
        ("SELECT * FROM posts_post WHERE state = 'open' AND taken < places LIMIT 101", []),
        ("SELECT * FROM service_requests_servicerequest WHERE state = 'verified' LIMIT 101", []),
    )  # fmt: skip


def calendar_raw(place: Any) -> None:
    from last500.activities.queries.feeds import BACK
    from last500.base import clock
    from last500.places.rules import path_steps

    keys = path_steps(place.path)
    marks = ", ".join(["%s"] * len(keys))
    execute(
        (f"SELECT * FROM activities_activity WHERE place_id IN ({marks}) AND ends_at > %s"
         " AND opened_at IS NOT NULL ORDER BY starts_at LIMIT 200", [*keys, clock.now() - BACK]),
    )  # fmt: skip


def counts_raw(place: Any) -> None:
    from datetime import timedelta

    from last500.base import clock

    where = "a.place_id = %s AND a.state IN ('held', 'closed') AND a.starts_at >= %s"
    values = [place.pk, clock.now() - timedelta(days=365)]
    roles = "activities_role r JOIN activities_activity a ON a.id = r.activity_id"
    execute(
        (f"SELECT a.project_id, count(*) FROM activities_activity a WHERE {where}"
         " GROUP BY a.project_id", values),
        (f"SELECT a.project_id, r.side, sum(r.places) FROM {roles} WHERE {where}"
         " GROUP BY a.project_id, r.side", values),
        (f"SELECT a.project_id, r.side, sum(s.heads) FROM {roles} JOIN activities_signup s"
         f" ON s.role_id = r.id WHERE {where} AND s.state = 'comes'"
         " GROUP BY a.project_id, r.side", values),
    )  # fmt: skip


# ---- gathering ----------------------------------------------------------------------------------


def gathering() -> dict[str, Any]:
    from django.db import connection, transaction

    from last500.base import clock
    from last500.base.scope import everything
    from last500.unmet import actions
    from last500.unmet.models import UnmetNeed, UnmetRequest

    look_back = 800 * clock.DAY  # of the whole town, as after an update
    with everything("a benchmark gathers"):
        took = timed(lambda: actions.gather(100_000, look_back=look_back))
        again = timed(actions.gather)  # as every ten minutes
        needs, rows = list(UnmetNeed.objects.all()), list(UnmetRequest.objects.all())
        with transaction.atomic():
            UnmetNeed.objects.all().delete()
        columns = {
            model: ([f.column for f in model._meta.concrete_fields], model._meta.db_table)
            for model in (UnmetNeed, UnmetRequest)
        }

        def insert() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                for model, found in ((UnmetNeed, needs), (UnmetRequest, rows)):
                    names, table = columns[model]
                    marks = ", ".join(["%s"] * len(names))
                    cursor.executemany(
                        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
                        [values(one) for one in found],
                    )

        def values(row: Any) -> list[Any]:
            return [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for field in row._meta.concrete_fields
            ]

        raw = timed(insert)
    return {"gather": took, "again": again, "needs": len(needs), "gathered": len(rows),
            "gather_raw": raw}  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        sys.exit(on_each_database("benchmarks.project_mode", sys.argv[1:], REQUESTS, show))
