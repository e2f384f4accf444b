"""Small organs below the compound: which seats there are, who may be asked, who takes which step.

Nobody is assigned: whoever holds a seat has said yes to it themselves. A seat answers for things,
never for persons: it collects no reports about anybody and checks on nobody.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from last500.base.marking import N_
from last500.places.rules import Level


class Kind(StrEnum):
    GRID_LEAD = "grid_lead"
    COURTYARD_LEAD = "courtyard_lead"
    BUILDING_LEAD = "building_lead"
    ENTRANCE_LEAD = "entrance_lead"
    PARTY_GROUP = "party_group"
    PARTY_HOUSE = "party_house"
    LIAISON = "liaison"


KIND_WORDS: dict[Kind, str] = {
    Kind.GRID_LEAD: N_("网格长"),
    Kind.COURTYARD_LEAD: N_("院落长"),
    Kind.BUILDING_LEAD: N_("楼栋长"),
    Kind.ENTRANCE_LEAD: N_("单元长"),
    Kind.PARTY_GROUP: N_("党小组组长"),
    Kind.PARTY_HOUSE: N_("党员中心户"),
    Kind.LIAISON: N_("邻里联络员"),
}
# Places that may have a seat, from the grid down to the entrance. A compound leaves out what it
# has not; a small one without courtyards has its courtyard lead itself.
LEVELS = (Level.GRID, Level.COMPOUND, Level.COURTYARD, Level.BUILDING, Level.ENTRANCE)
_BELOW_GRID = frozenset(LEVELS[1:])
AT: dict[Kind, frozenset[Level]] = {
    Kind.GRID_LEAD: frozenset({Level.GRID}),
    Kind.COURTYARD_LEAD: frozenset({Level.COMPOUND, Level.COURTYARD}),
    Kind.BUILDING_LEAD: frozenset({Level.BUILDING}),
    Kind.ENTRANCE_LEAD: frozenset({Level.ENTRANCE}),
    Kind.PARTY_GROUP: frozenset(LEVELS) - {Level.ENTRANCE},
    Kind.PARTY_HOUSE: _BELOW_GRID,
    Kind.LIAISON: frozenset(LEVELS),
}
# Kinds of which a place may have two; of the others there is one.
TWO = frozenset({Kind.BUILDING_LEAD, Kind.PARTY_HOUSE, Kind.LIAISON})
# To hold one of these tells that somebody is a party member (PIPL 28): only members are asked, and
# their name hangs at the gate by a tick of its own.
OF_MEMBERS = frozenset({Kind.PARTY_GROUP, Kind.PARTY_HOUSE})
SEATS_OF_A_PERSON = 2


def kinds_at(level: str) -> list[Kind]:
    return [kind for kind in Kind if level in AT[kind]]


def most_of(kind: Kind) -> int:
    """How many seats of this kind one place may have."""
    return 2 if kind in TWO else 1


# ---- what a seat answers for --------------------------------------------------------------------

DUTIES = (
    N_("收大家的意见"),
    N_("看公共设施好不好"),
    N_("带消息"),
    N_("邀大家议事"),
)
DUTIES_MOST, DUTY_MOST = 8, 20
# A duty is about things and words that neighbours bring. Whatever watches, visits, reports or
# books persons is none (mission: no surveillance of neighbours by neighbours).
_WATCHING = re.compile(
    "监督|监视|监控|盯|举报|检举|告发|打小报告|排查|摸排|摸底|查访|走访|入户|上门看|家访|巡查住户"
    "|日志|日记|台账|打卡|签到|重点人|思想|动态|行踪|去向|来访人员|登记.{0,4}人|登记.{0,4}住户"
    "|(报告|汇报|上报|记录|记下|掌握|了解).{0,6}(人|住户|居民|租户|租客|家庭|谁)"
)


class NoDuty(ValueError):
    """What is written there is no duty of a seat; `line` is the line."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def clean_duties(lines: Iterable[str]) -> list[str]:
    """The duties, each once, in order. Raises NoDuty for a line that watches people, for one that
    is too long, and for more lines than fit on the sheet."""
    found = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    for line in found:
        if len(line) > DUTY_MOST or watches(line):
            raise NoDuty(line)
    if len(found) > DUTIES_MOST:
        raise NoDuty(found[DUTIES_MOST])
    return found


def watches(line: str) -> bool:
    return bool(_WATCHING.search(line))


