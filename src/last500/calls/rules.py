"""A venture call as one table: states, steps, dates, who may apply, who may review. Pure.

Draft, open, reviewing, decided, running, closed; or called off with a reason. What it promises
(dates, rules, money, risks) hangs at the gate and is true and complete (志愿服务条例 12); whoever
has an interest in an application neither reads its reviews nor gives one; nothing is scored.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from last500.base.marking import N_
from last500.organisations.rules import Calendar, OrganisationKind


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    REVIEWING = "reviewing"
    DECIDED = "decided"  # every applicant knows their own result
    RUNNING = "running"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class Action(StrEnum):
    CHANGE = "change"
    OPEN = "open"
    CLOSE_BOOK = "close_book"  # the last day for applications is over
    TELL = "tell"  # each applicant is told their own result, before anybody else
    PUBLISH = "publish"
    START = "start"
    CLOSE = "close"
    CALL_OFF = "call_off"
    REMIND = "remind"
    MOVE_UP = "move_up"


class Role(StrEnum):
    RUNNER = "runner"
    CLOCK = "clock"


@dataclass(frozen=True)
class Step:
    """`to` None: the state stays."""

    start: frozenset[State]
    to: State | None
    who: frozenset[Role] = frozenset({Role.RUNNER})
    needs_reason: bool = False


S, A = State, Action
_RUNNER_OR_CLOCK = frozenset({Role.RUNNER, Role.CLOCK})
_CLOCK = frozenset({Role.CLOCK})
GOING_ON = frozenset({S.DRAFT, S.OPEN, S.REVIEWING, S.DECIDED, S.RUNNING})
FINAL = frozenset({S.CLOSED, S.CALLED_OFF})
PUBLIC = frozenset(State) - {S.DRAFT}

STEPS: Mapping[Action, Step] = {
    A.CHANGE: Step(frozenset({S.DRAFT}), None),
    A.OPEN: Step(frozenset({S.DRAFT}), S.OPEN),
    A.CLOSE_BOOK: Step(frozenset({S.OPEN}), S.REVIEWING, _RUNNER_OR_CLOCK),
    A.TELL: Step(frozenset({S.REVIEWING}), S.DECIDED),
    A.PUBLISH: Step(frozenset({S.DECIDED}), None, _RUNNER_OR_CLOCK),
    A.START: Step(frozenset({S.DECIDED}), S.RUNNING),
    A.CLOSE: Step(frozenset({S.DECIDED, S.RUNNING}), S.CLOSED),
    # Once applicants were told their results there are promises: then it is no longer called off.
    A.CALL_OFF: Step(frozenset({S.DRAFT, S.OPEN, S.REVIEWING}), S.CALLED_OFF, needs_reason=True),
    A.REMIND: Step(GOING_ON, None, _CLOCK),
    A.MOVE_UP: Step(GOING_ON, None, _CLOCK),
}
STATE_WORDS: Mapping[State, str] = {
    S.DRAFT: N_("还没发布"),
    S.OPEN: N_("正在征集"),
    S.REVIEWING: N_("在评审"),
    S.DECIDED: N_("有结果了"),
    S.RUNNING: N_("项目在做"),
    S.CLOSED: N_("办完了"),
    S.CALLED_OFF: N_("不办了"),
}
SHAPES: Mapping[State, str] = {
    S.DRAFT: "wait",
    S.OPEN: "asked",
    S.REVIEWING: "wait",
    S.DECIDED: "word",
    S.RUNNING: "go",
    S.CLOSED: "done",
    S.CALLED_OFF: "stop",
}


def allowed(action: Action, state: str) -> bool:
    return State(state) in STEPS[action].start


def may(action: Action, roles: Collection[Role], state: str) -> bool:
    return allowed(action, state) and bool(STEPS[action].who & set(roles))


# ---- who applies ------------------------------------------------------------------------------


class Applicant(StrEnum):
    SOCIAL = "social"  # a social organisation or a volunteer team, through its liaison
    UNIT = "unit"
    GROUP = "group"  # residents, with a name and a neighbour who leads
    PERSON = "person"  # one neighbour who has reported in, a member or not: nobody is told which


APPLICANT_WORDS: Mapping[Applicant, str] = {
    Applicant.SOCIAL: N_("社会组织、志愿服务队"),
    Applicant.UNIT: N_("报到单位"),
    Applicant.GROUP: N_("居民小组"),
    Applicant.PERSON: N_("报到的党员和居民（个人）"),
}
OF_KIND: Mapping[str, Applicant] = {
    OrganisationKind.SOCIAL: Applicant.SOCIAL,
    OrganisationKind.VOLUNTEERS: Applicant.SOCIAL,
    OrganisationKind.UNIT: Applicant.UNIT,
}


class Stand(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


T = Stand
STAND_WORDS: Mapping[Stand, str] = {
    T.DRAFT: N_("还没交"),
    T.SUBMITTED: N_("交了"),
    T.ACCEPTED: N_("通过了"),
    T.DECLINED: N_("这次没有"),
    T.WITHDRAWN: N_("撤回了"),
}
STAND_SHAPES: Mapping[Stand, str] = {
    T.DRAFT: "wait",
    T.SUBMITTED: "on",
    T.ACCEPTED: "done",
    T.DECLINED: "stop",
    T.WITHDRAWN: "stop",
}
SENT = frozenset({T.SUBMITTED, T.ACCEPTED, T.DECLINED})
WITH_RESULT = frozenset({T.ACCEPTED, T.DECLINED})
OPEN_STANDS = frozenset({T.DRAFT, T.SUBMITTED, T.ACCEPTED, T.DECLINED})


def stand_shown(stand: str, *, told: bool) -> Stand:
    """What the applicant reads: a result that nobody has told them yet is none."""
    found = Stand(stand)
    return T.SUBMITTED if found in WITH_RESULT and not told else found


def takes_applications(state: str, today: date, opens: date, closes: date) -> str:
    """Why nothing is taken today; "" when it is. The closing day counts whole."""
    if state == S.CALLED_OFF:
        return N_("这次征集不办了。")
    if state == S.DRAFT or today < opens:
        return N_("还没开始收申请。")
    if state != S.OPEN or today > closes:
        return N_("收申请的时间过了，这次收不下了。你写的还在，可以留着下次用。")
    return ""


def may_change(
    stand: str, state: str, today: date, *, closes: date, mends: date, coached: bool
) -> bool:
    """Until the closing; afterwards only what was coached, and until a day that is said."""
    if stand == T.DRAFT or stand == T.SUBMITTED:
        if state == S.OPEN and today <= closes:
            return True
        return stand == T.SUBMITTED and state == S.REVIEWING and coached and today <= mends
    return False


def may_withdraw(stand: str, state: str, *, signed: bool) -> bool:
    """At any time before the contract: nobody is held to an application."""
    return stand in {T.DRAFT, T.SUBMITTED, T.ACCEPTED} and state not in FINAL and not signed


# ---- reviewing --------------------------------------------------------------------------------


class Seat(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"  # does not want to: needs no reason


SEAT_WORDS: Mapping[Seat, str] = {
    Seat.ASKED: N_("等对方答复"),
    Seat.AGREED: N_("答应了"),
    Seat.DECLINED: N_("不参加"),
}


class Advice(StrEnum):
    """A recommendation with reasons; no points, no order."""

    SUPPORT = "support"
    CHANGES = "changes"
    NOT = "not"


ADVICE_WORDS: Mapping[Advice, str] = {
    Advice.SUPPORT: N_("可以支持"),
    Advice.CHANGES: N_("改一改可以支持"),
    Advice.NOT: N_("这次不支持"),
}
ADVICE_SHAPES: Mapping[Advice, str] = {
    Advice.SUPPORT: "done",
    Advice.CHANGES: "asked",
    Advice.NOT: "stop",
}
REVIEWS_MOST = 9


def may_review(state: str, seat: str, *, declared_all: bool, interest: bool | None) -> bool:
    """After everything was declared, and only where nothing was: `interest` None is undeclared."""
    return state == S.REVIEWING and seat == Seat.AGREED and declared_all and interest is False


def reviews_missing(given: int, least: int) -> int:
    return max(0, least - given)


# ---- the result -------------------------------------------------------------------------------

TELL_BEFORE = timedelta(days=1)  # applicants know their own result so long before it hangs out


def may_publish(told_at: datetime | None, now: datetime) -> bool:
    return told_at is not None and now >= told_at + TELL_BEFORE


# ---- contract and reports ---------------------------------------------------------------------


class Side(StrEnum):
    RUNNER = "runner"
    CARRIER = "carrier"
    PLACE = "place"  # the community where it happens, where the call comes from further above


SIDE_WORDS: Mapping[Side, str] = {
    Side.RUNNER: N_("发起征集的一方"),
    Side.CARRIER: N_("做项目的一方"),
    Side.PLACE: N_("项目所在的社区"),
}


class Part(StrEnum):
    MID = "mid"
    FINAL = "final"


PART_WORDS: Mapping[Part, str] = {Part.MID: N_("中期报告"), Part.FINAL: N_("结项报告")}


# ---- time -------------------------------------------------------------------------------------

OPEN_DAYS, CONTRACT_DAYS, CLOSE_DAYS = 5, 20, 20  # working days
ABOVE_DAYS = 5  # working days that the next one above has of its own
REMIND_BEFORE = timedelta(days=3)
REPORT_REMIND = timedelta(days=14)  # whoever reports has two weeks to write


@dataclass(frozen=True)
class Days:
    """Moments at which the days of a call are over."""

    closes: datetime
    decides: datetime
    final: datetime


def due(state: str, now: datetime, days: Days, calendar: Calendar) -> datetime | None:
    """By when whoever has the next step takes it; None where nothing is left to do."""
    if state == S.DRAFT:
        return calendar.add_working_days(now, OPEN_DAYS)
    if state == S.OPEN:
        return days.closes
    if state == S.REVIEWING:
        return max(days.decides, calendar.add_working_days(now, 1))
    if state == S.DECIDED:
        return calendar.add_working_days(now, CONTRACT_DAYS)
    if state == S.RUNNING:
        return calendar.add_working_days(max(now, days.final), CLOSE_DAYS)
    return None
