"""What a trial found, in words: differences with their intervals, better, worse, not to be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from last500.base.marking import N_
from last500.simulation.measures import BY_CODE, MEASURES, Measure
from last500.simulation.rules import AS_IS, CHANGES, Change

# The Jain index is a share by its range, and by its meaning none.
INDEX = frozenset({"served", "asked"})
# What says something to an officer: `floor` is no effect of any change.
TOLD = tuple(m for m in MEASURES if m.better)
# Of these the cards speak; the rest stands below, in the table.
FIRST = ("fill", "urgent", "worst", "half", "ninety", "messages", "over", "muted", "idle")
HALF = 96.0  # of the picture, on either side of its middle
MIDDLE = 100.0
HOURS_FROM = 180.0  # minutes


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


VERDICT_WORDS = {
    Verdict.BETTER: N_("好一些"),
    Verdict.WORSE: N_("差一些"),
    Verdict.SAME: N_("看不出差别"),
}
# More, less, and from less to more.
_DIFFERENCES = {
    "share": (
        N_("多%(range)s 个百分点"), N_("少%(range)s 个百分点"),
        N_("从少 %(low)s 到多 %(high)s 个百分点都有可能"),
    ),
    "minutes": (
        N_("多等%(range)s 分钟"), N_("少等%(range)s 分钟"),
        N_("从少等 %(low)s 到多等 %(high)s 分钟都有可能"),
    ),
    "hours": (
        N_("多等%(range)s 小时"), N_("少等%(range)s 小时"),
        N_("从少等 %(low)s 到多等 %(high)s 小时都有可能"),
    ),
    "number": (
        N_("多%(range)s 次"), N_("少%(range)s 次"),
        N_("从少 %(low)s 到多 %(high)s 次都有可能"),
    ),
    "index": (
        N_("高%(range)s"), N_("低%(range)s"), N_("从低 %(low)s 到高 %(high)s 都有可能"),
    ),
}  # fmt: skip
_VALUES = {
    "share": N_("%(n)s%%"),
    "minutes": N_("%(n)s 分钟"),
    "hours": N_("%(n)s 小时"),
    "number": N_("%(n)s 次"),
    "index": "%(n)s",
}
_TIMES = {"share": 100.0, "hours": 1 / 60}
_DECIMALS = {"share": 1, "minutes": 0, "hours": 1, "number": 1, "index": 2}


@dataclass(frozen=True)
class Found:
    """A mean with its interval of 95 %, as it was kept."""

    mean: float
    low: float
    high: float

    @property
    def size(self) -> float:
        return max(abs(self.low), abs(self.high))


@dataclass(frozen=True)
class Strip:
    """Where the dot and the line lie in a picture 200 wide, its middle at 100."""

    dot: float
    begin: float
    end: float


@dataclass(frozen=True)
class Effect:
    measure: Measure
    change: Change
    verdict: Verdict
    words: str
    strip: Strip

    @property
    def word(self) -> str:
        return _(VERDICT_WORDS[self.verdict])


@dataclass(frozen=True)
class Table:
    """One measure: as it is, and what each change would do to it."""

    measure: Measure
    as_is: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Card:
    """One change: what gets better, what worse, and where nothing can be told."""

    change: Change
    better: tuple[Effect, ...]
    worse: tuple[Effect, ...]
    same: tuple[Effect, ...]


# ---- numbers ------------------------------------------------------------------------------------


def unit_of(measure: Measure, size: float) -> str:
    if measure.code in INDEX:
        return "index"
    return "hours" if measure.unit == "minutes" and size >= HOURS_FROM else measure.unit


def number(value: float, unit: str) -> str:
    """In the unit's own measure: per cent, hours; whole where a tenth says nothing."""
    shown = abs(value) * _TIMES.get(unit, 1.0)
    decimals = 0 if unit == "share" and shown >= 10 else _DECIMALS[unit]
    return f"{shown:.{decimals}f}"


def is_nothing(value: float, unit: str) -> bool:
    return float(number(value, unit)) == 0


def verdict_of(measure: Measure, found: Found) -> Verdict:
    """Same where the interval holds zero, or nothing of it is left when it is written down."""
    if found.low <= 0 <= found.high or is_nothing(found.size, unit_of(measure, found.size)):
        return Verdict.SAME
    return Verdict.BETTER if (found.mean > 0) == (measure.better > 0) else Verdict.WORSE


def difference(measure: Measure, found: Found) -> str:
    """多 3 到 5 个百分点; 看不出差别，从少 1 到多 2 个百分点都有可能; 几乎一样."""
    unit = unit_of(measure, found.size)
    if is_nothing(found.size, unit):
        return _("几乎一样")
    more, less, around = _DIFFERENCES[unit]
    if found.low <= 0 <= found.high:
        both = {"low": number(found.low, unit), "high": number(found.high, unit)}
        return _("看不出差别，%(range)s") % {"range": _(around) % both}
    near, far = sorted((found.low, found.high), key=abs)
    return _(more if found.mean > 0 else less) % {"range": _range(near, far, unit)}


def _range(near: float, far: float, unit: str) -> str:
    low, high = number(near, unit), number(far, unit)
    if low == high:
        return _("约 %(one)s") % {"one": low}
    if float(low) == 0:
        return _("不到 %(one)s") % {"one": high}
    return pgettext("numbers", " %(low)s 到 %(high)s") % {"low": low, "high": high}


def value(measure: Measure, found: Found) -> str:
    """A value as it is: 93%（91% 到 95%）."""
    unit = unit_of(measure, found.high)
    mean, low, high = (_(_VALUES[unit]) % {"n": _plain(n, unit)} for n in _ends(found))
    return _("%(mean)s（%(low)s 到 %(high)s）") % {"mean": mean, "low": low, "high": high}


def _ends(found: Found) -> tuple[float, float, float]:
    return found.mean, max(0.0, found.low), found.high


def _plain(value: float, unit: str) -> str:
    return number(min(value, 1.0) if unit in {"share", "index"} else value, unit)


# ---- the page -----------------------------------------------------------------------------------


def tables_of(result: Mapping[str, Any]) -> list[Table]:
    """One for each measure, changes in the order in which they are on offer."""
    return [_table(measure, result) for measure in TOLD]


def _table(measure: Measure, result: Mapping[str, Any]) -> Table:
    against = [
        (change, Found(*result["against"][change.code][measure.code]))
        for change in CHANGES
        if change.code in result["against"]
    ]
    most = max((found.size for _change, found in against), default=0.0)
    return Table(
        measure,
        value(measure, Found(*result["cases"][AS_IS][measure.code])),
        tuple(
            Effect(
                measure, change, verdict_of(measure, found), difference(measure, found),
                strip_of(found, most),
            )
            for change, found in against
        ),
    )  # fmt: skip


def strip_of(found: Found, most: float) -> Strip:
    def at(value: float) -> float:
        return round(MIDDLE + (HALF * value / most if most else 0.0), 1)

    return Strip(at(found.mean), at(found.low), at(found.high))


def cards_of(tables: Sequence[Table]) -> list[Card]:
    by_code = {table.measure.code: table for table in tables}
    spoken = [by_code[code] for code in FIRST]
    return [
        Card(
            first.change,
            *(
                tuple(t.effects[n] for t in spoken if t.effects[n].verdict == verdict)
                for verdict in Verdict
            ),
        )
        for n, first in enumerate(spoken[0].effects)
    ]


def names(effects: Sequence[Effect]) -> str:
    return _("、").join(_(BY_CODE[one.measure.code].name) for one in effects)