# Days; what a page offers.
TERMS = {183: N_("半年"), 365: N_("一年"), 730: N_("两年")}
TERM = 365
# Minutes a week; what an invitation says it costs.
MINUTES = {
    15: N_("一周约一刻钟"),
    30: N_("一周约半小时"),
    60: N_("一周约一小时"),
    120: N_("一周约两小时"),
}
MINUTES_USUAL = 30


# ---- from being asked to leaving ----------------------------------------------------------------


class State(StrEnum):
    ASKED = "asked"  # by the desk
    OFFERED = "offered"  # by the person
    HOLDING = "holding"
    DECLINED = "declined"
    LATER = "later"
    LAPSED = "lapsed"
    TAKEN_BACK = "taken_back"
    TURNED_DOWN = "turned_down"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


STATE_WORDS: dict[State, str] = {
    State.ASKED: N_("等回话"),
    State.OFFERED: N_("愿意，等小区确认"),
    State.HOLDING: N_("在任"),
    State.DECLINED: N_("这次不做"),
    State.LATER: N_("过阵子再说"),
    State.LAPSED: N_("没有回话"),
    State.TAKEN_BACK: N_("有人了"),
    State.TURNED_DOWN: N_("这次没有安排"),
    State.WITHDRAWN: N_("收回了"),
    State.ENDED: N_("卸任了"),
}


class Act(StrEnum):
    YES = "yes"
    NO = "no"
    LATER = "later"
    LAPSE = "lapse"
    TAKE_BACK = "take_back"
    CONFIRM = "confirm"
    TURN_DOWN = "turn_down"
    WITHDRAW = "withdraw"
    LEAVE = "leave"
    RUN_OUT = "run_out"
    CLOSE = "close"
    GO = "go"  # the account closes or is locked


class By(StrEnum):
    PERSON = "person"
    DESK = "desk"
    CLOCK = "clock"


OPENED_BY = {State.ASKED: By.DESK, State.OFFERED: By.PERSON}
STEPS: dict[tuple[State, Act], State] = {
    (State.ASKED, Act.YES): State.HOLDING,
    (State.ASKED, Act.NO): State.DECLINED,
    (State.ASKED, Act.LATER): State.LATER,
    (State.ASKED, Act.LAPSE): State.LAPSED,
    (State.ASKED, Act.TAKE_BACK): State.TAKEN_BACK,
    (State.ASKED, Act.GO): State.WITHDRAWN,
    (State.OFFERED, Act.CONFIRM): State.HOLDING,
    (State.OFFERED, Act.TURN_DOWN): State.TURNED_DOWN,
    (State.OFFERED, Act.WITHDRAW): State.WITHDRAWN,
    (State.OFFERED, Act.GO): State.WITHDRAWN,
    (State.HOLDING, Act.LEAVE): State.ENDED,
    (State.HOLDING, Act.RUN_OUT): State.ENDED,
    (State.HOLDING, Act.CLOSE): State.ENDED,
    (State.HOLDING, Act.GO): State.ENDED,
}
TAKEN_BY: dict[Act, By] = {
    **dict.fromkeys((Act.YES, Act.NO, Act.LATER, Act.WITHDRAW, Act.LEAVE, Act.GO), By.PERSON),
    **dict.fromkeys((Act.TAKE_BACK, Act.CONFIRM, Act.TURN_DOWN, Act.CLOSE), By.DESK),
    **dict.fromkeys((Act.LAPSE, Act.RUN_OUT), By.CLOCK),
}
OPEN = frozenset({State.ASKED, State.OFFERED, State.HOLDING})
ANSWER_WITHIN = timedelta(days=14)  # silence is no
REST = timedelta(days=90)  # nobody is asked again within it, for whatever seat
REMIND_BEFORE = timedelta(days=30)


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    LATER = "later"


def after(state: str, act: Act) -> State | None:
    return STEPS.get((State(state), act))


def term_ends(from_on: date, days: int) -> date:
    """The last day of a term that begins on this day, both included."""
    return from_on + timedelta(days=days - 1)


def ends_soon(until_on: date, today: date) -> bool:
    return until_on - today <= REMIND_BEFORE


# ---- who could be asked -------------------------------------------------------------------------


class Fit(IntEnum):
    """How somebody fits a seat, as an order of classes; no sum and no weight."""

    WILLING_HERE = 0
    WILLING_NEAR = 1
    HERE = 2
    NEAR = 3


