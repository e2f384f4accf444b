"""`init`: the first minute of an instance; `import-divisions`: the official tree; figures anew."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from last500.cli.proof import make_log_key
from last500.cli.registry import command, option
from last500.cli.town import show

if TYPE_CHECKING:
    from last500.places.models import Place
    from last500.places.rules import Division, EditionDiff

SHOWN = 20
LEVELS = ("city", "county", "street", "community")
EDITION = option("--edition", default="", help="the year of the edition (default: this year)")


def complain(sentence: str) -> int:
    print(f"last500: {sentence}", file=sys.stderr)
    return 1


@command(
    "init",
    "Make a new instance: keys, tables, the first places, the first operator.",
    option("--divisions", type=Path, help="a CSV file of official divisions (import-divisions)"),
    option(
        "--street", default="", help="with --divisions: the code of one street; only its branch"
    ),
    option("--places", default="", help="instead: names from the city down, as 市/区/街道/社区"),
    option("--phone", default="", help="mobile number of the first operator"),
    option("--name", default="", help="name of the first operator"),
    option("--email", default="", help="where the operator's sign-in codes go"),
    EDITION,
)
def init(args: argparse.Namespace) -> int:
    from django.conf import settings

    if settings.KEYS_FILE.exists() and not settings.KEYS_READ_ONLY:
        return complain(f"there is an instance already: {settings.KEYS_FILE}. Nothing was changed.")
    _ask_for_what_is_missing(args)
    rows, trouble = _first_places(args)
    trouble = trouble or _trouble_with(args)
    if trouble:
        return complain(trouble)
    settings.VAR.mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    trouble = _make_tables()
    if trouble:
        return complain(trouble)
    from last500.base.sealing import write_keys

    own = not settings.KEYS_READ_ONLY
    if own:
        write_keys(settings.KEYS_FILE)
    try:
        top = _fill(args, rows)
    except BaseException:
        # Nothing is kept that was sealed with them: the transaction is undone.
        if own:
            settings.KEYS_FILE.unlink()
        raise
    make_log_key()
    _say_what_next(args, top)
    return 0


def _ask_for_what_is_missing(args: argparse.Namespace) -> None:
    if not sys.stdin.isatty():
        return
    if not (args.divisions or args.places):
        args.places = input("Places from the city down, as 绵阳市/涪城区/城厢街道: ").strip()
    for name, question in (("phone", "Mobile number of the first operator: "), ("name", "Name: ")):
        if not getattr(args, name):
            setattr(args, name, input(question).strip())
    if not args.email:
        args.email = input("E-mail for the operator's sign-in codes (may stay empty): ").strip()


def _trouble_with(args: argparse.Namespace) -> str | None:
    from last500.base import phones

    try:
        number = phones.normalise(args.phone)
    except ValueError:
        number = ""
    if not phones.is_mobile(number):
        return "--phone wants the operator's mobile number of eleven digits."
    if not args.name.strip():
        return "--name wants the operator's name."
    return None


def _first_places(args: argparse.Namespace) -> tuple[list[Any], str | None]:
    """Divisions of the file, or names from the city down; or what is wrong with them."""
    if args.divisions:
        rows, trouble = _read(args.divisions)
        if trouble or not args.street:
            return rows, trouble
        branch = _branch_of(rows, args.street)
        return branch, None if branch else f"no street {args.street} in {args.divisions}."
    names = [name.strip() for name in args.places.split("/") if name.strip()]
    if not 1 <= len(names) <= len(LEVELS):
        return [], "--places wants one to four names from the city down, or give --divisions."
    return names, None


def _branch_of(rows: "list[Division]", street: str) -> "list[Division]":
    """One street with the divisions above it and its communities."""
    by_code = {row.code: row for row in rows}
    here = by_code.get(street)
    if here is None or here.level != "street":
        return []
    above: list[Division] = []
    up = by_code.get(here.parent or "")
    while up is not None:
        above.insert(0, up)
        up = by_code.get(up.parent or "")
    return [*above, here, *(row for row in rows if row.parent == street)]


def _make_tables() -> str | None:
    from django.core.management import call_command
    from django.db.utils import OperationalError

    from last500.base.wall import as_owner

    try:
        with as_owner():
            call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as fault:
        return f"the database does not answer: {fault}"
    from last500.people.models import Person
    from last500.places.models import Place

    if Place.objects.exists() or Person.objects.exists():
        return "this database holds an instance already; its keys file is missing. Nothing changed."
    return None


def _fill(args: argparse.Namespace, rows: Sequence[Any]) -> "Place":
    from django.db import transaction

    from last500.organisations.actions import first_operator, seed_holidays
    from last500.people.actions import person_with_phone, read_phone
    from last500.places.models import Place

    with transaction.atomic():
        if args.divisions:
            _apply(list(rows), args.edition)
        else:
            _add_named(rows)
        seed_holidays()
        top = Place.objects.get(parent=None)
        operator = person_with_phone(read_phone(args.phone), name=args.name, email=args.email)
        first_operator(operator, top)
    return top


def _add_named(names: Sequence[str]) -> None:
    from last500.places import actions as places

    parent = None
    for level, name in zip(LEVELS, names, strict=False):
        parent = places.add(parent, level, name)


def _say_what_next(args: argparse.Namespace, top: "Place") -> None:
    from django.conf import settings

    whence = "from LAST500_KEYS_JSON" if settings.KEYS_READ_ONLY else f"in {settings.KEYS_FILE}"
    print(f"The instance is made: {top.name}, keys {whence}.")
    print("Keep a copy of the keys apart from the database: without them nothing can be read.")
    print("Next:")
    print("  last500 run                    # web server and worker")
    print(f"  {settings.SITE_URL}/sign-in/   # sign in with the operator's number")
    if not (settings.EMAIL_HOST and args.email):
        print("                                 # no letter can reach you yet (LAST500_SMTP_HOST,")
        print(
            "                                 # --email): while the page waits for the code, type"
        )
        print(f"  last500 sign-in-code {args.phone}")
    print(f"  {settings.SITE_URL}/organise/  # give the first offices, open the first compounds")


@command(
    "import-divisions",
    "Compare a file of official divisions with the tree; with --apply or a typed yes, apply it.",
    option("file", type=Path, help="CSV: code,name,level,parent_code; UTF-8 or GB18030"),
    EDITION,
    option("--apply", action="store_true", help="apply without asking"),
)
def import_divisions(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.errors import Refused
    from last500.places import actions as places

    rows, trouble = _read(args.file)
    if trouble:
        return complain(trouble)
    diff = places.difference(rows)
    if diff.empty:
        print(f"{len(rows)} divisions: nothing to change.")
        return 0
    tell(diff)
    if not (args.apply or _typed_yes()):
        print("Nothing was changed. Run it again with --apply to change the tree.")
        return 0
    try:
        _apply(rows, args.edition)
    except Refused as refused:
        return complain(refused.message)
    print("The tree is changed.")
    _warn_of_orphans()
    return 0


def _read(path: Path) -> "tuple[list[Division], str | None]":
    from last500.places import division_files

    try:
        file = division_files.read(path.read_bytes())
    except OSError as fault:
        return [], f"{path}: {fault.strerror}"
    except division_files.Unreadable as fault:
        return [], f"{path}: {fault}"
    if file.faults:
        more = len(file.faults) - SHOWN
        lines = [f"{path} is not used; its faults:", *file.faults[:SHOWN]]
        return [], "\n  ".join([*lines, *([f"… and {more} more"] if more > 0 else [])])
    return file.rows, None


def _typed_yes() -> bool:
    return sys.stdin.isatty() and input("Apply this? Type yes: ").strip().lower() == "yes"


def _apply(rows: "list[Division]", edition: str) -> None:
    from last500.base import clock
    from last500.places import actions as places

    diff = places.difference(rows)
    total, on_terminal = len(diff.added), sys.stdout.isatty()

    def progress(done: int) -> None:
        if on_terminal and total:
            show(done, total, "divisions")

    places.apply_edition(rows, edition or str(clock.today().year), accepted=diff, progress=progress)
    if on_terminal and total:
        print(flush=True)


def tell(diff: "EditionDiff") -> None:
    """The difference in plain lines: how many of each, and the first ones by name."""
    listed = {
        "added": [f"{d.name} ({d.level}, {d.code})" for d in diff.added],
        "renamed": [f"{was.name} → {now.name} ({now.code})" for was, now in diff.renamed],
        "moved": [
            f"{now.name} ({now.code}): {was.parent} → {now.parent}" for was, now in diff.moved
        ],
        "merged": [f"{gone.name} ({gone.code}) → {heir.code}" for gone, heir in diff.merged],
        "closed": [f"{d.name} ({d.code})" for d in diff.closed],
    }
    for word, lines in listed.items():
        print(f"{word:>8}: {len(lines)}")
        for line in lines[:SHOWN]:
            print(f"          {line}")
        if len(lines) > SHOWN:
            print(f"          … and {len(lines) - SHOWN} more")


def _warn_of_orphans() -> None:
    """What a closed division leaves behind, and a person must decide."""
    from last500.base import clock
    from last500.organisations.models import Office
    from last500.places.models import Place

    offices = Office.objects.acting(clock.today()).exclude(place__closed_on=None).count()
    if offices:
        print(f"{offices} offices are held at closed places: give them anew where they belong.")
    left = Place.objects.current().filter(level="compound").exclude(parent__closed_on=None)
    if left.exists():
        print(f"{left.count()} compounds lie under closed divisions: see /organise/.")


@command("rebuild-figures", "Count all figures afresh from the requests that are there.")
def rebuild_figures(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.stats.actions import rebuild

    print(f"{rebuild()} requests counted.")
    return 0


@command(
    "sign-in-code",
    "Print a code for the sign-in page that waits for a number, where no letter reaches its owner.",
    option("phone", help="the number that was typed on the page"),
)
def sign_in_code(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.errors import Refused
    from last500.people.actions import new_code_for_waiting_page

    try:
        plain = new_code_for_waiting_page(args.phone)
    except Refused as refused:
        return complain(refused.message)
    if plain is None:
        return complain("no page waits for this number: open /sign-in/ and type it there first.")
    print(plain)
    return 0
