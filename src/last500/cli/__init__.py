"""The `last500` command: our own verbs first, every Django management command after them.

One function is one command; one file is one group. A new group is imported in `own_commands`.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from last500.cli.registry import Command, find, overview


def own_commands() -> None:
    """Importing a group registers its commands; none touches Django before it runs."""
    from last500.cli import (  # noqa: F401
        files,
        importing,
        incident,
        instance,
        keys,
        limits,
        media,
        privacy_lists,
        proof,
        retaining,
        serving,
        simulate,
        town,
        trials,
        unit_lists,
        votes,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "last500.settings")
    own_commands()
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return
    command, rest = find(words)
    raise SystemExit(run_own(command, rest) if command else run_django(words))


def run_own(command: Command, rest: list[str]) -> int:
    from last500.base.scope import everything

    try:
        with everything(f"the command: {command.name}"):
            return command.run(command.parser().parse_args(rest)) or 0
    except KeyboardInterrupt:
        return 130


def run_django(words: list[str]) -> int:
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from last500.base.scope import everything
    from last500.base.wall import as_owner

    settings.VAR.mkdir(parents=True, exist_ok=True)  # the place of the SQLite file
    if words[0] == "manage":
        words = words[1:]
    by_owner = as_owner() if words[0] == "migrate" else nullcontext()
    with everything(f"the command: {words[0]}"), by_owner:
        execute_from_command_line(["last500", *words])
    return 0
