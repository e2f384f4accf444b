"""Figures as people say them: spans of time, sentences, and rows of tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.stats.queries import Board, Figures, Flow, Week
from last500.stats.rules import BY_CODE, TIMED, Measure, Trend, trend

NONE = "—"
WEEKS_WORDS: dict[int, tuple[Callable[[], str], Callable[[], str]]] = {
    4: (lambda: _("最近四周"), lambda: _("之前四周")),
    12: (lambda: _("最近十二周"), lambda: _("之前十二周")),
    52: (lambda: _("最近一年"), lambda: _("之前一年")),
}


def now_words(weeks: int) -> str:
    return WEEKS_WORDS[weeks][0]()


def past_words(weeks: int) -> str:
    return WEEKS_WORDS[weeks][1]()


def span(minutes: int | None) -> str:
    """40 分钟, 5 小时, 3 天: one unit, rounded half up; a dash where nothing was counted."""
    if minutes is None:
        return NONE
    if minutes < 90:
        return ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}
    hours = (minutes + 30) // 60
    if hours < 48:
        return ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours}
    days = (minutes + 720) // 1440
    return ngettext("%(n)d 天", "%(n)d 天", days) % {"n": days}


def value_of(flow: Flow, code: str) -> int | None:
    return flow.median(code) if code in TIMED else flow.counts[code]


def said(code: str, value: int | None) -> str:
    return span(value) if code in TIMED else str(value or 0)


# The columns of a table over places, and of the table of one place.
FLOWS = (
    Measure.PLACED,
    Measure.VERIFIED,
    Measure.ACCEPTED,
    Measure.FINISHED,
    Measure.CONFIRMED,
    Measure.UNCONFIRMED,
    Measure.REOPENED,
    Measure.UNMET,
)
WITH_BARS = frozenset({Measure.PLACED, Measure.ACCEPTED})


def name_of(code: str) -> str:
    return _(BY_CODE[code].name)


def cell(figures: Figures, code: Measure) -> object:
    """Text, or for two columns a bar of its own length: the past of the same place is its scale."""
    now, past = value_of(figures.now, code), value_of(figures.past, code)
    if code not in WITH_BARS or now is None:
        return said(code, now)
    return {
        "text": said(code, now),
        "value": now,
        "past": past,
        "past_text": said(code, past),
        "top": max(now, past or 0),
    }


def below_columns() -> list[str]:
    return [_("地方"), name_of("open"), name_of("overdue"), *map(name_of, FLOWS)]


def below_rows(board: Board, address: Callable[[int], str]) -> list[dict]:
    return [
        {
            "name": figures.place.name,
            "href": address(figures.place.pk),
            "note": _("没有人值守") if unstaffed(figures) else "",
            "cells": [
                figures.present.open,
                figures.present.overdue,
                *(cell(figures, code) for code in FLOWS),
            ],
        }
        for figures in board.below
    ]


def unstaffed(figures: Figures) -> bool:
    return figures.place.level == "compound" and not figures.place.staffed  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Compared:
    """One figure of the place itself, beside its own past."""

    name: str
    now: str
    past: str
    sentence: str
    bar: int | None = None
    bar_past: int | None = None


def compared(board: Board) -> list[Compared]:
    rows = []
    for code in FLOWS:
        now, past = value_of(board.whole.now, code), value_of(board.whole.past, code)
        said_of = _(BY_CODE[code].sentence)
        rows.append(Compared(name_of(code), said(code, now), said(code, past), said_of, now, past))
    shares = (
        ("residents", board.helpers, board.helpers_past),
        ("organisers", board.organisers, None),
    )
    for word, share, before in shares:
        past_share = percent(before) if word == "residents" else ""
        rows.append(Compared(name_of(word), percent(share), past_share, _(BY_CODE[word].sentence)))
    return rows


def percent(share: int | None) -> str:
    return _("人数太少，不说") if share is None else f"{share} %"


def now_sentence(figures: Figures) -> str:
    """What is open, as one would say it at the door."""
    if not figures.present.open:
        return _("现在没有没办结的求助。")
    if not figures.present.overdue:
        return _("现在还有 %(n)d 件没办结，都没有超时。") % {"n": figures.present.open}
    words = {"n": figures.present.open, "late": figures.present.overdue}
    return _("现在还有 %(n)d 件没办结，其中 %(late)d 件超时。") % words


def story(board: Board) -> list[str]:
    """The history in plain words: a few sentences, against the own past and nobody else's."""
    now, past, weeks = board.whole.now, board.whole.past, board.period.weeks
    placed, before = now.counts[Measure.PLACED], past.counts[Measure.PLACED]
    words = {"when": now_words(weeks), "past": past_words(weeks), "n": placed}
    if not placed and not before:
        return [_("%(when)s和%(past)s都没有人提出求助。") % words]
    words["diff"] = abs(placed - before)
    first = {
        Trend.SAME: _("%(when)s收到 %(n)d 件求助，和%(past)s一样多。"),
        Trend.MORE: _("%(when)s收到 %(n)d 件求助，比%(past)s多 %(diff)d 件。"),
        Trend.FEWER: _("%(when)s收到 %(n)d 件求助，比%(past)s少 %(diff)d 件。"),
    }[trend(placed, before)]
    return [first % words, *_speed(now, past), *_outcome(now)]


