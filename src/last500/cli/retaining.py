"""`retain`: erase what is due, or say what would be, or what is overdue."""

import argparse
import sys
from typing import TYPE_CHECKING

from last500.cli.registry import command, option

if TYPE_CHECKING:
    from last500.base.erasing import Retention

BAR = 30


@command(
    "retain",
    "Erase what is past its term (the worker does it daily); may be cut and run again.",
    option("--dry-run", action="store_true", help="only count what is due"),
    option("--check", action="store_true", help="only say what is overdue; code 1 if anything is"),
)
def retain(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from last500.base import erasing

    if args.check:
        return _check()
    outcomes = erasing.run(dry=args.dry_run, progress=_bar if sys.stderr.isatty() else None)
    for one in outcomes:
        if one.count or one.failed:
            print(f"{one.count:>9}  {one.rule.name}{f'  FAILED: {one.failed}' * bool(one.failed)}")
    word = "due" if args.dry_run else "erased"
    print(f"{sum(one.count for one in outcomes):>9}  {word}")
    return 1 if any(one.failed for one in outcomes) else 0


def _check() -> int:
    from last500.base import erasing

    late = erasing.overdue()
    for one in late:
        print(f"{one.count:>9}  {one.rule.name} {one.failed}".rstrip(), file=sys.stderr)
    print(f"last500: {len(late)} rules are overdue." if late else "last500: nothing is overdue.")
    return 1 if late else 0


def _bar(rule: "Retention", done: int, total: int) -> None:
    filled = BAR * done // max(total, 1)
    bar = "█" * filled + "·" * (BAR - filled)
    print(f"\r{rule.name:<20} {bar} {done}/{total}", end="", file=sys.stderr, flush=True)
    if done >= total:
        print(file=sys.stderr)
