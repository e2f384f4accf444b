"""The ways of asking side by side, for whoever chooses one: what was found on held-out seeds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log1p

from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.dispatch.policies import BY_CODE as WAYS
from last500.dispatch.policies import Way
from last500.simulation.held_out import Kept
from last500.simulation.measures import BY_CODE, Measure
from last500.simulation.report import AGAINST
from last500.simulation.saying import TOLD, Found, Strip, Verdict, value, verdict_of

# What somebody who chooses would ask for first.
SHOWN = ("fill", "urgent", "worst", "half", "messages")
BEGIN, LONG = 4.0, 192.0  # of the picture, which is 200 wide
LOADS = {1.0: N_("求助和平常一样多"), 3.0: N_("求助是平常的三倍")}


@dataclass(frozen=True)
class Line:
    """One way in one measure."""

    way: Way
    words: str
    strip: Strip
    usual: bool


@dataclass(frozen=True)
class Table:
    measure: Measure
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Beside:
    """The usual way beside another: in what it is better, in what worse, what cannot be told."""

    other: Way
    better: str
    worse: str
    same: str


@dataclass(frozen=True)
class Compared:
    heading: str
    kept: Kept
    ceiling: str
    beside: tuple[Beside, ...]
    tables: tuple[Table, ...]


def compared(kept: Kept) -> Compared:
    return Compared(
        heading=_(LOADS[kept.load]),
        kept=kept,
        ceiling=value(BY_CODE["ceiling"], kept.figures[kept.usual]["ceiling"]),
        beside=tuple(_beside(kept, other) for other in AGAINST),
        tables=tuple(_table(kept, BY_CODE[code]) for code in SHOWN),
    )


def _beside(kept: Kept, other: str) -> Beside:
    found = kept.differences[other]
    names: Mapping[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    for measure in TOLD:
        names[verdict_of(measure, found[measure.code])].append(_(measure.name))
    said = (_("、").join(names[verdict]) for verdict in Verdict)
    return Beside(WAYS[other], *said)


def _table(kept: Kept, measure: Measure) -> Table:
    found = {code: of[measure.code] for code, of in kept.figures.items()}
    most = _most(measure, found.values())
    return Table(
        measure,
        tuple(
            Line(WAYS[code], value(measure, one), _strip(measure, one, most), code == kept.usual)
            for code, one in found.items()
        ),
    )


def _most(measure: Measure, found: Iterable[Found]) -> float:
    return 1.0 if measure.unit == "share" else max(one.high for one in found) or 1.0


def _strip(measure: Measure, found: Found, most: float) -> Strip:
    """Shares from 0 to 100 %; all else by its logarithm, so that one that is far off leaves the
    rest apart."""

    def at(value: float) -> float:
        held = min(most, max(0.0, value))
        share = held if measure.unit == "share" else log1p(held) / log1p(most)
        return round(BEGIN + LONG * share, 1)

    return Strip(at(found.mean), at(found.low), at(found.high))
