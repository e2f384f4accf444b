"""A trial of a street takes minutes: it has a process of its own, and the worker only looks after
it. Otherwise every message and every deadline would wait for it.

The process is nice to everything else on the machine. It ends with the worker (`processes`), and
then gives its trial back; where it could not, the trial is taken up again by its lease.
"""

import argparse
import os
import sys
from dataclasses import dataclass
from uuid import UUID

from last500.cli import processes
from last500.cli.processes import Child
from last500.cli.registry import command, option

NICE = 15


@dataclass
class Running:
    """The process that this worker has started, and what it computes."""

    child: Child
    trial: UUID
    lease: UUID


_running: list[Running] = []


def keep_going() -> int:
    """The worker's part: start the next trial where none runs. Returns how many it started."""
    from last500.simulation import actions

    for one in list(_running):
        if one.child.exit_code() is None:
            return 0
        _running.remove(one)
        actions.lost(one.trial, one.lease)  # nothing where it ended well
    trial = actions.claim()
    if trial is None or trial.lease is None:
        return 0
    child = Child("trial", argv(trial.pk, trial.lease))
    _running.append(Running(child, trial.pk, trial.lease))
    child.start(os.environ)
    return 1


def argv(trial: UUID, lease: UUID) -> list[str]:
    return [sys.executable, "-m", "last500", "try-out", str(trial), str(lease)]


def stop() -> None:
    """With the worker. The process has its time to give the trial back."""
    processes.stop([one.child for one in _running])
    _running.clear()


@command(
    "try-out",
    "Compute one trial of a street; the worker starts this itself.",
    option("trial", type=UUID),
    option("lease", type=UUID),
)
def try_out(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.worker import stop_on_signals
    from last500.simulation import actions

    stop_on_signals()
    os.nice(NICE)
    actions.compute(args.trial, args.lease)
    return 0
