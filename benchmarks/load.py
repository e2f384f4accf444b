"""A closed loop of a few clients, each sending its next request when the last was answered.

Loopback only, bounded in number and in time; the same loop drives pages and raw SQL.
"""

import http.client
import os
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CLIENTS = 8
LONGEST_SECONDS = 5.0
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Run:
    """One round of one operation."""

    seconds: float
    times: list[float]
    answers: Counter = field(default_factory=Counter)
    server_cpu: float = 0.0
    database_cpu: float = 0.0

    @property
    def count(self) -> int:
        return len(self.times)

    @property
    def rate(self) -> float:
        return self.count / self.seconds if self.seconds else 0.0

    def percentile(self, part: float) -> float:
        """Milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0

    def cpu(self, seconds: float) -> float:
        """Milliseconds for each request."""
        return 1000 * seconds / self.count if self.count else 0.0


def closed_loop(clients: Sequence[Sequence[Callable[[], object]]]) -> Run:
    """Each client calls its own list of jobs one after another; all start together."""
    gate = threading.Barrier(len(clients) + 1)
    results: list[tuple[list[float], Counter]] = []
    deadline = [0.0]

    def work(jobs: Sequence[Callable[[], object]]) -> None:
        times: list[float] = []
        answers: Counter = Counter()
        results.append((times, answers))
        gate.wait()
        for job in jobs:
            begun = time.perf_counter()
            if begun > deadline[0]:
                break
            answers[job()] += 1
            times.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=work, args=(jobs,)) for jobs in clients]
    for thread in threads:
        thread.start()
    begun = time.perf_counter()
    deadline[0] = begun + LONGEST_SECONDS
    gate.wait()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    answers: Counter = Counter()
    for _times, counted in results:
        answers += counted
    return Run(seconds, [t for times, _counted in results for t in times], answers)


class Browser:
    """A keep-alive connection from an address of its own (127.a.b.c), as neighbours have.

    The limits on placing count by address, so one address for all would measure the limit.
    """

    def __init__(self, port: int, address: str, cookies: dict[str, str] | None = None) -> None:
        self.port, self.address = port, address
        self.cookies = cookies or {}
        self.connection: http.client.HTTPConnection | None = None

    def send(self, method: str, path: str, body: str = "") -> tuple[int, bytes, str]:
        """Status, body and the address one is sent to."""
        headers = {"Host": f"127.0.0.1:{self.port}", "Accept-Language": "zh-CN"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=30, source_address=(self.address, 0)
            )
        self.connection.request(method, path, body=body or None, headers=headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read(), answer.headers.get("Location", "")

    def send_following(self, path: str) -> tuple[int, bytes, str]:
        """GET with one redirect; gives the address that was reached."""
        _status, _body, to = self.send("GET", path)
        status, body, _to = self.send("GET", to)
        return status, body, to

    def move(self, address: str) -> None:
        """Somebody else sits down: the next request comes from another address."""
        self.close()
        self.address = address

    def close(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None


def cpu_seconds(root: int) -> float:
    """User and system time of a process and all its children, the dead ones included."""
    total, waiting = 0, [root]
    parents = children()
    while waiting:
        pid = waiting.pop()
        waiting += parents.get(pid, [])
        try:
            words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(word) for word in words[11:15])
    return total / TICK


def children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            found.setdefault(int(words[1]), []).append(int(entry.name))
    return found


def median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0
