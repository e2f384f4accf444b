"""One parent, several children: start them, pass a stop on, never leave an orphan.

Python skips `finally` on SIGTERM, so the handler raises SystemExit; and should the parent be killed
outright, Linux is asked to end the children with it.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 15


@dataclass
class Child:
    name: str
    argv: Sequence[str]
    restarts: int = 0  # how often it may be started again after it died
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self, environment: Mapping[str, str]) -> None:
        # A session of its own: Ctrl-C reaches the parent only, which then stops each child once.
        self.process = subprocess.Popen(
            self.argv,
            env=dict(environment),
            start_new_session=True,
            preexec_fn=die_with(os.getpid()),
        )

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None


def die_with(parent: int) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def follow() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died between fork and here
            os._exit(1)

    return follow


def leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def supervise(
    children: Sequence[Child],
    environment: Mapping[str, str],
    when_up: Callable[[], None],
    pause: float = 0.2,
) -> int:
    """Run until a stop is asked for (0) or a child is gone for good (1)."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, leave)
    code = 0
    try:
        for child in children:
            child.start(environment)
        when_up()
        while not (lost := lost_for_good(children, environment)):
            time.sleep(pause)
        print(f"last500: {lost} stopped by itself; stopping the rest.", file=sys.stderr, flush=True)
        code = 1
    except SystemExit:
        pass
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stop(children)
    return code


def lost_for_good(children: Sequence[Child], environment: Mapping[str, str]) -> str | None:
    """The name of a child that died and may not be started again; starts again those that may."""
    for child in children:
        if child.exit_code() is None:
            continue
        if child.restarts <= 0:
            return child.name
        child.restarts -= 1
        print(f"last500: {child.name} died; starting it again.", file=sys.stderr, flush=True)
        time.sleep(1)
        child.start(environment)
    return None


def stop(children: Sequence[Child]) -> None:
    alive = [c.process for c in children if c.process and c.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in alive:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