def _speed(now: Flow, past: Flow) -> list[str]:
    accepted, before = now.median(Measure.ACCEPTED), past.median(Measure.ACCEPTED)
    if accepted is None:
        return []
    if before is None:
        return [_("一般 %(now)s有人接。") % {"now": span(accepted)}]
    words = {"now": span(accepted), "past": span(before)}
    return [_("一般 %(now)s有人接，之前是 %(past)s。") % words]


def _outcome(now: Flow) -> list[str]:
    counts = now.counts
    sentences = []
    if counts[Measure.CONFIRMED] or counts[Measure.UNCONFIRMED]:
        sentences.append(
            _("居民说解决了的有 %(yes)d 件，没等到回话的有 %(silent)d 件。")
            % {"yes": counts[Measure.CONFIRMED], "silent": counts[Measure.UNCONFIRMED]}
        )
    if counts[Measure.REOPENED]:
        sentences.append(_("居民说没解决的有 %(n)d 次。") % {"n": counts[Measure.REOPENED]})
    if counts[Measure.UNMET]:
        sentences.append(_("没有人能办的有 %(n)d 件，留在缺口里。") % {"n": counts[Measure.UNMET]})
    return sentences


def week_cells(week: Week) -> list[str]:
    return [said(code, value_of(week.flow, code)) for code in FLOWS]


# ---- sheets: plain numbers, minutes as minutes ---------------------------------------------------


def sheet_columns() -> list[str]:
    return [
        name_of("open"),
        name_of("overdue"),
        *(name_of(c) + _("（分钟）") if c in TIMED else name_of(c) for c in FLOWS),
    ]


def sheet_row(figures: Figures, flow: Flow) -> Sequence[object]:
    values = [value_of(flow, code) for code in FLOWS]
    return [figures.present.open, figures.present.overdue, *values]


@dataclass(frozen=True)
class Picture:
    """Bars of requests placed per week and a line of those the residents confirmed, as SVG."""

    bars: list[tuple[float, float, float, int]]  # x, y, height, value
    line: str
    width: int
    height: int
    most: int


def picture(weeks: Sequence[Week], width: int = 720, height: int = 120) -> Picture:
    placed = [week.flow.counts[Measure.PLACED] for week in weeks]
    confirmed = [week.flow.counts[Measure.CONFIRMED] for week in weeks]
    most = max([1, *placed, *confirmed])
    step = width / max(len(weeks), 1)
    bars = [
        (
            round(step * n + 2, 1),
            round(height - height * v / most, 1),
            round(height * v / most, 1),
            v,
        )
        for n, v in enumerate(placed)
    ]
    points = [
        f"{round(step * (n + 0.5), 1)},{round(height - height * v / most, 1)}"
        for n, v in enumerate(confirmed)
    ]
    return Picture(bars, " ".join(points), width, height, most)
