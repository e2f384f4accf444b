"""One database at one size: fill it, count statements, then rounds of floor and product in turn.

python -m benchmarks.measure SIZE      # started by `python -m benchmarks`, settings in the
                                       # environment; the result is printed as JSON
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.floor import Floor  # noqa: E402
from benchmarks.load import CLIENTS, Browser, Run, closed_loop, cpu_seconds, median  # noqa: E402
from benchmarks.town import Town, build  # noqa: E402
from last500.base.scope import everything  # noqa: E402
from last500.cli.serving import answers, free_port, web_server  # noqa: E402
from last500.people.models import Person  # noqa: E402

BACKEND = "last500.people.backend.CodeBackend"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
QUICK = os.environ.get("QUICK", "0") not in {"", "0"}
# Requests of each client in a round; a warm-up has a quarter.
EACH = {"place": 40, "accept": 40, "desk": 25, "follow": 60}
if QUICK:
    EACH = {name: number // 2 for name, number in EACH.items()}
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
CSRF = "b" * 32
Job = Callable[[], object]


def browser(**more: str) -> Client:
    return Client(SERVER_NAME="127.0.0.1", **more)


@dataclass
class Operation:
    """How a client's jobs are made, for the product and for the floor; `n` numbers all jobs."""

    name: str
    product: Callable[[int, int], Sequence[Job]]
    floor: Callable[[int, int], Sequence[Job]]
    good: set[int]
    counted: Callable[[], object] = lambda: None
    runs: dict[str, list[Run]] = field(default_factory=lambda: {"product": [], "floor": []})
    statements: int = 0
    control: int = 0
    bytes: int = 0


