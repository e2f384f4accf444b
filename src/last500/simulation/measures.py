"""What a run is judged by: one figure for each question somebody would ask. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from last500.base.marking import N_
from last500.dispatch.waves import DAY, Urgency, urgency

if TYPE_CHECKING:
    from last500.simulation.lives import Life
    from last500.simulation.town import Errand, Town

URGENT_WITHIN = 30.0
OVER_ASKED = 3  # asks in a week


@dataclass(frozen=True)
class Measure:
    """`better` is 1 where more is better, -1 where less is; `unit`: share, minutes, number."""

    code: str
    name: str
    sentence: str
    unit: str
    better: int


MEASURES: tuple[Measure, ...] = (
    Measure("fill", N_("有人办"), N_("到期限时人请齐了的求助，占多少。"), "share", 1),
    Measure(
        "ceiling",
        N_("最多能办多少"),
        N_("要是把够得着的人全问一遍，又没有人嫌烦，能请齐的求助占多少。"),
        "share",
        0,
    ),
    Measure(
        "urgent", N_("急事半小时有人"), N_("四小时内要人的求助，半小时内请齐的占多少。"), "share", 1
    ),
    Measure("worst", N_("最差的社区"), N_("各社区里“有人办”最低的那一个。"), "share", 1),
    Measure(
        "half", N_("一半等了多久"), N_("从开始请人到请齐，中间的那一件等了多久。"), "minutes", -1
    ),
    Measure("ninety", N_("九成等了多久"), N_("十件里有九件不超过这么久。"), "minutes", -1),
    Measure(
        "placed", N_("从提出算起"), N_("从居民提出到请齐，中间的那一件等了多久。"), "minutes", -1
    ),
    Measure("messages", N_("每件几条消息"), N_("请齐一件，平均打扰了多少人次。"), "number", -1),
    Measure("idle", N_("一次没帮过"), N_("这段时间一次也没帮过忙的人，占多少。"), "share", -1),
    Measure(
        "floor", N_("至少会这么多"), N_("事情就这么多，再怎么分也有这么多人轮不到。"), "share", 0
    ),
    Measure("served", N_("帮忙匀不匀"), N_("Jain 指数：人人一样是 1。"), "share", 1),
    Measure("asked", N_("打扰匀不匀"), N_("按被请的次数算的 Jain 指数。"), "share", 1),
    Measure("over", N_("请得太多"), N_("一周被请超过三次的“人·周”，占多少。"), "share", -1),
    Measure(
        "muted", N_("嫌烦不看了"), N_("每一百位帮忙的人里，每月有几次关掉提醒。"), "number", -1
    ),
)
BY_CODE: Mapping[str, Measure] = {m.code: m for m in MEASURES}


@dataclass(frozen=True)
class Outcome:
    """`figures` by the code of the measure; `by_community` the share filled; NaN never occurs."""

    figures: Mapping[str, float]
    by_community: tuple[float, ...]
    requests: int


@dataclass(slots=True)
class _Told:
    errand: "Errand"
    began: float
    could: bool
    filled: float | None = None
    messages: int = 0


class Measured:
    """Notes of a run; only what begins between `since` and the last days counts."""

    def __init__(self, town: "Town", since: float) -> None:
        self.town, self.since = town, since
        longest = max((e.within for e in town.errands), default=DAY)
        self.until = max(since + DAY, town.days * DAY - longest - DAY)
        self.told: dict[int, _Told] = {}
        self.mutings = 0

    def counts(self, at: float) -> bool:
        return self.since <= at < self.until

    def began(self, errand: "Errand", at: float, could: bool) -> None:
        self.told[errand.number] = _Told(errand, at, could)

    def closed(self, errand: "Errand", began: float, filled: float | None, messages: int) -> None:
        told = self.told.get(errand.number)
        if told is not None:
            told.filled = filled
            told.messages += messages

    def reopened(self, errand: "Errand") -> None:
        told = self.told.get(errand.number)
        if told is not None:
            told.filled = None

    def muted(self, at: float) -> None:
        self.mutings += self.counts(at)

    def outcome(self, lives: Sequence["Life"]) -> Outcome:
        told = list(self.told.values())
        requests = sum(one.errand.matters for one in told)
        filled = [one for one in told if one.filled is not None]
        n_filled = sum(one.errand.matters for one in filled)
        by_community = tuple(
            _share([one for one in told if one.errand.community == number])
            for number in range(len(self.town.street.communities))
        )
        waited = _spread((_wait(one), one.errand.matters) for one in filled)
        since_placed = _spread((_wait_placed(one), one.errand.matters) for one in filled)
        served = [life.served for life in lives]
        asked = [sum(life.asked_weeks.values()) for life in lives]
        weeks = max(1.0, (self.until - self.since) / (7 * DAY))
        over = sum(n > OVER_ASKED for life in lives for n in life.asked_weeks.values())
        urgent = [one for one in told if urgency(one.errand.within) == Urgency.URGENT]
        figures = {
            "fill": _share(told),
            "ceiling": fmean(one.could for one in told) if told else 1.0,
            "urgent": _in_time(urgent),
            "worst": min(by_community, default=1.0),
            "half": _quantile(waited, 0.5),
            "ninety": _quantile(waited, 0.9),
            "placed": _quantile(since_placed, 0.5),
            "messages": sum(one.messages for one in told) / max(1, n_filled),
            "idle": sum(not n for n in served) / max(1, len(served)),
            "floor": max(0.0, 1 - sum(served) / max(1, len(served))),
            "served": jain(served),
            "asked": jain(asked),
            "over": over / (weeks * max(1, len(lives))),
            "muted": 100 * self.mutings / max(1, len(lives)) / (weeks * 7 / 30),
        }
        return Outcome(figures, by_community, requests)


def _share(told: Iterable[_Told]) -> float:
    """Of the requests those that were filled; 1 where there was none."""
    some = list(told)
    matters = sum(one.errand.matters for one in some)
    return (
        sum(one.errand.matters for one in some if one.filled is not None) / matters
        if matters
        else 1.0
    )


def _in_time(told: Sequence[_Told]) -> float:
    if not told:
        return 1.0
    return fmean(one.filled is not None and _wait(one) <= URGENT_WITHIN for one in told)


def _wait(one: _Told) -> float:
    assert one.filled is not None
    return one.filled - one.began


def _wait_placed(one: _Told) -> float:
    assert one.filled is not None
    return one.filled - one.errand.at + one.errand.lead


def _spread(weighed: Iterable[tuple[float, int]]) -> list[float]:
    return sorted(minutes for minutes, n in weighed for _ in range(n))


def _quantile(values: Sequence[float], share: float) -> float:
    """Of sorted values; 0 where there is none."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def jain(values: Sequence[int]) -> float:
    """(sum x)² / (n sum x²): 1 where all are alike, 1/n where one has all (Jain, Chiu and Hawe,
    DEC Research Report TR-301, 1984). 1 where nobody has anything."""
    squares = sum(x * x for x in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else 1.0