HERE_WORDS: dict[Level, str] = {
    Level.GRID: N_("住在这个网格"),
    Level.COMPOUND: N_("住在这个小区"),
    Level.COURTYARD: N_("住在这个院"),
    Level.BUILDING: N_("住在这栋楼"),
    Level.ENTRANCE: N_("住在这个单元"),
}
NEAR_WORDS = N_("住在同一栋楼")
WILLING_WORDS = N_("愿意做楼栋的事")
LATER_WORDS = N_("上次说过阵子可以再问")


def lives(seat_path: str, seat_level: str, compound_path: str, home_path: str) -> str:
    """`here`, `near` (they named the building, the seat is an entrance of it) or nothing.

    Paths are those of the seat's place, of the compound of the report-in and of the building that
    somebody named there themselves; empty where they named none.
    """
    home = compound_path if seat_level in {Level.GRID, Level.COMPOUND} else home_path
    if not home:
        return ""
    if home.startswith(seat_path):
        return "here"
    is_near = seat_level in {Level.BUILDING, Level.ENTRANCE} and seat_path.startswith(home)
    return "near" if is_near else ""


def fit(lives_there: str, willing: bool) -> Fit | None:
    if lives_there == "here":
        return Fit.WILLING_HERE if willing else Fit.HERE
    if lives_there == "near":
        return Fit.WILLING_NEAR if willing else Fit.NEAR
    return None


@dataclass(frozen=True)
class Known:
    """What a desk may know of somebody before it asks them."""

    lives: str
    confirmed: bool = True
    paused: bool = False
    locked: bool = False
    member: bool = False
    holds: int = 0
    waits: bool = False  # is being asked, or has offered themselves, for whatever seat
    asked_at: datetime | None = None


def may_ask(known: Known, kind: Kind, now: datetime) -> bool:
    """Reported in and confirmed, living there by their own word, at peace for ninety days."""
    if not known.confirmed or known.locked or known.paused or known.waits or not known.lives:
        return False
    if kind in OF_MEMBERS and not known.member:
        return False
    if known.holds >= SEATS_OF_A_PERSON:
        return False
    return known.asked_at is None or now - known.asked_at >= REST


def in_order(asked_at: datetime | None) -> tuple[bool, float]:
    """Who was never asked first, then who was asked longest ago."""
    return asked_at is not None, asked_at.timestamp() if asked_at else 0.0


def free_number(taken: Collection[int], most: int) -> int | None:
    return next((n for n in range(1, most + 1) if n not in taken), None)


# ---- what neighbours tell -----------------------------------------------------------------------


class NoteState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    PASSED_ON = "passed_on"
    WITHDRAWN = "withdrawn"


NOTE_WORDS: dict[NoteState, str] = {
    NoteState.OPEN: N_("在看"),
    NoteState.ANSWERED: N_("回话了"),
    NoteState.PASSED_ON: N_("转给该办的地方了"),
    NoteState.WITHDRAWN: N_("收回了"),
}


class Passed(StrEnum):
    REQUEST = "request"
    TOPIC = "topic"


PASSED_WORDS: dict[Passed, str] = {
    Passed.REQUEST: N_("转成了一件求助"),
    Passed.TOPIC: N_("转成了一个议题"),
}
ANSWERED_WITHIN = timedelta(days=3)  # then the desk has it
NOTE_MOST, NOTES_OPEN_MOST = 200, 5


# ---- a place against its own past ---------------------------------------------------------------


def first_of(day: date) -> date:
    return day.replace(day=1)


def percent(held: int, seats: int) -> int | None:
    """Whole percent, half up; None where there are no seats."""
    return (200 * held + seats) // (2 * seats) if seats else None


# ---- the ground: which compounds lie in which grid ----------------------------------------------

GRID_NAME_MOST = 20


class Change(StrEnum):
    LAID = "laid"
    RENAMED = "renamed"
    PLACED = "placed"
    TAKEN = "taken"
    ENDED = "ended"


CHANGE_WORDS: dict[Change, str] = {
    Change.LAID: N_("划了这个网格"),
    Change.RENAMED: N_("改了名字"),
    Change.PLACED: N_("放进了小区"),
    Change.TAKEN: N_("移出了小区"),
    Change.ENDED: N_("撤了这个网格"),
}