class Bench:
    def __init__(self, town: Town, port: int) -> None:
        self.town, self.port = town, port
        self.floor = Floor(town)
        self.number = 0
        self.accepted = [0] * CLIENTS
        self.opened: list[tuple[Browser, str]] = []
        self.secretary = self.signed_in(town.secretary)
        self.helpers = [self.signed_in(helper) for helper in town.helpers]

    def signed_in(self, person: Person) -> dict[str, str]:
        client = browser()
        client.force_login(person, backend=BACKEND)
        return {"sessionid": client.cookies["sessionid"].value, "csrftoken": CSRF}

    def next_number(self) -> int:
        self.number += 1
        return self.number

    # ---- what is measured -----------------------------------------------------------------------

    def place_form(self) -> dict[str, str]:
        return {
            "step": "send",
            "category": "public_facility",
            "text": "楼道三层的灯坏了一周，晚上老人上下楼看不清。",
            "spot": "stairs",
            "door": "2单元301",
            "name": "陈桂英",
            "phone": self.town.phone(),
            "wished_part": "any",
            "consent": "on",
        } | self.form()

    def form(self) -> dict[str, str]:
        return {"once": uuid4().hex, "csrfmiddlewaretoken": CSRF}

    @property
    def place_path(self) -> str:
        return f"/c/{self.town.pile.slug}/request/"

    def place(self, client: int, count: int) -> list[Job]:
        """Neighbours without an account, each from an address of their own."""
        one = Browser(self.port, "", {"csrftoken": CSRF})
        jobs = []
        for _ in range(count):
            number = self.next_number()
            address = f"127.{1 + number // 50_000}.{number // 250 % 200}.{1 + number % 250}"
            jobs.append(self.posting(one, self.place_path, self.place_form(), address))
        return jobs

    def posting(self, one: Browser, path: str, fields: dict[str, str], address: str = "") -> Job:
        body = urlencode(fields)

        def job() -> int:
            if address:
                one.move(address)
            return one.send("POST", path, body)[0]

        return job

    def getting(self, one: Browser, path: str) -> Job:
        return lambda: one.send("GET", path)[0]

    def accept(self, client: int, count: int) -> list[Job]:
        one = Browser(self.port, f"127.0.1.{client + 1}", self.helpers[client])
        return [
            self.posting(one, f"/me/invitations/{key}/accept/", self.form())
            for key, _request in self.take_invitations(client, count)
        ]

    def take_invitations(self, client: int, count: int) -> list:
        start = self.accepted[client]
        self.accepted[client] += count
        return self.town.asked[client][start : start + count]

    @property
    def desk_path(self) -> str:
        return f"/desk/{self.town.pile.pk}/"

    def desk(self, client: int, count: int) -> list[Job]:
        one = Browser(self.port, f"127.0.2.{client + 1}", self.secretary)
        return [self.getting(one, self.desk_path)] * count

    def open_links(self) -> None:
        """Open a private link in each client, as a resident does once."""
        for client in range(CLIENTS):
            one = Browser(self.port, f"127.0.3.{client + 1}")
            link, _key = self.town.links[client]
            status, _body, to = one.send_following(f"/f/{link}/")
            if status != 200:
                raise SystemExit(f"the private link answers {status}")
            self.opened.append((one, to))

    def follow(self, client: int, count: int) -> list[Job]:
        one, path = self.opened[client]
        one.close()  # the server may have let go of it meanwhile
        return [self.getting(one, path)] * count

    def operations(self) -> list[Operation]:
        town, floor = self.town, self.floor
        more = 4  # the floor is fast: more of it, so that a round lasts

        def place(_client: int, count: int) -> list[Job]:
            return [floor.place(self.next_number(), town.pile) for _ in range(count * more)]

        def accept(client: int, count: int) -> list[Job]:
            mine = self.take_invitations(client, count)
            return [floor.accept(town.helpers[client], key, row) for key, row in mine]

        def desk(_client: int, count: int) -> list[Job]:
            return [floor.desk()] * (count * more)

        def follow(client: int, count: int) -> list[Job]:
            return [floor.follow(town.links[client][1])] * (count * more)

        return [
            Operation("place", self.place, place, {303}, self.count_place),
            Operation("accept", self.accept, accept, {303}, self.count_accept),
            Operation("desk", self.desk, desk, {200}, self.count_desk),
            Operation("follow", self.follow, follow, {200}, self.count_follow),
        ]

    # ---- statements, counted in this process ----------------------------------------------------

    def count_place(self) -> Job:
        client = browser(REMOTE_ADDR="127.9.9.9")
        return lambda: client.post(self.place_path, self.place_form())

    def count_accept(self) -> Job:
        client = browser()
        client.force_login(self.town.helpers[0], backend=BACKEND)
        ((key, _request),) = self.take_invitations(0, 1)
        return lambda: client.post(f"/me/invitations/{key}/accept/", self.form())

    def count_desk(self) -> Job:
        client = browser()
        client.force_login(self.town.secretary, backend=BACKEND)
        return lambda: client.get(self.desk_path)

    def count_follow(self) -> Job:
        client = browser()
        answer = client.get(f"/f/{self.town.links[20][0]}/")
        return lambda: client.get(answer["Location"])

    def count(self, operation: Operation) -> None:
        ask = operation.counted()
        assert callable(ask)
        with CaptureQueriesContext(connection) as seen:
            answer = ask()
        if answer.status_code not in operation.good:
            raise SystemExit(
                f"{operation.name} answers {answer.status_code}: {answer.content!r:.400}"
            )
        texts = [query["sql"].lstrip() for query in seen]
        operation.control = sum(text.startswith(CONTROL) for text in texts)
        operation.statements = len(texts) - operation.control
        operation.bytes = len(answer.content)
        if os.environ.get("BENCH_SHOW"):
            print(operation.name, *(text[:150] for text in texts), sep="\n  ", file=sys.stderr)

    # ---- rounds ---------------------------------------------------------------------------------

    def round(self, operation: Operation, side: str, server: int, part: int = 1) -> None:
        make = operation.product if side == "product" else operation.floor
        clients = [make(number, EACH[operation.name] // part) for number in range(CLIENTS)]
        connections.close_all()
        watched = (server, int(os.environ.get("BENCH_POSTGRES", "0")))
        before = [cpu_seconds(pid) if pid else 0.0 for pid in watched]
        run = closed_loop(clients)
        after = [cpu_seconds(pid) if pid else 0.0 for pid in watched]
        run.server_cpu, run.database_cpu = after[0] - before[0], after[1] - before[1]
        operation.runs[side].append(run)
        wrong = {answer for answer in run.answers if answer not in {*operation.good, "done"}}
        if wrong:
            raise SystemExit(f"{operation.name} ({side}) answered {dict(run.answers)}")


def figures(operation: Operation) -> dict:
    """Medians over the rounds; the ratio is the median of the ratios of neighbouring rounds."""
    product, floor = operation.runs["product"], operation.runs["floor"]
    ratios = [a.rate / b.rate for a, b in zip(product, floor, strict=True)]
    return {
        "operation": operation.name,
        "statements": operation.statements,
        "control": operation.control,
        "bytes": operation.bytes,
        "rate": median([run.rate for run in product]),
        "lowest": min(run.rate for run in product),
        "highest": max(run.rate for run in product),
        "p50": median([run.percentile(0.5) for run in product]),
        "p95": median([run.percentile(0.95) for run in product]),
        "cpu": median([run.cpu(run.server_cpu) for run in product]),
        "database_cpu": median([run.cpu(run.database_cpu) for run in product]),
        "floor_rate": median([run.rate for run in floor]),
        "floor_p50": median([run.percentile(0.5) for run in floor]),
        "ratio": median(ratios),
        "ratio_lowest": min(ratios),
        "ratio_highest": max(ratios),
    }


def main(size: int) -> None:
    Path(settings.STATIC_ROOT).mkdir()
    call_command("migrate", verbosity=0)
    begun = time.monotonic()
    # For each client: a warm-up, then product and floor in each round, and one that is counted.
    to_accept = CLIENTS * (EACH["accept"] * (2 * ROUNDS + 2) + 2)
    town = build(size, to_accept)
    seconds = time.monotonic() - begun
    say(f"{connection.vendor}: {size:,} requests filled in {seconds:.0f} s")
    port = free_port("127.0.0.1", 8600)
    server = subprocess.Popen(web_server("127.0.0.1", port))
    try:
        if not answers("127.0.0.1", port):
            raise SystemExit("the web server does not answer")
        bench = Bench(town, port)
        operations = bench.operations()
        for operation in operations:
            bench.count(operation)
        bench.open_links()
        for operation in operations:  # warm-up, not kept
            for side in ("floor", "product"):
                bench.round(operation, side, server.pid, part=4)
                operation.runs[side].clear()
        for number in range(ROUNDS):
            for operation in operations:
                for side in ("floor", "product") if number % 2 else ("product", "floor"):
                    bench.round(operation, side, server.pid)
            say(f"  round {number + 1} of {ROUNDS}")
    finally:
        server.terminate()
        server.wait(20)
    found = [figures(operation) for operation in operations]
    print(
        json.dumps({"database": connection.vendor, "size": size, "fill": seconds, "found": found})
    )
    connections.close_all()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    with everything("a benchmark fills and looks"):
        main(int(sys.argv[1]))
