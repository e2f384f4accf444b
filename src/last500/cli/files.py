"""`import`: a file of posts, teams, rotas, records, projects, activities, as on a desk's page."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from last500.cli.importing import SHOWN, bar
from last500.cli.registry import command, option
from last500.cli.unit_lists import find_place, wrong

if TYPE_CHECKING:
    from last500.base.actor import Actor
    from last500.places.models import Place

RECORDS = "records"
WHAT = (
    *("activities", "households", "ledger", "posts", "projects", RECORDS),
    *("rotas", "seats", "teams"),
)
LEVELS = ("street", "community", "compound")


@command(
    "import",
    "Check a file row by row; with --apply, make what is in order.",
    option("what", choices=WHAT, help="what the file lists"),
    option("file", type=Path, help="an Excel (.xlsx), CSV or JSON file (docs/formats.md)"),
    option("--place", required=True, help="whose desk it is for, by code or name"),
    option("--apply", action="store_true", help="do it; goes on after an interruption"),
)
def import_file(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.errors import Forbidden, Refused

    bring = _bring_records if args.what == RECORDS else _bring
    try:
        bring(args, find_place(args.place, LEVELS), args.file.read_bytes())
    except OSError as fault:
        return wrong(f"{fault.filename}: {fault.strerror}")
    except (Refused, Forbidden, LookupError) as refused:
        return wrong(str(refused.args[0] if refused.args else refused))
    return 0


def _bring(args: argparse.Namespace, place: "Place", content: bytes) -> None:
    from last500.imports import actions
    from last500.imports.kinds import KINDS
    from last500.imports.models import ImportLine

    actor, kind = whoever_has_the_machine(), KINDS[args.what]
    run = actions.stage(actor, kind, place, content, args.file.name)
    if args.apply:
        actions.apply(actor, run, progress=bar("Applying"))
    tell(args, actions.verdicts(run), ImportLine.Verdict, run.lines.all())


def _bring_records(args: argparse.Namespace, place: "Place", content: bytes) -> None:
    """Every press enters a few hundred rows: it is pressed until none is left."""
    from last500.records.actions import importing
    from last500.records.models import RecordImportRow

    actor = whoever_has_the_machine()
    run = importing.stage(actor, place, content, args.file.name)
    total = importing.left(run)
    while args.apply and importing.left(run):
        importing.apply(actor, run)
        bar("Applying")(total - importing.left(run), total)
    tell(args, importing.verdicts(run), RecordImportRow.Verdict, run.rows.all())


def whoever_has_the_machine() -> "Actor":
    """Whoever has the shell and the keys stands at every desk; the door says how they came.

    The residents' committee's consent is no matter of keys: it is written down on its page.
    """
    from uuid import UUID

    from last500.base.actor import Actor, Door, Grant
    from last500.imports.kinds import KINDS
    from last500.organisations.rules import Permission

    may = {kind.permission for kind in KINDS.values()} | {Permission.IMPORT_APPLY}
    return Actor(grants=(Grant(UUID(int=0), "", frozenset(may)),), door=Door.IMPORT)


def tell(args: argparse.Namespace, counts: Any, verdicts: Any, rows: Any) -> None:
    print(f"{args.file.name}: {sum(counts.values())} rows")
    for verdict in verdicts:
        if counts.get(verdict):
            print(f"  {counts[verdict]:>7}  {verdict.label}")
    for row in rows.filter(verdict=verdicts.PROBLEM).order_by("line")[:SHOWN]:
        print(f"  line {row.line}: {row.problem}")
    if counts.get(verdicts.PROBLEM, 0) > SHOWN:
        print(f"  … and {counts[verdicts.PROBLEM] - SHOWN} more")
    if args.apply:
        print("Done. The same file again changes nothing.")
    else:
        print("Nothing is done yet. Run it again with --apply.")
