"""Pairings of a helper with a household: its consent first, a rhythm, an end. Pure.

The household says what it wishes and what it does not; then a helper is asked, and says yes or no.
It runs from both yes until one of them ends it, at the latest after twelve months. What goes on in
the household is written down nowhere: there is no field for it.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from last500.base.marking import N_
from last500.organisations.rules import Calendar
from last500.places.rules import official_path


class State(StrEnum):
    PROPOSED = "proposed"  # the household has consented
    ASKED = "asked"  # helpers are asked
    RUNNING = "running"
    ENDED = "ended"
    DECLINED = "declined"  # taken back before it ran
    LAPSED = "lapsed"  # nobody was found


class Role(StrEnum):
    HOUSEHOLD = "household"
    DESK = "desk"
    HELPER = "helper"  # holds it
    INVITED = "invited"  # is asked
    CLOCK = "clock"


class Action(StrEnum):
    PROPOSE = "propose"
    CHECK = "check"  # the desk has spoken to the household itself
    ASK = "ask"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ASKS_OVER = "asks_over"  # nobody who was asked is left
    DECLINE = "decline"
    LAPSE = "lapse"
    CHANGE = "change"
    MEET = "meet"  # a contact took place: a date, nothing else
    FIT = "fit"  # the desk asked both whether it still fits
    ASK_NEXT = "ask_next"  # the desk asks for a successor
    HAND_OVER = "hand_over"  # the helper wishes for a successor
    TAKE_OVER = "take_over"  # the successor says yes
    AGREE = "agree"  # the household takes the successor
    REJECT = "reject"
    RENEW = "renew"
    RENEWED = "renewed"
    END = "end"


S, R = State, Role
OPEN = frozenset({S.PROPOSED, S.ASKED, S.RUNNING})
SEEKING = frozenset({S.PROPOSED, S.ASKED})
FINAL = frozenset(State) - OPEN
_RUNS = frozenset({S.RUNNING})


@dataclass(frozen=True)
class Step:
    """`to` None: the state stays. A desk stands in for a household with its spoken word alone."""

    start: frozenset[State]
    to: State | None
    who: frozenset[Role]


_HOUSEHOLD = frozenset({R.HOUSEHOLD, R.DESK})
STEPS: dict[Action, Step] = {
    Action.CHECK: Step(frozenset({S.PROPOSED}), None, frozenset({R.DESK})),
    Action.ASK: Step(SEEKING, S.ASKED, frozenset({R.DESK})),
    Action.ACCEPT: Step(frozenset({S.ASKED}), S.RUNNING, frozenset({R.INVITED})),
    Action.REFUSE: Step(frozenset({S.ASKED}) | _RUNS, None, frozenset({R.INVITED})),
    Action.ASKS_OVER: Step(frozenset({S.ASKED}), S.PROPOSED, frozenset({R.INVITED, R.CLOCK})),
    Action.DECLINE: Step(SEEKING, S.DECLINED, _HOUSEHOLD),
    Action.LAPSE: Step(SEEKING, S.LAPSED, frozenset({R.CLOCK})),
    Action.CHANGE: Step(OPEN, None, frozenset({R.HOUSEHOLD})),
    Action.MEET: Step(_RUNS, None, frozenset({R.HELPER})),
    Action.FIT: Step(_RUNS, None, frozenset({R.DESK})),
    Action.ASK_NEXT: Step(_RUNS, None, frozenset({R.DESK})),
    Action.HAND_OVER: Step(_RUNS, None, frozenset({R.HELPER})),
    Action.TAKE_OVER: Step(_RUNS, None, frozenset({R.INVITED})),
    Action.AGREE: Step(_RUNS, None, _HOUSEHOLD),
    Action.REJECT: Step(_RUNS, None, _HOUSEHOLD),
    Action.RENEW: Step(_RUNS, None, _HOUSEHOLD | {R.HELPER}),
    Action.END: Step(_RUNS, S.ENDED, _HOUSEHOLD | {R.HELPER, R.CLOCK}),
}

STATE_WORDS = {
    S.PROPOSED: N_("等着请人"),
    S.ASKED: N_("在请邻居"),
    S.RUNNING: N_("结着对"),
    S.ENDED: N_("结束了"),
    S.DECLINED: N_("不结了"),
    S.LAPSED: N_("没找到合适的人"),
}
EVENT_WORDS = {
    Action.PROPOSE: N_("说了想结对"),
    Action.CHECK: N_("值守跟本人核实过了"),
    Action.ASK: N_("请了邻居"),
    Action.ACCEPT: N_("一位邻居点了头，开始了"),
    Action.REFUSE: N_("请过的一位这次不行"),
    Action.ASKS_OVER: N_("请过的都没成，另请"),
    Action.DECLINE: N_("收回了，不结了"),
    Action.LAPSE: N_("没找到合适的人，到期了"),
    Action.CHANGE: N_("改了怎么来往"),
    Action.MEET: N_("联系过"),
    Action.FIT: N_("值守问过两边还合不合适"),
    Action.ASK_NEXT: N_("请了邻居来接着"),
    Action.HAND_OVER: N_("帮忙的邻居想换人接着"),
    Action.TAKE_OVER: N_("另一位邻居愿意接着"),
    Action.AGREE: N_("同意换人"),
    Action.REJECT: N_("没有同意换人"),
    Action.RENEW: N_("说了想续"),
    Action.RENEWED: N_("两边都点了头，续上了"),
    Action.END: N_("结束了"),
}
ROLE_WORDS = {
    R.HOUSEHOLD: N_("住户"),
    R.DESK: N_("值守"),
    R.HELPER: N_("帮忙的邻居"),
    R.INVITED: N_("被请的邻居"),
    R.CLOCK: N_("到期"),
}


def allowed(action: Action, state: State | str, role: Role) -> bool:
    step = STEPS[action]
    return State(state) in step.start and role in step.who


def shows_contact(state: State | str, *, holds: bool) -> bool:
    """Name, telephone and door: to whoever holds it, while it runs, and to no other helper."""
    return holds and State(state) == S.RUNNING


# ---- what a household chooses from --------------------------------------------------------------


class Way(StrEnum):
    PHONE = "phone"
    VISIT = "visit"
    BOTH = "both"


class Part(StrEnum):
    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Limit(StrEnum):
    """What the household does not want; never why."""

    AT_DOOR = "at_door"
    CALL_FIRST = "call_first"
    BY_DAYLIGHT = "by_daylight"
    NO_PHOTOS = "no_photos"
    NO_MONEY = "no_money"
    NO_KEYS = "no_keys"
    NO_GIFTS = "no_gifts"
    NO_MEDICINE = "no_medicine"


WAY_WORDS = {
    Way.PHONE: N_("打电话"),
    Way.VISIT: N_("上门坐坐"),
    Way.BOTH: N_("打电话或者上门"),
}
PART_WORDS = {
    Part.ANY: N_("什么时候都可以"),
    Part.MORNING: N_("上午"),
    Part.AFTERNOON: N_("下午"),
    Part.EVENING: N_("晚上"),
}
LIMIT_WORDS = {
    Limit.AT_DOOR: N_("只在门口说话，不进屋"),
    Limit.CALL_FIRST: N_("来之前先打电话"),
    Limit.BY_DAYLIGHT: N_("天黑以后不来"),
    Limit.NO_PHOTOS: N_("不拍照"),
    Limit.NO_MONEY: N_("不经手钱和银行卡"),
    Limit.NO_KEYS: N_("不拿钥匙"),
    Limit.NO_GIFTS: N_("不收东西，也不送东西"),
    Limit.NO_MEDICINE: N_("不管吃药看病的事"),
}
RHYTHMS = {7: N_("每周一次"), 14: N_("每两周一次"), 30: N_("每个月一次")}
MONTHS = {3: N_("三个月"), 6: N_("半年"), 12: N_("一年")}
MOST_MONTHS = 12


class How(StrEnum):
    """How the household consented; the same words as people.models.Consent.given_how."""

    OWN_PAGE = "own_page"
    SAID_ON_PHONE = "said_on_phone"
    SIGNED_PAPER = "signed_paper"
    WITH_TRUSTED = "with_trusted"


HOW_WORDS = {
    How.OWN_PAGE: N_("自己在页面上填的"),
    How.SAID_ON_PHONE: N_("在电话里说了同意"),
    How.SIGNED_PAPER: N_("自己在纸上签了字"),
    How.WITH_TRUSTED: N_("由信得过的人陪着，在纸上签了字"),
}
# What a desk may write down; a page is filled in by the household itself.
TAKEN_DOWN = (How.SAID_ON_PHONE, How.SIGNED_PAPER, How.WITH_TRUSTED)


# ---- time ---------------------------------------------------------------------------------------

CHECK_WORKING_DAYS, ASK_WORKING_DAYS = 2, 10
ASKED_FOR, SUCCESSOR_WAITS = timedelta(days=14), timedelta(days=30)
LAPSES_AFTER = timedelta(days=90)
RENEW_FROM = timedelta(days=30)
ASKED_AT_ONCE = 3
# One person is there for so many households at most.
HELD_MOST = 3
# Whoever said no to one household is not asked for the same one again.
LEFT_ALONE = timedelta(days=180)


def due(state: State, *, checked: bool, now: datetime, calendar: Calendar) -> datetime | None:
    """By when the desk has to do something; None for a state in which it has not."""
    if state == S.PROPOSED:
        days = ASK_WORKING_DAYS if checked else CHECK_WORKING_DAYS
        return calendar.add_working_days(now, days)
    return now + ASKED_FOR if state == S.ASKED else None


def end_after(start: date, months: int) -> date:
    """The same day so many months later, or the last day of that month. Raises ValueError."""
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError(f"no pairing lasts {months} months")
    years, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return first.replace(day=min(start.day, last))


def may_renew(today: date, ends_on: date) -> bool:
    return ends_on - RENEW_FROM <= today <= ends_on


class Quiet(StrEnum):
    """What is said when the rhythm was missed: to the helper first, to the desk much later."""

    NO = "no"
    GENTLY = "gently"
    ASK_BOTH = "ask_both"


def quiet(today: date, last: date, rhythm_days: int) -> Quiet:
    """`last` is the last contact, the beginning, or the day on which the desk asked both."""
    since = (today - last).days
    if since > 2 * rhythm_days:
        return Quiet.ASK_BOTH
    return Quiet.GENTLY if since > rhythm_days else Quiet.NO


# ---- who may be asked ---------------------------------------------------------------------------


class Hindrance(StrEnum):
    NOT_CONFIRMED = "not_confirmed"
    TOO_FAR = "too_far"
    AVOIDS = "avoids"
    OWN_HOUSEHOLD = "own_household"
    TOOK_CONSENT = "took_consent"  # nobody takes down the yes to themself
    TOO_YOUNG = "too_young"  # nobody under 18 answers alone for somebody else's home
    FULL = "full"  # holds as many as one person can be there for


@dataclass(frozen=True)
class Candidate:
    confirmed: bool
    home: str  # path of the place where they are reported in
    reach: str
    chosen: bool = False  # named this compound themselves
    avoids: bool = False
    own_household: bool = False
    took_consent: bool = False
    too_young: bool = False
    holds: int = 0


def hindrances(one: Candidate, place: str) -> frozenset[Hindrance]:
    """Why this helper may not be paired with a household at the place with this path
    (fit to age and strength: 志愿服务条例 15)."""
    against = {
        Hindrance.NOT_CONFIRMED: not one.confirmed,
        Hindrance.TOO_FAR: not (one.chosen or within_reach(one.home, one.reach, place)),
        Hindrance.AVOIDS: one.avoids,
        Hindrance.OWN_HOUSEHOLD: one.own_household,
        Hindrance.TOOK_CONSENT: one.took_consent,
        Hindrance.TOO_YOUNG: one.too_young,
        Hindrance.FULL: one.holds >= HELD_MOST,
    }
    return frozenset(hindrance for hindrance, stands in against.items() if stands)


def within_reach(home: str, reach: str, place: str) -> bool:
    """Their own compound, or as far as they said themselves."""
    if home == place:
        return True
    if reach not in {"community", "street"}:
        return False
    own = official_path(home, reach)
    return own is not None and own == official_path(place, reach)


def known_limits(codes: AbstractSet[str]) -> list[str]:
    """Those of the list, in its order."""
    return [limit.value for limit in Limit if limit.value in codes]
