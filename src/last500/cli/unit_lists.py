"""`units import` and `units export`: lists of units and of their members, beside the pages."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from last500.cli.importing import SHOWN, bar
from last500.cli.registry import command, option

if TYPE_CHECKING:
    from last500.base.actor import Actor
    from last500.organisations.models import Organisation
    from last500.places.models import Place


@command(
    "units import",
    "Check a list row by row; with --apply, invite members (--unit) or enter units (--place).",
    option("file", type=Path, help="an Excel (.xlsx), CSV or JSON file (docs/formats.md)"),
    option("--unit", help="the file lists members of this unit: its name or its id"),
    option("--place", help="the community, by code or name; without --unit the file lists units"),
    option("--apply", action="store_true", help="do it; goes on after an interruption"),
)
def import_lists(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.errors import Forbidden, Refused
    from last500.units.actions import lists, members, unit_lists

    try:
        content = args.file.read_bytes()
    except OSError as fault:
        return wrong(f"{fault.filename}: {fault.strerror}")
    actor, name = whoever_has_the_machine(), args.file.name
    try:
        place = find_community(args.place) if args.place else None
        if args.unit:
            unit = find_unit(args.unit, place)
            run = members.stage(actor, unit, content, name, bar("Checking"))
        elif place is not None:
            run = unit_lists.stage(actor, place, content, name, bar("Checking"))
        else:
            return wrong("say --unit for a list of members, or --place for a list of units")
        if args.apply:
            lists.apply(actor, run, progress=bar("Applying"))
    except (Refused, Forbidden, LookupError) as refused:
        return wrong(str(refused.args[0] if refused.args else refused))
    tell(run)
    return 0


@command(
    "units export",
    "Write the units of a community as JSON; no person is in it.",
    option("--place", required=True, help="the community or street, by code or name"),
)
def export_units(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.units import exporting, queries

    try:
        place = find_place(args.place, ("community", "street"))
    except LookupError as fault:
        return wrong(str(fault.args[0]))
    found = queries.all_on_desk(whoever_has_the_machine(), place)
    print(json.dumps(exporting.as_json(place, found), ensure_ascii=False, indent=1))
    return 0


def wrong(said: str) -> int:
    print(f"last500: {said}", file=sys.stderr)
    return 1


def whoever_has_the_machine() -> "Actor":
    """Whoever has the shell and the keys looks after units everywhere; the door says how."""
    from uuid import UUID

    from last500.base.actor import Actor, Door, Grant
    from last500.organisations.rules import Permission

    everywhere = Grant(UUID(int=0), "", frozenset({Permission.UNIT_MANAGE}))
    return Actor(grants=(everywhere,), door=Door.IMPORT)


def find_community(word: str) -> "Place":
    return find_place(word, ("community",))


def find_place(word: str, levels: tuple[str, ...]) -> "Place":
    """By code or name. Raises LookupError where there is none, or more than one."""
    from django.db.models import Q

    from last500.places.models import Place

    rows = Place.objects.current().filter(level__in=levels)
    return only(list(rows.filter(Q(code=word) | Q(name=word))[:3]), word)


def find_unit(word: str, place: "Place | None") -> "Organisation":
    """By id or name, among the units of a community where one is named. Raises LookupError."""
    from uuid import UUID

    from last500.organisations.models import Organisation
    from last500.organisations.rules import PARTNERS
    from last500.units.models import UnitReportIn

    rows = Organisation.objects.filter(kind__in=PARTNERS, ended_on=None)
    if place is not None:
        here = UnitReportIn.objects.agreed().filter(community=place)
        rows = rows.filter(pk__in=here.values("organisation"))
    try:
        rows = rows.filter(pk=UUID(word))
    except ValueError:
        rows = rows.filter(name=word)
    return only(list(rows.select_related("place")[:3]), word)


def only(found: list[Any], word: str) -> Any:
    if len(found) != 1:
        raise LookupError(f"{'no' if not found else 'more than one'} such entry: {word}")
    return found[0]


def tell(run: Any) -> None:
    from last500.units.actions import importing
    from last500.units.models import UnitImport
    from last500.units.rules import Verdict

    counts = importing.verdicts(run)
    run.refresh_from_db()
    print(f"{run.file_name} ({run.encoding}): {sum(counts.values())} rows")
    for verdict in Verdict:
        if counts.get(verdict):
            print(f"  {counts[verdict]:>7}  {verdict}")
    bad = run.rows.filter(verdict=Verdict.PROBLEM).order_by("line")
    for row in bad[:SHOWN]:
        print(f"  line {row.line}: {row.problem}")
    if counts.get(Verdict.PROBLEM, 0) > SHOWN:
        print(f"  … and {counts[Verdict.PROBLEM] - SHOWN} more")
    if run.state == UnitImport.State.APPLIED:
        print("Done. The same file again changes nothing.")
    else:
        print("Nothing is done yet. Run it again with --apply.")
