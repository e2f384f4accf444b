"""Standing posts: claimed and left without approval, with a waiting list and a hand-over. Pure.

Who may claim, when its dates are, what happens to a place that becomes free.
"""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from last500.base.marking import N_
from last500.places.rules import Level, official_path
from last500.reportin.rules import Reach


class Kind(StrEnum):
    REPAIR = "repair"
    CIVILITY = "civility"
    READING = "reading"
    COMPANY = "company"
    SAFETY = "safety"
    TIDY = "tidy"
    TEACHING = "teaching"
    HEALTH = "health"
    CULTURE = "culture"
    RECEPTION = "reception"
    OTHER = "other"


class State(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    ENDED = "ended"


class Pattern(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"  # the n-th such day of the week in each month
    FREE = "free"  # no fixed time, between two dates


class Risk(StrEnum):
    NONE = "none"  # said on purpose, never by leaving something empty
    SOME = "some"
    HIGH = "high"  # adults only, and insured before it begins (志愿服务条例 15 and 17)


class Waits(StrEnum):
    """Somebody who waits for a place, or is asked for one."""

    WAITING = "waiting"
    ASKED = "asked"
    AGREED = "agreed"  # to a place that becomes free on a day to come
    HELD = "held"  # has it now
    DECLINED = "declined"
    LAPSED = "lapsed"  # said nothing within the time: silence is no
    LEFT = "left"
    OVER = "over"  # the post has ended


class Left(StrEnum):
    """How a holder's time ended; nothing counts against anybody."""

    LEFT = "left"
    HANDED_ON = "handed_on"
    POST_ENDED = "post_ended"
    ACCOUNT = "account"


class Says(StrEnum):
    """What one person says of one date. Nothing said: a holder comes."""

    COMES = "comes"
    AWAY = "away"
    STANDS_IN = "stands_in"  # this once, instead of somebody who cannot


ALLOWED = {
    State.OPEN: {State.PAUSED, State.ENDED},
    State.PAUSED: {State.OPEN, State.ENDED},
    State.ENDED: set(),
}
LASTING = frozenset({State.OPEN, State.PAUSED})
IN_LINE = frozenset({Waits.WAITING, Waits.ASKED, Waits.AGREED})
PLACES_MOST = 50
AGES = (0, 14, 16, 18)  # years
GROWN = 18
ANSWER_WITHIN = timedelta(hours=24)
LAST_WEEK_OF_MONTH = 5
LEAST_MINUTES, MOST_MINUTES = 15, 10 * 60  # a record holds no more
TICKED_WITHIN_DAYS = 30  # how long a past date stands on the desk
SAID_WITHIN_DAYS = 35  # how long somebody may say afterwards that they were there

KIND_WORDS = {
    Kind.REPAIR: N_("便民维修"),
    Kind.CIVILITY: N_("文明劝导"),
    Kind.READING: N_("图书角"),
    Kind.COMPANY: N_("陪伴关爱"),
    Kind.SAFETY: N_("安全巡查"),
    Kind.TIDY: N_("环境整理"),
    Kind.TEACHING: N_("辅导教学"),
    Kind.HEALTH: N_("健康服务"),
    Kind.CULTURE: N_("文体活动"),
    Kind.RECEPTION: N_("值守接待"),
    Kind.OTHER: N_("其他"),
}
STATE_WORDS = {
    State.OPEN: N_("招人或在岗"),
    State.PAUSED: N_("暂停"),
    State.ENDED: N_("结束了"),
}
PATTERN_WORDS = {
    Pattern.WEEKLY: N_("每周"),
    Pattern.FORTNIGHTLY: N_("隔一周"),
    Pattern.MONTHLY: N_("每月"),
    Pattern.FREE: N_("时间不固定"),
}
RISK_WORDS = {
    Risk.NONE: N_("没有特别的风险"),
    Risk.SOME: N_("有一点风险，写在下面"),
    Risk.HIGH: N_("有危险：只请成年人，先上保险"),
}


# ---- dates --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rhythm:
    """When a post is. `weekday` 0 is Monday, `start` minutes from midnight, `minutes` how long.

    `from_on` and `until_on` are days, both included. Fortnights count from the first fitting day.
    """

    pattern: Pattern
    from_on: date
    until_on: date | None = None
    weekday: int = 0
    nth: int = 1  # monthly: 1 to 4, or 5 for the last
    start: int = 0
    minutes: int = 0


Gap = tuple[date, date | None]


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The first to fourth such day of the week in a month, or with 5 the last."""
    first = date(year, month, 1)
    day = first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return day if day.month == month else day - timedelta(7)


def _fitting(rhythm: Rhythm, since: date) -> Iterator[date]:
    """Days of the pattern from `since` on, without end."""
    if rhythm.pattern == Pattern.MONTHLY:
        year, month = since.year, since.month
        while True:
            day = nth_weekday(year, month, rhythm.weekday, rhythm.nth)
            if day >= since:
                yield day
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    step = 14 if rhythm.pattern == Pattern.FORTNIGHTLY else 7
    first = rhythm.from_on + timedelta((rhythm.weekday - rhythm.from_on.weekday()) % 7)
    day = first + timedelta(-(-max(0, (since - first).days) // step) * step)
    while True:
        yield day
        day += timedelta(step)


def in_a_gap(day: date, gaps: Sequence[Gap]) -> bool:
    return any(begin <= day and (end is None or day <= end) for begin, end in gaps)


def dates(
    rhythm: Rhythm,
    since: date,
    until: date,
    *,
    gaps: Sequence[Gap] = (),
    is_off: Callable[[date], bool] = lambda day: False,
) -> Iterator[date]:
    """Its dates from `since` to `until`, both included, in order.

    Without those in a pause (`gaps`) and on days off, where the post leaves holidays out.
    A post without fixed time has none.
    """
    if rhythm.pattern == Pattern.FREE:
        return
    last = min(until, rhythm.until_on or until)
    for day in _fitting(rhythm, max(since, rhythm.from_on)):
        if day > last:
            return
        if not in_a_gap(day, gaps) and not is_off(day):
            yield day


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """When a date begins, on the residents' wall clock."""
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)


def lasts_on(day: date, from_on: date, to_on: date | None) -> bool:
    """Whether somebody holds the post on this day; first and last day included."""
    return from_on <= day and (to_on is None or day <= to_on)


# ---- places -------------------------------------------------------------------------------------


def free_slot(taken: AbstractSet[int], places: int) -> int | None:
    return next((slot for slot in range(places) if slot not in taken), None)


class Next(StrEnum):
    """What happens to a place that somebody gives up."""

    SUCCESSOR = "successor"  # has agreed: takes it over
    KEPT = "kept"  # somebody is being asked: it stays theirs to take
    ASK = "ask"  # the first of the line is asked
    FREE = "free"


def next_for_place(*, agreed: bool, asked: bool, waiting: bool, is_open: bool) -> Next:
    """`agreed` and `asked`: somebody has said yes to this very place, or is being asked for it."""
    if agreed:
        return Next.SUCCESSOR
    if asked:
        return Next.KEPT
    return Next.ASK if waiting and is_open else Next.FREE


# ---- who may claim ------------------------------------------------------------------------------


class Hindrance(StrEnum):
    NOT_REPORTED_IN = "not_reported_in"
    TOO_FAR = "too_far"
    NOT_QUALIFIED = "not_qualified"
    TOO_YOUNG = "too_young"
    CLOSED = "closed"


HINDRANCE_WORDS = {
    Hindrance.NOT_REPORTED_IN: N_("要先在你住的小区报到，小区确认之后就能领。"),
    Hindrance.TOO_FAR: N_(
        "这个岗位在你说的范围之外。想来的话，先在“我的意愿”里把“愿意走多远”放宽。"
    ),
    Hindrance.NOT_QUALIFIED: N_("这个岗位要有相应的资格。把证件给小区值守看过，就能领。"),
    Hindrance.TOO_YOUNG: N_("这个岗位有年龄的要求，你现在还不能领。"),
    Hindrance.CLOSED: N_("这个岗位现在不招人。"),
}


_AROUND = {Reach.COMMUNITY: Level.COMMUNITY, Reach.STREET: Level.STREET}


def is_near(home: str, reach: str, path: str) -> bool:
    """Whether a place lies as far as somebody goes by itself; both as paths of the tree."""
    if home == path:
        return True
    level = _AROUND.get(Reach(reach))
    if level is None:
        return False
    around = official_path(home, level)
    return around is not None and around == official_path(path, level)


@dataclass(frozen=True)
class Comer:
    """Whoever would take a place. `age` in years is their own word; under 14 is known (guardian).

    `near` says whether the post lies as far as they are willing to go.
    """

    reported_in: bool
    near: bool
    by_link: bool
    proofs: frozenset[str]
    age: int
    under_14: bool = False


def hindrances(comer: Comer, *, needs: AbstractSet[str], least_age: int) -> tuple[Hindrance, ...]:
    """What stands against it, the first to be told first. `needs` are qualifications.

    Minors do nothing beyond their years, and nothing risky (志愿服务条例 15); what the law wants
    a qualification for needs its proof (16).
    """
    found = []
    if not comer.by_link:
        if not comer.reported_in:
            found.append(Hindrance.NOT_REPORTED_IN)
        elif not comer.near:
            found.append(Hindrance.TOO_FAR)
    if needs - comer.proofs:
        found.append(Hindrance.NOT_QUALIFIED)
    if least_age and (comer.under_14 or comer.age < least_age):
        found.append(Hindrance.TOO_YOUNG)
    return tuple(found)


# ---- what a post must say -----------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """What is wrong with a post as it was filled in, beside which field."""

    field: str
    sentence: str


def faults(
    rhythm: Rhythm, *, risk: str, risk_note: str, least_age: int, places: int
) -> list[Fault]:
    found = _faults_of_time(rhythm) + faults_of_risk(risk, risk_note, least_age)
    if not 1 <= places <= PLACES_MOST:
        found.append(Fault("places", N_("人数请写 1 到 50。")))
    return found


def faults_of_risk(risk: str, risk_note: str, least_age: int) -> list[Fault]:
    """Of whatever volunteers are asked to do, not only of posts."""
    found = []
    if risk != Risk.NONE and not risk_note:
        found.append(Fault("risk_note", N_("请写清楚是什么风险、怎么防（志愿服务条例第十二条）。")))
    if risk == Risk.HIGH and least_age < GROWN:
        found.append(
            Fault("least_age", N_("有危险的岗位只请满 18 岁的人（志愿服务条例第十五条）。"))
        )
    return found


def _faults_of_time(rhythm: Rhythm) -> list[Fault]:
    found = []
    if rhythm.until_on and rhythm.until_on < rhythm.from_on:
        found.append(Fault("until_on", N_("结束的日子在开始之前，请再看看。")))
    if rhythm.pattern == Pattern.FREE:
        if rhythm.until_on is None:
            found.append(Fault("until_on", N_("时间不固定的，请写到哪一天为止。")))
        return found
    if not LEAST_MINUTES <= rhythm.minutes <= MOST_MINUTES:
        found.append(Fault("minutes", N_("一次多少分钟，请写 15 到 600。")))
    if not 0 <= rhythm.start < 24 * 60:
        found.append(Fault("start", N_("几点开始，请写成 19:00 这样。")))
    elif rhythm.start + rhythm.minutes > 24 * 60:
        found.append(Fault("minutes", N_("当天要结束：请早一点开始，或者短一点。")))
    if rhythm.pattern == Pattern.MONTHLY and not 1 <= rhythm.nth <= LAST_WEEK_OF_MONTH:
        found.append(Fault("nth", N_("请选是当月的第几个。")))
    return found
