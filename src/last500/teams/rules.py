"""Service teams of about fifteen by category, with the residents' committee's consent. Pure.

A team gathers members while it is being formed; it works once the residents' committee has agreed
(志愿服务条例 42) and somebody has said yes to leading it. Nobody is put into a team: whoever is in
it has joined or said yes, and leaves at any moment.
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from last500.base.marking import N_
from last500.organisations.rules import Calendar
from last500.places.rules import Level, official_path


class State(StrEnum):
    FORMING = "forming"
    WORKING = "working"
    RESTING = "resting"
    ENDED = "ended"


class Role(StrEnum):
    DESK = "desk"
    COMMITTEE = "committee"  # whoever writes down what the residents' committee has decided
    LEADER = "leader"
    MEMBER = "member"
    NEIGHBOUR = "neighbour"


class Action(StrEnum):
    FOUND = "found"
    EDIT = "edit"
    CONSENT = "consent"
    TAKE_BACK = "take_back"
    START = "start"
    REST = "rest"
    WAKE = "wake"
    END = "end"
    INVITE = "invite"
    JOIN = "join"
    LEAVE = "leave"
    OFFER_LEAD = "offer_lead"
    LEAD = "lead"
    STEP_DOWN = "step_down"


S, R = State, Role
OPEN = frozenset({S.FORMING, S.WORKING, S.RESTING})
_ARRANGE = frozenset({R.DESK, R.LEADER})


@dataclass(frozen=True)
class Step:
    """`to` None: the state stays. `who` may take the step, each in their own role."""

    start: frozenset[State]
    to: State | None
    who: frozenset[Role]


STEPS: dict[Action, Step] = {
    Action.EDIT: Step(OPEN, None, frozenset({R.DESK})),
    Action.CONSENT: Step(OPEN, None, frozenset({R.COMMITTEE})),
    # Without consent a team is being formed again, whatever it was doing.
    Action.TAKE_BACK: Step(OPEN, S.FORMING, frozenset({R.COMMITTEE})),
    Action.START: Step(frozenset({S.FORMING}), S.WORKING, _ARRANGE),
    Action.REST: Step(frozenset({S.WORKING}), S.RESTING, _ARRANGE),
    Action.WAKE: Step(frozenset({S.RESTING}), S.WORKING, _ARRANGE),
    Action.END: Step(OPEN, S.ENDED, frozenset({R.DESK})),
    Action.INVITE: Step(OPEN, None, _ARRANGE),
    Action.JOIN: Step(OPEN, None, frozenset({R.NEIGHBOUR})),
    Action.LEAVE: Step(OPEN, None, frozenset({R.MEMBER})),
    Action.OFFER_LEAD: Step(OPEN, None, _ARRANGE),
    Action.LEAD: Step(OPEN, None, frozenset({R.MEMBER})),
    Action.STEP_DOWN: Step(OPEN, None, frozenset({R.LEADER})),
}

STATE_WORDS = {
    S.FORMING: N_("在组建"),
    S.WORKING: N_("在服务"),
    S.RESTING: N_("歇着"),
    S.ENDED: N_("解散了"),
}

EVENT_WORDS = {
    Action.FOUND: N_("建了队"),
    Action.EDIT: N_("改了队名、人数或者说明"),
    Action.CONSENT: N_("记下了居委会的同意"),
    Action.TAKE_BACK: N_("居委会收回了同意"),
    Action.START: N_("开始服务"),
    Action.REST: N_("歇着了"),
    Action.WAKE: N_("回来服务"),
    Action.END: N_("解散了"),
    Action.INVITE: N_("请了邻居入队"),
    Action.JOIN: N_("有邻居入队"),
    Action.LEAVE: N_("有人退出"),
    Action.OFFER_LEAD: N_("请一位队员来带队"),
    Action.LEAD: N_("换了队长"),
    Action.STEP_DOWN: N_("队长放下了"),
}


class Lack(StrEnum):
    """What stands between a team and its work."""

    CONSENT = "consent"
    LEADER = "leader"


LACK_WORDS = {
    Lack.CONSENT: N_("还没有居委会的同意"),
    Lack.LEADER: N_("还没有队长"),
}


def lacks(*, consented: bool, led: bool) -> frozenset[Lack]:
    found = set() if consented else {Lack.CONSENT}
    return frozenset(found if led else found | {Lack.LEADER})


def allowed(action: Action, state: State | str, role: Role) -> bool:
    step = STEPS[action]
    return State(state) in step.start and role in step.who


def steps_for(state: State | str, roles: AbstractSet[Role]) -> frozenset[Action]:
    """What somebody in these roles may do now, as far as the state decides it."""
    return frozenset(a for a in STEPS if any(allowed(a, state, role) for role in roles))


# ---- size ---------------------------------------------------------------------------------------

FEWEST, USUAL, MOST = 3, 15, 20
# How many are invited with one press; the rest with the next.
INVITED_AT_ONCE = 200


def free_slot(taken: AbstractSet[int], size: int) -> int | None:
    """The first free place of a team; the database lets two never hold the same one."""
    return next((slot for slot in range(size) if slot not in taken), None)


# ---- time ---------------------------------------------------------------------------------------

INVITED_FOR, LINK_FOR, LEAD_OFFERED_FOR = timedelta(days=30), timedelta(days=7), timedelta(days=14)
# Whoever said no, or left, is not asked again by a press that asks everybody.
LEFT_ALONE = timedelta(days=180)
FIRST_LEADER_WORKING_DAYS, NEXT_LEADER_WORKING_DAYS = 20, 10


def leader_due(now: datetime, calendar: Calendar, *, first: bool) -> datetime:
    """By when the desk has found somebody to lead the team."""
    days = FIRST_LEADER_WORKING_DAYS if first else NEXT_LEADER_WORKING_DAYS
    return calendar.add_working_days(now, days)


# ---- where --------------------------------------------------------------------------------------

LEVELS = frozenset({Level.COMPOUND, Level.COMMUNITY})


def lives_here(home: str, team: str) -> bool:
    """By their paths: whoever is reported in at a place of the team's may join an open one."""
    return home.startswith(team)


