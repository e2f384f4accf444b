"""A house of the product's own programs in a folder of its own: database, web server, workers."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(os.environ.get("FAULTLAB_FOLDER", "var/faultlab"))
QUICK = os.environ.get("QUICK", "0") not in {"", "0"}
SLUG = "furongyuan"


def furnish(database: str, **more: str) -> None:
    """Set the environment, make keys and tables, and build the small town. Once per process."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "last500.settings",
        "LAST500_VAR": str(FOLDER),
        "LAST500_DATABASE": database,
        "LAST500_LOG_LEVEL": "CRITICAL",
        **more,
    }
    from last500.base.sealing import write_keys

    write_keys(FOLDER / "keys.json")
    (FOLDER / "static").mkdir(exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    from last500.base.scope import everything
    from tests.cast import build

    with everything("the lab builds its town"):
        call_command("migrate", verbosity=0)
        build()


def sqlite() -> str:
    return f"sqlite:///{FOLDER / 'last500.sqlite3'}"


@dataclass
class Web:
    """The web server as `last500 run` starts it, with the workers it may lose."""

    port: int
    processes: int
    application: str = "last500.wsgi:application"
    server: subprocess.Popen[bytes] = field(init=False)
    killed: dict[int, float] = field(default_factory=dict)

    def start(self) -> None:
        from last500.cli.serving import answers, web_server

        os.environ["LAST500_WEB_PROCESSES"] = str(self.processes)
        *argv, _application = web_server("127.0.0.1", self.port)
        self.server = subprocess.Popen(
            [*argv, "--respawn-interval", "0.1", self.application],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while not answers("127.0.0.1", self.port):
            if time.monotonic() > deadline or self.server.poll() is not None:
                raise SystemExit("faultlab: the web server did not start")
            time.sleep(0.1)

    def kill_one(self, number: int) -> bool:
        """SIGKILL the longest living worker; False when all are too young.

        The server takes a worker that dies within 5.5 s of its birth for a crash loop and gives up.
        """
        from benchmarks.load import children

        now = time.monotonic()
        workers = children().get(self.server.pid, [])
        for pid in workers:
            self.killed.setdefault(pid, now)
        old = [pid for pid in workers if number == 0 or now - self.killed[pid] > 6]
        if not old:
            return False
        os.kill(min(old, key=self.killed.__getitem__), signal.SIGKILL)
        return True

    def stop(self) -> None:
        stop(self.server)


def stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def serving(processes: int, application: str = "last500.wsgi:application") -> Iterator[Web]:
    from last500.cli.serving import free_port

    web = Web(free_port("127.0.0.1", 18_500), processes, application)
    web.start()
    try:
        yield web
    finally:
        web.stop()


def program(module: str, *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", module, *words], start_new_session=True)


def report(did: str, found: str, control: str, *, good: bool) -> None:
    """The last line of a fault's process: what the table says."""
    print(json.dumps({"did": did, "found": found, "control": control, "good": good}))
