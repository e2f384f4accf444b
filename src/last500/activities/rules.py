"""Activities: a date with roles, each with its places; who may come, who is asked next. Pure.

Nobody is put anywhere: whoever comes has said so, whoever waits is asked before they move up, and
whoever cannot come says so without a reason (志愿服务条例 25). Minors do nothing beyond their years
(15), risks are told and insured beforehand (12, 17).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from last500.base.marking import N_
from last500.posts.rules import GROWN, Hindrance, Risk, faults_of_risk


class State(StrEnum):
    PLANNED = "planned"  # for its organiser and the desk only
    OPEN = "open"
    HELD = "held"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class Action(StrEnum):
    OPEN = "open"
    HOLD = "hold"
    CLOSE = "close"
    CALL_OFF = "call_off"


class Side(StrEnum):
    """On which side of an activity a role stands: only of helpers a record is kept."""

    HELPER = "helper"
    PARTICIPANT = "participant"


class Says(StrEnum):
    """Where somebody stands who signed up. Nothing of it counts against anybody."""

    COMES = "comes"
    WAITING = "waiting"
    ASKED = "asked"  # a place is kept for them until a moment
    DECLINED = "declined"
    LAPSED = "lapsed"  # said nothing within the time: silence is no
    CANCELLED = "cancelled"
    SWAPPED = "swapped"  # somebody else comes instead
    OVER = "over"  # it was called off, or has begun while they still waited


class Offer(StrEnum):
    """One's own place, offered to somebody else."""

    ASKED = "asked"
    TAKEN = "taken"
    DECLINED = "declined"
    OVER = "over"


@dataclass(frozen=True)
class Step:
    start: frozenset[State]
    to: State
    needs_reason: bool = False


S, A = State, Action
STEPS: Mapping[Action, Step] = {
    A.OPEN: Step(frozenset({S.PLANNED}), S.OPEN),
    A.HOLD: Step(frozenset({S.OPEN}), S.HELD),
    A.CLOSE: Step(frozenset({S.HELD}), S.CLOSED),
    A.CALL_OFF: Step(frozenset({S.PLANNED, S.OPEN}), S.CALLED_OFF, needs_reason=True),
}
COMING = frozenset({S.PLANNED, S.OPEN})
OVER = frozenset({S.HELD, S.CLOSED})
PRESENT = frozenset({Says.COMES, Says.ASKED})  # a place is theirs, or kept for them
LIVE = PRESENT | {Says.WAITING}

STATE_WORDS: Mapping[State, str] = {
    S.PLANNED: N_("还在准备"),
    S.OPEN: N_("可以报名"),
    S.HELD: N_("办过了"),
    S.CLOSED: N_("办过了，核对好了"),
    S.CALLED_OFF: N_("不办了"),
}
SIDE_WORDS: Mapping[Side, str] = {Side.HELPER: N_("来帮忙"), Side.PARTICIPANT: N_("来参加")}
# What stands against it, first of helpers. A participant needs neither report-in nor nearness.
HINDRANCE_WORDS: Mapping[Hindrance, str] = {
    Hindrance.NOT_REPORTED_IN: N_("来帮忙要先在你住的小区报到，小区确认之后就能报名。"),
    Hindrance.TOO_FAR: N_(
        "这场活动在你说的范围之外。想来的话，先在“我的意愿”里把“愿意走多远”放宽。"
    ),
    Hindrance.NOT_QUALIFIED: N_("这一项要有相应的资格。把证件给小区值守看过，就能报名。"),
    Hindrance.TOO_YOUNG: N_("这一项有年龄的要求，你现在还不能报名。"),
    Hindrance.CLOSED: N_("这场活动现在不能报名。"),
}

ROLES_MOST, PLACES_MOST, BRINGS_MOST = 6, 200, 5
LEAST, MOST = timedelta(minutes=15), timedelta(hours=12)
AHEAD_MOST = timedelta(days=366)
SERIES_MOST = 53
ANSWER_WITHIN, ANSWER_LEAST = timedelta(hours=24), timedelta(minutes=15)
LATE = timedelta(hours=24)  # a place that becomes free within it is filled in a hurry
OFFER_LASTS = timedelta(hours=48)
GONE_THROUGH_WITHIN = timedelta(days=35)  # then it closes by itself
HERE_BEFORE = timedelta(minutes=60)  # so early before the start somebody may say "I am here"
REMINDS = (0, 2 * 60, 24 * 60, 2 * 24 * 60)  # minutes before the start; 0 reminds nobody
WORDS_A_DAY = 3
FEWEST_NAMED = 5  # below it, "a few": k-anonymity of every count of neighbours


