"""How the ways of asking did on seeds that nothing was tuned on, kept as a file.

`last500 simulate --keep` writes it, the page of the ways and a test read it. Whoever changes
behaviour.toml or a way of asking makes it anew; it is never written by hand.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from last500.simulation.comparing import Compared
from last500.simulation.intervals import Interval
from last500.simulation.measures import BY_CODE, MEASURES, Measure

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
    figures: Mapping[str, Mapping[str, Interval]]
    differences: Mapping[str, Mapping[str, Interval]]

    def worse(self, other: str) -> list[Measure]:
        """In what the usual way is not as good as this one, beyond doubt."""
        found = self.differences[other].items()
        judged = ((BY_CODE[code], difference) for code, difference in found)
        return [m for m, one in judged if m.better and not one.holds_zero() and _lost(m, one)]


def _lost(measure: Measure, difference: Interval) -> bool:
    return measure.better * difference.mean < 0


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
        figures={code: {m.code: compared.of(code, m.code) for m in MEASURES} for code in codes},
        differences={
            code: {m.code: compared.difference(usual, code, m.code) for m in MEASURES}
            for code in codes
            if code != usual
        },
    )


def written(found: HeldOut) -> str:
    """As JSON: an interval as its mean and its ends."""
    comparisons = [
        vars(one) | {"figures": _numbers(one.figures), "differences": _numbers(one.differences)}
        for one in found.comparisons
    ]
    said = {"behaviour": found.behaviour, "command": found.command, "comparisons": comparisons}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _numbers(found: Mapping[str, Mapping[str, Interval]]) -> dict[str, dict[str, list[float]]]:
    return {
        case: {
            code: [round(x, DIGITS) for x in (one.mean, one.low, one.high)]
            for code, one in of.items()
        }
        for case, of in found.items()
    }


@cache
def held_out() -> HeldOut:
    """The one that belongs to this version."""
    said = json.loads(FILE.read_text(encoding="utf-8"))
    comparisons = tuple(_kept(one) for one in said["comparisons"])
    return HeldOut(said["behaviour"], said["command"], comparisons)


def _kept(said: Mapping[str, Any]) -> Kept:
    n = len(said["seeds"])
    intervals = {name: _intervals(said[name], n) for name in ("figures", "differences")}
    return Kept(**{**said, **intervals, "seeds": tuple(said["seeds"])})


def _intervals(
    said: Mapping[str, Mapping[str, Sequence[float]]], n: int
) -> dict[str, dict[str, Interval]]:
    return {
        case: {code: Interval(*numbers, n) for code, numbers in of.items()}
        for case, of in said.items()
    }
