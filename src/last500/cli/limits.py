"""`limits`: the table of limits as the page of the manual that is made of it."""

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from last500.cli.registry import command

if TYPE_CHECKING:
    from last500.base.limits import Limit, Size

HEAD = """# Limits

Made by `last500 limits` from `src/last500/base/limits.py`; a test holds it fresh.

Tries are counted in windows of fixed length that are the same for all (a day begins at midnight
UTC). Numbers and addresses are counted as keyed hashes, IPv6 addresses by their first 64 bits.

## How often

Beyond it the answer is 429 with a sentence; what was tried has no effect. _Alarm_ means: an
error in the log as well.

| Limit | Most | Per | Counted by | Threat | Why | What is said |
|---|---|---|---|---|---|---|
"""
SIZES = """
## How much

Beyond it the answer is a sentence that says how to mend it; nothing of the thing is kept.

| Limit | Most | Of what | Threat | Why |
|---|---|---|---|---|
"""


@command("limits", "Print the table of limits (docs/limits.md is made of it).")
def show(args: argparse.Namespace) -> None:
    import django

    django.setup()
    print(document(), end="")


def document() -> str:
    from last500.base.limits import Limit, Size, table

    rates = [rate(name, one) for name, one in table().items() if isinstance(one, Limit)]
    sizes = [size(name, one) for name, one in table().items() if isinstance(one, Size)]
    return HEAD + "".join(rates) + SIZES + "".join(sizes)


def rate(name: str, one: "Limit") -> str:
    window = {timedelta(days=1): "day", timedelta(hours=1): "hour"}[one.per]
    alarm = " _Alarm._" if one.alarm else ""
    cells = (name, one.most, window, one.scope, one.threat, one.why + alarm, one.sentence)
    return line(cells)


def size(name: str, one: "Size") -> str:
    return line((name, amount(one), one.scope, one.threat, one.why))


def amount(one: "Size") -> str:
    if one.unit != "bytes":
        return f"{one.most:,} {one.unit}"
    unit, word = (1024 * 1024, "MB") if one.most % (1024 * 1024) == 0 else (1024, "KB")
    return f"{one.most // unit} {word}"


def line(cells: tuple[object, ...]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"
