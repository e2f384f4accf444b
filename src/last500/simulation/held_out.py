"""How the ways of asking did on seeds that nothing was tuned on, kept as a file.

`last500 simulate --keep` writes it, the page of the ways and a test read it. Whoever changes
behaviour.toml or a way of asking makes it anew; it is never written by hand.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from last500.simulation.comparing import Compared
from last500.simulation.intervals import Interval
from last500.simulation.measures import MEASURES
from last500.simulation.saying import Found

FILE = Path(__file__).with_name("held_out.json")
DIGITS = 5


@dataclass(frozen=True)
class Kept:
    """One comparison. `figures`: of each way each measure; `differences`: the usual way's less
    each other way's, paired by seed."""

    usual: str
    mode: str
    load: float
    days: int
    seeds: tuple[int, ...]
    requests: int
    figures: Mapping[str, Mapping[str, Found]]
    differences: Mapping[str, Mapping[str, Found]]


@dataclass(frozen=True)
class HeldOut:
    behaviour: str  # the version of behaviour.toml
    command: str
    comparisons: tuple[Kept, ...]


def kept_of(usual: str, compared: Compared) -> Kept:
    first = compared.cases[0].scenario
    codes = [case.code for case in compared.cases]
    return Kept(
        usual=usual,
        mode=first.mode,
        load=first.load,
        days=compared.days,
        seeds=compared.seeds,
        requests=sum(one.requests for one in compared.outcomes[usual]),
        figures={
            code: {m.code: _found(compared.of(code, m.code)) for m in MEASURES} for code in codes
        },
        differences={
            code: {m.code: _found(compared.difference(usual, code, m.code)) for m in MEASURES}
            for code in codes
            if code != usual
        },
    )


def _found(one: Interval) -> Found:
    return Found(*(round(x, DIGITS) for x in (one.mean, one.low, one.high)))


def written(found: HeldOut) -> str:
    """As JSON: an interval as its mean and its ends."""
    comparisons = [
        vars(one) | {"figures": _numbers(one.figures), "differences": _numbers(one.differences)}
        for one in found.comparisons
    ]
    said = {"behaviour": found.behaviour, "command": found.command, "comparisons": comparisons}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _numbers(found: Mapping[str, Mapping[str, Found]]) -> dict[str, dict[str, list[float]]]:
    return {
        case: {code: [one.mean, one.low, one.high] for code, one in of.items()}
        for case, of in found.items()
    }


@cache
def held_out() -> HeldOut:
    """The one that belongs to this version."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> HeldOut:
    said = json.loads(text)
    comparisons = tuple(_kept(one) for one in said["comparisons"])
    return HeldOut(said["behaviour"], said["command"], comparisons)


def _kept(said: Mapping[str, Any]) -> Kept:
    found = {name: _found_in(said[name]) for name in ("figures", "differences")}
    return Kept(**{**said, **found, "seeds": tuple(said["seeds"])})


def _found_in(
    said: Mapping[str, Mapping[str, tuple[float, float, float]]],
) -> dict[str, dict[str, Found]]:
    return {
        case: {code: Found(*numbers) for code, numbers in of.items()} for case, of in said.items()
    }