def near_enough(home: str, team: str) -> bool:
    """Whoever was asked may come from anywhere in the team's community."""
    own = official_path(home, Level.COMMUNITY)
    return own is not None and own == official_path(team, Level.COMMUNITY)


# ---- what a team does ---------------------------------------------------------------------------


class Category(StrEnum):
    MEDICAL = "medical"
    TEACHING = "teaching"
    REPAIR = "repair"
    DRIVING = "driving"
    LAW = "law"
    DIGITAL = "digital"
    CARE = "care"
    ENVIRONMENT = "environment"
    PATROL = "patrol"
    CULTURE = "culture"
    OTHER = "other"


C = Category
CATEGORY_WORDS = {
    C.MEDICAL: N_("医疗健康"),
    C.TEACHING: N_("功课和学习"),
    C.REPAIR: N_("水电和修补"),
    C.DRIVING: N_("出行和搬运"),
    C.LAW: N_("法律和办事"),
    C.DIGITAL: N_("手机和电脑"),
    C.CARE: N_("陪伴和照看"),
    C.ENVIRONMENT: N_("环境和绿化"),
    C.PATROL: N_("平安巡逻"),
    C.CULTURE: N_("文艺和体育"),
    C.OTHER: N_("别的，自己起名"),
}
# Codes of reportin.skills; a team of a kind of its own fits whoever likes to join.
SKILLS: dict[Category, frozenset[str]] = {
    C.MEDICAL: frozenset({"medical", "nursing", "first_aid", "counselling"}),
    C.TEACHING: frozenset(
        {"teaching_math", "teaching_language", "teaching_arts", "story_telling", "translation"}
    ),
    C.REPAIR: frozenset(
        {"water_repair", "electric_repair", "appliance_repair", "carpentry", "locks_doors"}
        | {"painting_walls", "knife_sharpening"}
    ),
    C.DRIVING: frozenset({"driving", "carrying", "shopping"}),
    C.LAW: frozenset({"law", "mediation", "paperwork", "accounting"}),
    C.DIGITAL: frozenset({"phone_teaching", "computing"}),
    C.CARE: frozenset(
        {"accompany", "child_care", "cooking", "haircut", "sewing", "pet_care", "sign_language"}
    ),
    C.ENVIRONMENT: frozenset({"gardening", "cleaning"}),
    C.PATROL: frozenset({"patrol"}),
    C.CULTURE: frozenset(
        {"music", "sport", "chess", "photography", "design_printing", "organising"}
    ),
    C.OTHER: frozenset(),
}


def fits(category: Category | str, skills: AbstractSet[str]) -> bool:
    wanted = SKILLS[Category(category)]
    return not wanted or bool(wanted & skills)


# ---- a word to everybody in the team ------------------------------------------------------------

WORDS_MOST = 200
_SIGNS = (
    (re.compile(r"(?<!\d)\d[\d\- ]{5,}\d(?!\d)"), N_("电话一样的号码")),
    (re.compile(r"[\w.+-]+@[\w-]+\.\w+"), N_("邮箱")),
    (re.compile(r"\d+\s*(单元|号房|室|楼\s*\d)|\d+[-—]\d+[-—]\d+"), N_("门牌")),
)


def tells_of_somebody(text: str) -> tuple[str, ...]:
    """What in the words may be a neighbour's: it does not go to fifteen people."""
    return tuple(word for sign, word in _SIGNS if sign.search(text))
