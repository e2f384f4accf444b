"""A comparison as one page that needs nothing else: tables, pictures, and what is not better."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log1p
from pathlib import Path
from typing import Any

from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from last500.dispatch.policies import BY_CODE, USUAL_WAY
from last500.simulation.behaviour import Behaviour, load
from last500.simulation.comparing import Case, Compared
from last500.simulation.intervals import Interval
from last500.simulation.measures import MEASURES, Measure

HERE = Path(__file__).parent
# What the usual way is held against: asked of everybody, and nearest first.
AGAINST = ("open_to_all", "nearest", "one_by_one")
# What is drawn: the figures that somebody would ask for first.
DRAWN = ("fill", "urgent", "half", "messages")
# A picture, in its own units.
WIDTH, LEFT, RIGHT, ROW, TOP = 460, 150, 58, 26, 8


@dataclass(frozen=True)
class Section:
    """One comparison under its heading; `usual` is the case the others are held against."""

    heading: str
    compared: Compared
    usual: str
    against: tuple[str, ...]


@dataclass(frozen=True)
class Mark:
    """A line of a picture: where its dot and its interval lie."""

    name: str
    text: str
    y: int
    dot: float
    low: float
    high: float
    usual: bool


@dataclass(frozen=True)
class Picture:
    measure: Measure
    marks: tuple[Mark, ...]
    height: int
    width: int = WIDTH
    left: int = LEFT


def report(sections: Sequence[Section], behaviour: Behaviour, *, command: str = "") -> str:
    """HTML in the language that is active; nothing is fetched when it is opened."""
    style = b64encode((HERE / "report.css").read_bytes()).decode("ascii")
    context = {
        "style": f"data:text/css;charset=utf-8;base64,{style}",
        "language": translation.get_language() or "zh-hans",
        "sections": [_section(section) for section in sections],
        "measures": MEASURES,
        "numbers": list(behaviour.numbers.values()),
        "assumed": sum(number.assumed for number in behaviour.numbers.values()),
        "version": behaviour.version,
        "ways": [BY_CODE[code] for code in _ways(sections)],
        "command": command,
    }
    return get_template("simulation/report.html").render(context)


def _ways(sections: Iterable[Section]) -> list[str]:
    return list(dict.fromkeys(c.way for s in sections for c in s.compared.cases))


def _section(section: Section) -> dict[str, Any]:
    compared = section.compared
    return {
        "heading": section.heading,
        "cases": compared.cases,
        "usual": section.usual,
        "seeds": compared.seeds,
        "days": compared.days,
        "requests": sum(o.requests for o in compared.outcomes[section.usual]),
        "rows": [
            (
                measure,
                [
                    interval_words(compared.of(c.code, measure.code), measure)
                    for c in compared.cases
                ],
            )
            for measure in MEASURES
        ],
        "differences": [_differences(section, other) for other in section.against],
        "pictures": [
            picture(compared, measure, section.usual)
            for measure in MEASURES
            if measure.code in DRAWN
        ],
    }


def _differences(section: Section, other: str) -> dict[str, Any]:
    compared = section.compared
    rows = [
        (
            measure,
            difference_words(compared.difference(section.usual, other, measure.code), measure),
            compared.verdict(section.usual, other, measure),
        )
        for measure in MEASURES
        if measure.better
    ]
    return {
        "other": _name(compared, other),
        "rows": rows,
        "worse": [_(m.name) for m, _words, verdict in rows if verdict < 0],
        "unsure": [_(m.name) for m, _words, verdict in rows if not verdict],
    }


def _name(compared: Compared, code: str) -> str:
    return next(_(case.name) for case in compared.cases if case.code == code)


# ---- figures in words ---------------------------------------------------------------------------


def figure(value: float, measure: Measure) -> str:
    if measure.unit == "share":
        return f"{100 * value:.1f}%"
    return f"{value:.1f}" if abs(value) < 100 else f"{value:,.0f}"


def interval_words(found: Interval, measure: Measure) -> str:
    """The mean, and where it lies with 95 %."""
    if found.n == 1:
        return figure(found.mean, measure)
    low, high = max(0.0, found.low), found.high
    if measure.unit == "share":
        high = min(1.0, high)
    return f"{figure(found.mean, measure)} ({figure(low, measure)}–{figure(high, measure)})"


def difference_words(found: Interval, measure: Measure) -> str:
    """A difference with its sign; shares in points of a hundred."""
    scale = 100.0 if measure.unit == "share" else 1.0
    mean, low, high = (f"{scale * x:+.1f}" for x in (found.mean, found.low, found.high))
    words = f"{mean} ({low} … {high})" if found.n > 1 else mean
    return words + " " + _("个百分点") if measure.unit == "share" else words


# ---- pictures -----------------------------------------------------------------------------------


def picture(compared: Compared, measure: Measure, usual: str) -> Picture:
    """A dot and its interval for each case, on one scale: shares from 0 to 100 %, the others by
    their logarithm, so that one that is far off leaves the rest apart."""
    found = [(case, compared.of(case.code, measure.code)) for case in compared.cases]
    most = max(_reach(i) for _case, i in found) or 1.0

    def across(value: float) -> float:
        share = max(0.0, value) if measure.unit == "share" else log1p(max(0.0, value)) / log1p(most)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * min(1.0, share), 1)

    marks = tuple(
        Mark(
            name=_(case.name),
            text=figure(one.mean, measure),
            y=TOP + ROW * number + ROW // 2,
            dot=across(one.mean),
            low=across(one.mean if one.n == 1 else one.low),
            high=across(_reach(one)),
            usual=case.code == usual,
        )
        for number, (case, one) in enumerate(found)
    )
    return Picture(measure, marks, 2 * TOP + ROW * len(found))


def _reach(found: Interval) -> float:
    return found.mean if found.n == 1 else found.high


# ---- what is compared ---------------------------------------------------------------------------


def ways_as_cases(codes: Iterable[str], scenario: Any) -> list[Case]:
    return [Case(code, BY_CODE[code].name, code, scenario) for code in codes]


def against(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for code in AGAINST if code in codes and code != USUAL_WAY.code)


def usual_numbers() -> Behaviour:
    return load()
