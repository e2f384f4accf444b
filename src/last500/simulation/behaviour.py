"""The numbers of behaviour.toml, each with its source, in one place and never in the code. Pure."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("behaviour.toml")


@dataclass(frozen=True)
class Number:
    """One number: where it stands, its value, and where it comes from."""

    name: str
    value: Any
    source: str

    @property
    def assumed(self) -> bool:
        return self.source.startswith("assumed")


@dataclass(frozen=True)
class Behaviour:
    """All numbers by their full name, such as `asks.fatigue`."""

    version: str
    numbers: Mapping[str, Number]

    def __call__(self, name: str) -> Any:
        return self.numbers[name].value

    def group(self, prefix: str) -> dict[str, Any]:
        """Numbers below a name, by the rest of it."""
        begin = prefix + "."
        return {
            n.removeprefix(begin): v.value
            for n, v in self.numbers.items()
            if n[: len(begin)] == begin
        }

    def with_(self, **changed: Any) -> "Behaviour":
        """Others for a sensitivity run; dots are written as two underscores.

        Raises KeyError for a number that does not exist.
        """
        numbers = dict(self.numbers)
        for written, value in changed.items():
            name = written.replace("__", ".")
            numbers[name] = Number(name, value, f"changed from {numbers[name].value}")
        return Behaviour(f"{self.version}+", numbers)


def _read(table: Mapping[str, Any], before: str = "") -> Iterator[Number]:
    for key, found in table.items():
        if not isinstance(found, dict):
            continue
        if set(found) == {"value", "source"}:
            yield Number(before + key, found["value"], found["source"])
        else:
            yield from _read(found, f"{before}{key}.")


@cache
def load(path: Path = FILE) -> Behaviour:
    """Raises ValueError for a number without a source."""
    table = tomllib.loads(path.read_text("utf-8"))
    numbers = {number.name: number for number in _read(table)}
    for number in numbers.values():
        if not number.source.strip():
            raise ValueError(f"{number.name} has no source")
    return Behaviour(str(table["version"]), numbers)
