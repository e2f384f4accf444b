"""The life of a complaint, whose desk it lies on, what may be counted. Pure.

A complaint never lies with the party it names: it begins on the next desk above, and climbs when
a deadline passes or the complainant objects. It is never dispatched to helpers.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from last500.base.marking import N_
from last500.organisations.rules import Calendar


class Kind(StrEnum):
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"


class About(StrEnum):
    SERVICE = "service"  # the service at a place
    REQUEST = "request"  # one request, by its number
    HANDLING = "handling"  # how a desk or an office handled something
    PLATFORM = "platform"  # these pages, this software
    DATA = "data"  # data protection


class Level(StrEnum):
    """Desks for complaints, from below; the operator's stands beside the tree of places."""

    COMMUNITY = "community"
    STREET = "street"
    COUNTY = "county"
    CITY = "city"
    OPERATOR = "operator"


class State(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    OBJECTED = "objected"
    ACCEPTED = "accepted"  # the complainant takes the answer
    REPLIED = "replied"  # a suggestion was answered
    SILENT = "silent"  # closed without a word: never counted as satisfied
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    COMPLAINANT = "complainant"
    DESK = "desk"
    ABOVE = "above"  # a second person, who confirms
    CLOCK = "clock"


class Action(StrEnum):
    RECEIVE = "receive"
    ACKNOWLEDGE = "acknowledge"
    ASK_BACK = "ask_back"
    ANSWER = "answer"
    PASS_ON = "pass_on"
    ADD_WORD = "add_word"
    ACCEPT = "accept"
    OBJECT = "object"
    WITHDRAW = "withdraw"
    MOVE_UP = "move_up"
    RESEAT = "reseat"
    LAPSE = "lapse"
    ASK_WHO = "ask_who"
    CONFIRM_WHO = "confirm_who"
    REFUSE_WHO = "refuse_who"


S = State
OPEN = frozenset({S.RECEIVED, S.ACKNOWLEDGED, S.ANSWERED, S.OBJECTED})
# Where somebody at a desk has to do something.
WITH_DESK = frozenset({S.RECEIVED, S.ACKNOWLEDGED, S.OBJECTED})
FINAL = frozenset(State) - OPEN


@dataclass(frozen=True)
class Step:
    """`to` None: the state stays. `who` takes the step; `needs_words`: a sentence is owed."""

    start: frozenset[State]
    to: State | None
    who: Role
    needs_words: bool = False


STEPS: dict[Action, Step] = {
    Action.ACKNOWLEDGE: Step(frozenset({S.RECEIVED}), S.ACKNOWLEDGED, Role.DESK),
    Action.ASK_BACK: Step(WITH_DESK, None, Role.DESK, needs_words=True),
    Action.ANSWER: Step(WITH_DESK, S.ANSWERED, Role.DESK, needs_words=True),
    Action.PASS_ON: Step(WITH_DESK, None, Role.DESK, needs_words=True),
    Action.ADD_WORD: Step(OPEN, None, Role.COMPLAINANT, needs_words=True),
    Action.ACCEPT: Step(frozenset({S.ANSWERED}), S.ACCEPTED, Role.COMPLAINANT),
    Action.OBJECT: Step(frozenset({S.ANSWERED}), S.OBJECTED, Role.COMPLAINANT, needs_words=True),
    Action.WITHDRAW: Step(OPEN, S.WITHDRAWN, Role.COMPLAINANT),
    Action.MOVE_UP: Step(WITH_DESK, None, Role.CLOCK),
    Action.RESEAT: Step(WITH_DESK, None, Role.CLOCK),
    Action.LAPSE: Step(frozenset({S.ANSWERED}), S.SILENT, Role.CLOCK),
    Action.ASK_WHO: Step(OPEN, None, Role.DESK, needs_words=True),
    Action.CONFIRM_WHO: Step(OPEN, None, Role.ABOVE),
    Action.REFUSE_WHO: Step(OPEN, None, Role.ABOVE),
}

# What handlers call the complainant: a mark by chance, of this one complaint alone.
HANDLE = N_("居民-%(mark)s")
KIND_WORDS = {Kind.COMPLAINT: N_("投诉"), Kind.SUGGESTION: N_("建议")}
ABOUT_WORDS = {
    About.SERVICE: N_("一个地方的服务"),
    About.REQUEST: N_("某一件求助的办理"),
    About.HANDLING: N_("值守或工作人员处理事情的做法"),
    About.PLATFORM: N_("这个平台本身"),
    About.DATA: N_("个人信息的保护"),
}
STATE_WORDS = {
    S.RECEIVED: N_("收到了"),
    S.ACKNOWLEDGED: N_("在办理"),
    S.ANSWERED: N_("答复了，等你说一声"),
    S.OBJECTED: N_("有不同意见，上一级在办"),
    S.ACCEPTED: N_("认可了答复"),
    S.REPLIED: N_("答复了"),
    S.SILENT: N_("没等到回话"),
    S.WITHDRAWN: N_("撤回了"),
}
LEVEL_WORDS = {
    Level.COMMUNITY: N_("社区"),
    Level.STREET: N_("街道"),
    Level.COUNTY: N_("区县"),
    Level.CITY: N_("市"),
    Level.OPERATOR: N_("平台运行方"),
}

# ---- time ---------------------------------------------------------------------------------------

ACKNOWLEDGE_WORKING_DAYS = 2
ANSWER_WORKING_DAYS = 15  # from the day it was received, however long acknowledging took
MOVED_UP_WORKING_DAYS = 5
SILENCE_DAYS = 15
ASK_DAYS, SHOWN_HOURS = 7, 24  # a reveal: how long an ask waits, how long a confirmed one opens
# Handled, reviewed, reviewed once more, then it ends (信访工作条例 2022, art. 35 and 36).
OBJECTIONS_MOST = 2
# Whoever held a named office within this time before the complaint may be the one it means.
LOOK_BACK_DAYS = 365


def due(state: State, *, now: datetime, received: datetime, calendar: Calendar) -> datetime | None:
    """By when the next one has to act; None for a state in which nobody has to."""
    if state == S.RECEIVED:
        return calendar.add_working_days(now, ACKNOWLEDGE_WORKING_DAYS)
    if state == S.ACKNOWLEDGED:
        return calendar.add_working_days(received, ANSWER_WORKING_DAYS)
    if state == S.OBJECTED:
        return calendar.add_working_days(now, ANSWER_WORKING_DAYS)
    return now + timedelta(days=SILENCE_DAYS) if state == S.ANSWERED else None


def due_on_new_desk(state: State, *, now: datetime, calendar: Calendar) -> datetime:
    """A desk it was moved up to has a little time of its own; never less than to acknowledge."""
    fresh = state == S.RECEIVED
    days = ACKNOWLEDGE_WORKING_DAYS if fresh else MOVED_UP_WORKING_DAYS
    return calendar.add_working_days(now, days)


def allowed(action: Action, state: State | str, *, kind: str, objections: int = 0) -> bool:
    if action == Action.OBJECT and (kind == Kind.SUGGESTION or objections >= OBJECTIONS_MOST):
        return False
    return State(state) in STEPS[action].start


def state_after(action: Action, state: State, kind: str) -> State:
    """A suggestion ends with its answer; a complaint then waits for the complainant's word."""
    if action == Action.ANSWER and kind == Kind.SUGGESTION:
        return S.REPLIED
    return STEPS[action].to or state


# ---- desks --------------------------------------------------------------------------------------

_TREE = (Level.COMMUNITY, Level.STREET, Level.COUNTY, Level.CITY)


@dataclass(frozen=True)
class Desk:
    """A place with the people who would handle complaints there today."""

    place: int
    level: Level
    holders: frozenset[UUID] = frozenset()


def levels(about: str, against: str | None) -> tuple[Level, ...]:
    """The levels it may lie on, from the first; `against` is the level of the named place."""
    if about == About.PLATFORM:
        return (Level.OPERATOR, Level.CITY)
    lowest = _TREE.index(Level(against)) + 1 if against in _TREE else 0
    if about == About.DATA:
        lowest = max(lowest, _TREE.index(Level.COUNTY))
    return (*_TREE[lowest:], Level.OPERATOR)


def first_free(
    chain: Sequence[Desk], shut_out: AbstractSet[UUID], *, above: tuple[int, str] | None = None
) -> Desk | None:
    """The first desk at which somebody acts who is not shut out.

    `above` (place, level) looks only further up than the desk it lies on; None where nobody is.
    """
    rest = list(chain)
    at = [(desk.place, desk.level) for desk in rest]
    if above in at:
        rest = rest[at.index(above) + 1 :]
    return next((desk for desk in rest if desk.holders - shut_out), None)


# ---- what gives somebody away -------------------------------------------------------------------

_SIGNS = (
    (re.compile(r"(?<!\d)\d[\d\- ]{5,}\d(?!\d)"), N_("一串号码")),
    (re.compile(r"[\w.+-]+@[\w-]+\.\w+"), N_("邮箱")),
    (re.compile(r"[\d一二三四五六七八九十]+\s*(单元|号楼|栋|幢|室|号房|楼\s*\d)"), N_("楼号门牌")),
    (
        re.compile(r"我(名)?叫|我姓|本人姓名|我是[^，。,.\s]{1,6}(家|的(妈|爸|女儿|儿子))"),
        N_("称呼"),
    ),
)


def gives_away(text: str) -> tuple[str, ...]:
    """What in the words may tell who wrote them; for a gentle hint, never a refusal."""
    return tuple(word for sign, word in _SIGNS if sign.search(text))


# ---- figures ------------------------------------------------------------------------------------

FEWEST_FOR_STAFF, FEWEST_FOR_ALL = 5, 10


@dataclass(frozen=True)
class Count:
    """What may be said of one level: None where so few that somebody could be recognised."""

    level: Level
    received: int | None
    in_time: int | None


def counted(level: Level, received: int, in_time: int, fewest: int) -> Count:
    """Suppress small numbers, and a number whose rest to the whole would be a small one."""
    if received < fewest:
        return Count(level, None, None)
    rest = received - in_time
    plain = in_time >= fewest and (rest == 0 or rest >= fewest)
    return Count(level, received, in_time if plain else None)


def last_quarter(today: date) -> tuple[date, date]:
    """First day of the last finished quarter and first day after it: periods never slide."""
    end = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    start = date(end.year, end.month - 3, 1) if end.month > 3 else date(end.year - 1, 10, 1)
    return start, end
