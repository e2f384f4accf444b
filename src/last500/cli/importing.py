"""`import-requests`: a file of requests, checked row by row before anything is made of it."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from last500.cli.registry import command, option

if TYPE_CHECKING:
    from last500.base.actor import Actor

BAR = 30
SHOWN = 20


@command(
    "import-requests",
    "Check a file of requests row by row; with --apply, make requests of the good rows.",
    option("file", type=Path, help="an Excel (.xlsx) or CSV file"),
    option("--map", type=Path, required=True, help="a TOML file that says what each column is"),
    option("--apply", action="store_true", help="make the requests; goes on after an interruption"),
)
def import_requests(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.errors import Forbidden, Refused
    from last500.service_requests.actions import importing

    try:
        content, map_content = args.file.read_bytes(), args.map.read_bytes()
    except OSError as fault:
        print(f"last500: {fault.filename}: {fault.strerror}", file=sys.stderr)
        return 1
    actor = whoever_has_the_machine()
    try:
        run = importing.stage(actor, content, args.file.name, map_content, bar("Checking"))
        made = importing.apply(actor, run, bar("Importing")) if args.apply else None
    except (Refused, Forbidden) as refused:
        print(f"last500: {refused}", file=sys.stderr)
        return 1
    tell(run, made)
    return 0


def whoever_has_the_machine() -> "Actor":
    """Whoever has the shell and the keys may enter requests anywhere; the door says how."""
    from uuid import UUID

    from last500.base.actor import Actor, Door, Grant
    from last500.organisations.rules import Permission

    everywhere = Grant(
        UUID(int=0), "", frozenset({Permission.REQUEST_ENTER, Permission.IMPORT_APPLY})
    )
    return Actor(grants=(everywhere,), door=Door.IMPORT)


def tell(run: Any, made: int | None) -> None:
    from last500.service_requests.actions import importing
    from last500.service_requests.models import ImportRow, ImportRun

    counts = importing.verdicts(run)
    run.refresh_from_db()
    print(f"{run.file_name} ({run.encoding}): {sum(counts.values())} rows")
    for verdict in ImportRow.Verdict:
        if counts.get(verdict):
            print(f"  {counts[verdict]:>7}  {verdict.label}")
    for row in run.rows.filter(verdict=ImportRow.Verdict.PROBLEM).order_by("line")[:SHOWN]:
        print(f"  line {row.line}: {row.problem}")
    if counts.get(ImportRow.Verdict.PROBLEM, 0) > SHOWN:
        print(f"  … and {counts[ImportRow.Verdict.PROBLEM] - SHOWN} more")
    if made is not None:
        print(f"{made} requests made." if made else "Nothing new: this file is imported already.")
    elif run.state == ImportRun.State.STAGED:
        print("Nothing is made yet. Run it again with --apply to make the requests.")
    else:
        print("This file was imported before; nothing is left to do.")


def bar(what: str) -> Callable[[int, int], None]:
    """A line on stderr that fills up; silent when nobody looks."""

    def show(done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        share = min(1.0, done / max(total, 1))
        full = round(BAR * share)
        end = "\n" if done >= total else ""
        print(
            f"\r{what} [{'█' * full}{'·' * (BAR - full)}] {share:4.0%}",
            end=end,
            file=sys.stderr,
            flush=True,
        )

    return show
