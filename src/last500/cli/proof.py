"""The log's own commands, and the application's role on PostgreSQL."""

import argparse
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from last500.cli.registry import command, option


def complain(sentence: str) -> int:
    print(f"last500: {sentence}", file=sys.stderr)
    return 1


def make_log_key(origin: str = "") -> str:
    """The log's signing key, made where there is none; returns its public line."""
    from django.conf import settings

    from last500.proof import notes

    if not settings.LOG_KEY_FILE.exists():
        named = origin or f"{urlsplit(settings.SITE_URL).netloc}/tlog"
        notes.write_key(settings.LOG_KEY_FILE, notes.new_key(named))
    return notes.read_key(settings.LOG_KEY_FILE).line


@command(
    "proof key",
    "Show the log's public key, for the notice board; makes the key where there is none.",
    option("--origin", default="", help="the log's name, for ever (default: the site, /tlog)"),
    option("--renew", action="store_true", help="a new key, announced by an entry"),
    option("--witness", action="store_true", help="the key under which we sign neighbours' logs"),
)
def proof_key(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings

    from last500.base.scope import everything
    from last500.proof import checkpoints, notes

    there = settings.LOG_KEY_FILE.exists()
    if there and args.origin:
        return complain(f"there is a key already: {settings.LOG_KEY_FILE}. Nothing was changed.")
    try:
        line = make_log_key(args.origin)
        if args.renew and there:
            with everything("the log's key is renewed"):
                line = checkpoints.renew_key(settings.LOG_KEY_FILE, settings.LOG_FOLDER).line
    except (ValueError, checkpoints.NotSigned) as fault:
        return complain(str(fault))
    print(notes.witness_line(notes.read_key(settings.LOG_KEY_FILE)) if args.witness else line)
    return 0


@command(
    "proof witness",
    "Sign a neighbour's newest checkpoint too, if it continues what was signed before.",
    option("--log", required=True, help="its address (https://…/tlog), folder or whole bundle"),
    option("--out", type=Path, help="write the signed checkpoint there, to be sent back"),
)
def proof_witness(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.scope import everything
    from last500.proof import witness

    try:
        with everything("a neighbour's log is nobody's here"):
            head, note = witness.cosign(witness.source(args.log))
    except FileNotFoundError:
        return complain("no key here yet: run `last500 proof key` first.")
    except witness.NotCosigned as refusal:
        return complain(f"NOT SIGNED: {refusal}")
    if args.out:
        args.out.write_text(note, encoding="utf-8")
    print(f"signed: {head.origin}, {head.size} entries.\n\n{note}", end="")
    return 0


@command(
    "proof cosigned",
    "Take a neighbour's signature under a checkpoint of ours, and show it from now on.",
    option("note", help="what `proof witness` gave: a file, or https://…/tlog/witnessed/KEY-ID"),
)
def proof_cosigned(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.scope import everything
    from last500.proof import witness

    try:
        there = args.note.startswith("https://")
        note = witness.fetched(args.note) if there else Path(args.note).read_bytes()
        with everything("what is published is everybody's"):
            names = witness.take(note.decode())
    except (OSError, UnicodeDecodeError, witness.NotCosigned) as refusal:
        return complain(f"not taken: {refusal}")
    print(f"signed too by {', '.join(names)}." if names else "nothing new.")
    return 0


@command("proof checkpoint", "Publish what is new in the log and sign it, now.")
def proof_checkpoint(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings

    from last500.proof import checkpoints, notes

    if not settings.LOG_KEY_FILE.exists():
        return complain(f"no key at {settings.LOG_KEY_FILE}: run `last500 proof key` first.")
    try:
        added = checkpoints.publish()
    except checkpoints.NotSigned as refusal:
        return complain(f"NOT SIGNED: {refusal}")
    print(f"{added} entries added.")
    shown = settings.LOG_FOLDER / "checkpoint"
    if shown.exists():
        note = shown.read_text(encoding="utf-8")
        print(f"\n{note}\nFor paper: {notes.read_head(note).code}")
    return 0


@command(
    "proof bundle",
    "Write a file with which anybody can check the log at home.",
    option("file", type=Path, help="the ZIP file to write"),
    option("--openings", action="store_true", help="with who was concerned: personal data"),
)
def proof_bundle(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base.scope import everything
    from last500.proof import bundle

    try:
        with everything("a bundle holds everybody's entries"):
            count = bundle.write(args.file, openings=args.openings)
    except bundle.NothingSigned:
        return complain("nothing is signed yet: run `last500 proof checkpoint` first.")
    print(f"{args.file}: {count} entries. python3 verify.py {args.file.name} checks it anywhere.")
    return 0


@command(
    "proof verify",
    "Check a bundle; without a file, this instance's own log and its guards.",
    option("file", type=Path, nargs="?", help="a bundle"),
    option("--checkpoint", action="append", default=[], help="a checkpoint kept from earlier"),
    option("--key", action="append", default=[], help="the public key you trust, or its file"),
    option("--code", action="append", default=[], help="SIZE:CODE from a notice board"),
    option("--witness", action="append", default=[], help="a neighbour's key, or its file"),
)
def proof_verify(args: argparse.Namespace) -> int:
    from last500.proof import verify

    words = ["--en", *(f"--checkpoint={name}" for name in args.checkpoint)]
    for name in ("key", "code", "witness"):
        words += [f"--{name}={given}" for given in getattr(args, name)]
    if args.file:
        return verify.main([str(args.file), *words])
    import django

    django.setup()
    with tempfile.TemporaryDirectory(prefix="last500-bundle-") as folder:
        own = Path(folder) / "bundle.zip"
        trouble = _own_bundle(own)
        return complain(trouble) if trouble else verify.main([str(own), *words])


def _own_bundle(file: Path) -> str | None:
    """Bundle this instance's log; or what is wrong with it already."""
    from last500.base.scope import everything
    from last500.proof import bundle, checkpoints

    bare = checkpoints.unguarded()
    if bare:
        return f"the guards are gone from {', '.join(bare)}: migrate, and ask who took them away."
    try:
        with everything("the house checks its own log"):
            bundle.write(file)
    except bundle.NothingSigned:
        return "nothing is signed yet: run `last500 proof checkpoint` first."
    return None


@command(
    "database-role",
    "PostgreSQL: make LAST500_DATABASE_ROLE and give it the rights of the service.",
    option(
        "--sql", action="store_true", help="only print the statements, for the database's owner"
    ),
)
def database_role(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.db import DatabaseError, connection

    from last500.base import roles

    if connection.vendor != "postgresql" or not settings.DATABASE_ROLE:
        return complain("set LAST500_DATABASE_ROLE, on PostgreSQL; SQLite has no roles.")
    connection.settings_dict["OPTIONS"].pop("options", None)  # as whoever logs in: the owner
    try:
        with connection.cursor() as cursor:
            if args.sql:
                print(*(f"{s};" for s in roles.planned(cursor, settings.DATABASE_ROLE)), sep="\n")
                return 0
            roles.grant(cursor, settings.DATABASE_ROLE)
    except DatabaseError as fault:
        return complain(f"{fault}".strip())
    print(f"{settings.DATABASE_ROLE} may read and write rows, and only add to the log's tables.")
    return 0
