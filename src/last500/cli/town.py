"""`demo`: a whole fictional town on this machine, in a folder of its own."""

import argparse
import fcntl
import os
import shutil
import sys
import time
from pathlib import Path
from typing import TextIO

from last500.cli.proof import make_log_key
from last500.cli.registry import command, option
from last500.cli.serving import PORT, serve

BAR = 30


@command(
    "demo",
    "Build the demo town if it is not there yet, and open it.",
    PORT,
    option("--reset", action="store_true", help="throw the town away and build it afresh"),
    option("--build-only", action="store_true", help="build the town, do not serve it"),
)
def demo(args: argparse.Namespace) -> int:
    folder = Path(os.environ.get("LAST500_VAR", "var/demo")).absolute()
    own_environment(folder)
    lock = only_one(folder)  # held until this process ends
    finished = folder / "town-is-built"
    # Without the mark the last build was cut off half-way: such a town is not kept.
    if args.reset or (folder.exists() and not finished.exists()):
        throw_away(folder)
    folder.mkdir(parents=True, exist_ok=True)
    prepare()
    if not finished.exists():
        build()
        finished.touch()
    code = 0 if args.build_only else serve(args.port, label="The demo town")
    lock.close()
    return code


def own_environment(folder: Path) -> None:
    """The town never touches a real instance's database, keys or mail."""
    of_an_instance = tuple(
        f"LAST500_{word}" for word in ("DATABASE", "KEYS", "LOG_KEY", "SECRET", "SMTP")
    )
    for name in [name for name in os.environ if name.startswith(of_an_instance)]:
        del os.environ[name]
    os.environ["LAST500_VAR"] = str(folder)
    os.environ["LAST500_DEMO"] = "1"
    os.environ["LAST500_HANDLER"] = "演示：这里没有真的单位，也没有真的地址和电话。"


def only_one(folder: Path) -> TextIO:
    """A second start would pull the database from under the first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = folder.with_name(f"{folder.name}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(f"last500: the town in {folder} is open already; stop it first.") from None
    return lock


def throw_away(folder: Path) -> None:
    if not folder.exists():
        return
    known = {"last500.sqlite3", "keys.json", "town-is-built"}
    entries = {entry.name for entry in folder.iterdir()}
    if entries and not entries & known:
        raise SystemExit(f"last500: {folder} does not look like a demo town; not deleting it.")
    shutil.rmtree(folder)


def prepare() -> None:
    import django
    from django.conf import settings

    if not settings.KEYS_FILE.exists():
        from last500.base.sealing import write_keys

        write_keys(settings.KEYS_FILE)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    make_log_key()


def build() -> None:
    from last500.demo import town

    print("Building the demo town (fictional people, true names of places) …", flush=True)
    began = time.monotonic()
    if sys.stdout.isatty():
        town.build(progress=show)
    else:
        town.build()
    print(f"\nBuilt in {time.monotonic() - began:.0f} s.", flush=True)


def show(done: int, total: int, what: str = "") -> None:
    """One line that fills up; a terminal only."""
    full = BAR * done // max(total, 1)
    line = f"[{'█' * full}{'·' * (BAR - full)}] {100 * done // max(total, 1):3d} %  {what}"
    print(f"\r{line:<70}", end="", flush=True)
