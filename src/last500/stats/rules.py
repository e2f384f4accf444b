"""The figures, each defined once: what is counted, what is not, and how to read them.

Counts are about places and never about persons. What concerns people (who helps, who organises)
is told only where both groups are large enough to hide everybody in them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from last500.base.marking import N_
from last500.service_requests.rules import FINAL, OPEN, Action, State


class Measure(StrEnum):
    """What is added up per place, day and kind. The first three of the life carry minutes."""

    PLACED = "placed"
    VERIFIED = "verified"
    ACCEPTED = "accepted"
    FINISHED = "finished"
    REOPENED = "reopened"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    UNMET = "unmet"
    DECLINED = "declined"
    REFERRED = "referred"
    EMERGENCY = "emergency"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


M = Measure
TIMED = (M.VERIFIED, M.ACCEPTED, M.FINISHED)
_ENDS = {State(measure): measure for measure in M if measure in {s.value for s in FINAL}}


@dataclass(frozen=True)
class Indicator:
    """One figure: its name, and the sentence that says what it counts and what it leaves out."""

    code: str
    name: str
    sentence: str


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "open",
        N_("还没办结"),
        N_("此刻还没有结果的求助，按走到哪一步分开数；等居民回话的也算。"),
    ),
    Indicator(
        "overdue",
        N_("超时"),
        N_("还没办结、而且这一步的期限已经过了的求助。期限是给组织的，不是给帮忙的人的。"),
    ),
    Indicator(
        "placed",
        N_("收到"),
        N_("这段时间里居民提出的求助，按提出那天算；并到别的一件里的、自己撤回的也算。"),
    ),
    Indicator(
        "verified",
        N_("多久核实"),
        N_("从提出到第一次核实，取中间的那一个；按核实那天算。还没核实的不在内，看“超时”。"),
    ),
    Indicator(
        "accepted",
        N_("多久有人接"),
        N_("从提出到第一次有人接，取中间的那一个；没人接的不在内，看“没人能办”。"),
    ),
    Indicator(
        "finished",
        N_("多久办完"),
        N_("从提出到帮忙的人第一次说办完，取中间的那一个。办完不等于满意。"),
    ),
    Indicator(
        "confirmed",
        N_("居民确认"),
        N_("居民自己说解决了的求助，按现在的结果数；电话里说、由别人代填的也算。"),
    ),
    Indicator(
        "unconfirmed",
        N_("没等到回话"),
        N_("办完七天没有等到居民回话的求助。不算满意，也不算不满意。"),
    ),
    Indicator(
        "reopened",
        N_("说没解决"),
        N_("居民说还没解决的次数；同一件说两次算两次，后来解决了也留着。"),
    ),
    Indicator(
        "unmet",
        N_("没人能办"),
        N_("请到街道一级还没有人能来的求助，留在缺口里。"),
    ),
    Indicator(
        "residents",
        N_("居民自己帮的"),
        N_("办成过求助的人里，不是单位报到党员的居民占几成；两边都满 5 人才说，从不到个人。"),
    ),
    Indicator(
        "organisers",
        N_("居民自己管的"),
        N_("小区书记和副手里，不是单位报到党员的居民占几成；两边都满 5 人才说，从不到个人。"),
    ),
)
BY_CODE: Mapping[str, Indicator] = {indicator.code: indicator for indicator in INDICATORS}


@dataclass(frozen=True)
class Happening:
    """One event of a request, as the figures need it."""

    at: datetime
    action: str
    from_state: str
    to_state: str


@dataclass(frozen=True)
class Line:
    """What is counted together: one row of the roll-up without its number."""

    place: int
    day: date
    category: str
    measure: str
    minutes: int = 0


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes; a clock that went backwards counts as none."""
    return max(0, int((end - start).total_seconds()) // 60)


def lines_of(
    place: int,
    category: str,
    state: str,
    placed_at: datetime,
    happenings: Iterable[Happening],
    zone: tzinfo,
) -> Counter[Line]:
    """Everything one request adds to the figures, as things stand now.

    A change of place, kind or outcome changes the answer: the roll-up takes away what it counted
    before and adds this.
    """
    counted: Counter[Line] = Counter()

    def count(measure: Measure, at: datetime, minutes: int = 0) -> None:
        counted[Line(place, at.astimezone(zone).date(), category, measure, minutes)] += 1

    count(M.PLACED, placed_at)
    first: dict[Measure, datetime] = {}
    ended: datetime | None = None
    for happening in happenings:
        timed = _timed(happening)
        if timed:
            first.setdefault(timed, happening.at)
        if happening.action == Action.REOPEN:
            count(M.REOPENED, happening.at)
        if happening.to_state == state and happening.from_state != state:
            ended = happening.at
    for measure, at in first.items():
        count(measure, at, minutes_between(placed_at, at))
    if State(state) in _ENDS:
        count(_ENDS[State(state)], ended or placed_at)
    return counted


def _timed(happening: Happening) -> Measure | None:
    if happening.action == Action.VERIFY:
        return M.VERIFIED
    if happening.to_state == State.ACCEPTED and happening.from_state != State.ACCEPTED:
        return M.ACCEPTED
    if happening.to_state == State.DONE and happening.from_state != State.DONE:
        return M.FINISHED
    # A resident who says "solved" before the helper said "done".
    if happening.action == Action.CONFIRM and happening.from_state != State.UNCONFIRMED:
        return M.FINISHED
    return None


def median(histogram: Mapping[int, int]) -> int | None:
    """The exact median of minutes given as minutes → how often; the mean of two, rounded down."""
    total = sum(histogram.values())
    if total == 0:
        return None
    wanted = ((total - 1) // 2, total // 2)
    seen = 0
    found: list[int] = []
    for minutes in sorted(histogram):
        seen += histogram[minutes]
        while len(found) < 2 and wanted[len(found)] < seen:
            found.append(minutes)
    return sum(found) // 2


SMALLEST_GROUP = 5


def share_of_residents(residents: int, members: int) -> int | None:
    """Per cent of residents, or None where either group is too small to hide a person in.

    A share of 0 or 100 would tell of everybody what they are, so an empty group is too small too.
    """
    if min(residents, members) < SMALLEST_GROUP:
        return None
    return round(100 * residents / (residents + members))


WEEKS = (4, 12, 52)


@dataclass(frozen=True)
class Period:
    """The last weeks up to today, and as many before them: the only thing to compare with."""

    weeks: int
    today: date

    @property
    def start(self) -> date:
        return self.today - timedelta(days=7 * self.weeks - 1)

    @property
    def past_start(self) -> date:
        return self.start - timedelta(days=7 * self.weeks)


class Trend(StrEnum):
    MORE = "more"
    FEWER = "fewer"
    SAME = "same"


def trend(value: int, past: int) -> Trend:
    if value == past:
        return Trend.SAME
    return Trend.MORE if value > past else Trend.FEWER


STATES = tuple(state for state in State if state in OPEN)
