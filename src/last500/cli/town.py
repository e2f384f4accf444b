"""`demo`: a whole fictional town on this machine, in a folder of its own."""

import argparse
import os
import shutil
import sys
from pathlib import Path

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
    finished = folder / "town-is-built"
    # Without the mark the last build was cut off half-way: such a town is not kept.
    if args.reset or (folder.exists() and not finished.exists()):
        throw_away(folder)
    folder.mkdir(parents=True, exist_ok=True)
    prepare()
    if not finished.exists():
        build()
        finished.touch()
    return 0 if args.build_only else serve(args.port, label="The demo town")


def own_environment(folder: Path) -> None:
    """The town never touches a real instance's database, keys or mail."""
    of_an_instance = tuple(f"LAST500_{word}" for word in ("DATABASE", "KEYS", "SECRET", "SMTP"))
    for name in [name for name in os.environ if name.startswith(of_an_instance)]:
        del os.environ[name]
    os.environ["LAST500_VAR"] = str(folder)
    os.environ["LAST500_DEMO"] = "1"


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


def build() -> None:
    from last500.demo import town

    print("Building the demo town (fictional people, true names of places) …", flush=True)
    town.build(progress=show)
    print(flush=True)


def show(done: int, total: int, what: str = "") -> None:
    """One line that fills up on a terminal; silent elsewhere but for the end."""
    if not sys.stdout.isatty() and done < total:
        return
    full = BAR * done // max(total, 1)
    line = f"[{'█' * full}{'·' * (BAR - full)}] {100 * done // max(total, 1):3d} %  {what}"
    print(f"\r{line:<70}", end="", flush=True)
