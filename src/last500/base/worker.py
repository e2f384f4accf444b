"""The background worker: a loop over jobs, nothing more.

A job finds its own due rows, claims them itself, and returns how many it handled. A failing job
is logged and waits longer each time; the others go on. Decision 0003: why no queue library.
"""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType

from django.db import close_old_connections

from last500.base import clock, scope

log = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(minutes=10)
# A job with many items asks `stopping.is_set()` between two of them.
stopping = threading.Event()


@dataclass(frozen=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], int]


class Worker:
    def __init__(self, jobs: Sequence[Job]) -> None:
        self.jobs = tuple(jobs)
        self.due: dict[str, datetime] = {}
        self.failures: dict[str, int] = {}
        if len({job.name for job in jobs}) != len(jobs):
            raise ValueError("two jobs have the same name")

    def step(self) -> int:
        """Run each due job once; the number of items they handled together."""
        handled = 0
        for job in self.jobs:
            if stopping.is_set():
                break
            if self.due.get(job.name, clock.now()) <= clock.now():
                handled += self._attempt(job)
        return handled

    def _attempt(self, job: Job) -> int:
        close_old_connections()
        try:
            with scope.everything(f"the job: {job.name}"):
                handled = job.run()
        except Exception:
            failures = self.failures[job.name] = self.failures.get(job.name, 0) + 1
            wait = max(job.every, min(job.every * 2 ** min(failures, 16), LONGEST_WAIT))
            log.exception("job %s failed %d times; next try in %s", job.name, failures, wait)
            handled = 0
        else:
            self.failures.pop(job.name, None)
            wait = job.every
        finally:
            close_old_connections()
        self.due[job.name] = clock.now() + wait
        return handled

    def run(self, longest_nap: float = 1.0) -> None:
        """Until a stop is asked for."""
        while not stopping.is_set():
            self.step()
            next_due = min(self.due.values(), default=clock.now() + timedelta(seconds=longest_nap))
            nap = (next_due - clock.now()).total_seconds()
            stopping.wait(min(max(nap, 0.01), longest_nap))


def stop_on_signals() -> None:
    """SIGTERM and Ctrl-C let the item at hand finish, then end the loop."""

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