def allowed(action: Action, state: str) -> bool:
    return State(state) in STEPS[action].start


# ---- times --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    begins: datetime
    ends: datetime

    def meets(self, other: "Span") -> bool:
        """Whether nobody could be at both; one may begin when the other ends."""
        return self.begins < other.ends and other.begins < self.ends

    def holds(self, other: "Span") -> bool:
        return self.begins <= other.begins and other.ends <= self.ends


def is_late(now: datetime, begins: datetime) -> bool:
    return begins - now < LATE


def answer_until(now: datetime, begins: datetime) -> datetime | None:
    """Until when somebody who waits is asked: a day and a night, shortly before the start a
    quarter of the time that is left. None: too late to ask anybody."""
    left = begins - now
    if left < 2 * ANSWER_LEAST:
        return None
    return now + max(ANSWER_LEAST, min(ANSWER_WITHIN, left / 4))


def remind_at(begins: datetime, lead: int) -> datetime | None:
    """`lead` is minutes before the start; 0 reminds nobody."""
    return begins - timedelta(minutes=lead) if lead else None


def minutes_of(span: Span) -> int:
    return int((span.ends - span.begins).total_seconds() // 60)


# ---- places -------------------------------------------------------------------------------------


def to_ask(line: Sequence[int], free: int) -> int:
    """How many of the line are asked, whose parties are of these sizes, the first first.

    Strictly in order: a large party is not overtaken by a small one behind it.
    """
    asked = 0
    for heads in line:
        if heads > free:
            break
        free -= heads
        asked += 1
    return asked


class Refill(StrEnum):
    """What happens with places that somebody gives up."""

    ASK = "ask"
    SHORT = "short"  # nobody waits: the organiser hears that it falls short
    QUIET = "quiet"  # it has begun, or is off: nobody is troubled


def after_leaving(*, is_open: bool, begun: bool, waiting: bool) -> Refill:
    if not is_open or begun:
        return Refill.QUIET
    return Refill.ASK if waiting else Refill.SHORT


# ---- what an activity must say ------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """What is wrong, and beside which field; `role` counts the roles from 0."""

    field: str
    sentence: str
    role: int | None = None


@dataclass(frozen=True)
class RoleFacts:
    side: str
    places: int
    least_age: int
    span: Span
    brings: int = 0


def faults(
    span: Span, roles: Sequence[RoleFacts], *, now: datetime, risk: str, risk_note: str
) -> list[Fault]:
    found = _faults_of_time(span, now)
    found += [
        Fault(one.field, one.sentence)
        for one in faults_of_risk(risk, risk_note, GROWN)  # ages stand in the roles
    ]
    if not roles:
        found.append(Fault("roles", N_("请至少写一项：要谁来、要几位。")))
    if len(roles) > ROLES_MOST:
        found.append(Fault("roles", N_("一场活动最多六项，请合并一下。")))
    for number, role in enumerate(roles):
        found += [Fault(field, sentence, number) for field, sentence in _of_role(role, span, risk)]
    return found


def _faults_of_time(span: Span, now: datetime) -> list[Fault]:
    if span.begins <= now:
        return [Fault("on", N_("这个时间已经过了，请选以后的日子。"))]
    if span.begins > now + AHEAD_MOST:
        return [Fault("on", N_("太远了，请选一年以内的日子。"))]
    if not LEAST <= span.ends - span.begins <= MOST:
        return [Fault("minutes", N_("一场最短 15 分钟，最长 12 小时；更长的请分成几场。"))]
    return []


def _of_role(role: RoleFacts, span: Span, risk: str) -> list[tuple[str, str]]:
    found = []
    if not 1 <= role.places <= PLACES_MOST:
        found.append(("places", N_("人数请写 1 到 200。")))
    if not span.holds(role.span) or role.span.begins >= role.span.ends:
        found.append(("starts", N_("这一项的时间要在活动的时间里。")))
    if risk == Risk.HIGH and role.least_age < GROWN:
        found.append(("least_age", N_("有危险的活动只请满 18 岁的人（志愿服务条例第十五条）。")))
    if role.side == Side.HELPER and role.brings:
        found.append(("brings", N_("带人来的请写成“来参加”的一项；帮忙的各报各的名。")))
    return found


# ---- series -------------------------------------------------------------------------------------


class Again(StrEnum):
    """Which dates of a series a change means."""

    ONE = "one"
    FOLLOWING = "following"


def shown_count(number: int) -> int | None:
    """A number of neighbours that may be told; None for "a few"."""
    return number if number == 0 or number >= FEWEST_NAMED else None


def in_series(days: Sequence[date]) -> bool:
    return 1 <= len(days) <= SERIES_MOST
