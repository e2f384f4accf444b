"""The list of our own commands. A name may be two words: `keys new`.

@command("keys new", "Make the keys of a new instance.", option("--force", action="store_true"))
def new_keys(args: argparse.Namespace) -> int | None:
    ...                       # nothing or 0 is success; say what went wrong, then return 1
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Run = Callable[[argparse.Namespace], int | None]


@dataclass(frozen=True)
class Option:
    names: tuple[str, ...]
    settings: dict[str, Any]


@dataclass(frozen=True)
class Command:
    name: str
    sentence: str
    options: tuple[Option, ...]
    run: Run

    def parser(self) -> argparse.ArgumentParser:
        parser = argparse.ArgumentParser(prog=f"last500 {self.name}", description=self.sentence)
        for wish in self.options:
            parser.add_argument(*wish.names, **wish.settings)
        return parser


COMMANDS: dict[str, Command] = {}


def option(*names: str, **settings: Any) -> Option:
    """One argument, in the words of `argparse.add_argument`."""
    return Option(names, settings)


def command(name: str, sentence: str, *options: Option) -> Callable[[Run], Run]:
    def register(run: Run) -> Run:
        COMMANDS[name] = Command(name, sentence, options, run)
        return run

    return register


def find(words: list[str]) -> tuple[Command | None, list[str]]:
    """The command that the first two words or the first word name, and the words left over."""
    for length in (2, 1):
        known = COMMANDS.get(" ".join(words[:length]))
        if known and len(words) >= length:
            return known, words[length:]
    return None, words


def overview() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {c.name:<{width}}  {c.sentence}" for c in COMMANDS.values()]
    return "\n".join(
        [
            "last500 COMMAND [--help]",
            "",
            *lines,
            f"  {'manage …':<{width}}  Any Django command; the word `manage` may be left out.",
        ]
    )
