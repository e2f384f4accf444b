"""The life of a project as one table: states, steps, who may, what each needs first. Pure.

Proposed, reviewed by a panel, called for people and partners, staffed, running, finished,
evaluated, closed. Nobody is assigned (志愿服务条例 25), nothing dangerous starts uninsured (17),
and whoever asked for it is told at every turn.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from last500.base.marking import N_
from last500.organisations.rules import Calendar
from last500.posts.rules import Risk


class State(StrEnum):
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    CALLED = "called"
    STAFFED = "staffed"
    RUNNING = "running"
    FINISHED = "finished"
    EVALUATED = "evaluated"
    CLOSED = "closed"
    DECLINED = "declined"  # by the panel's result, with its reason
    GIVEN_UP = "given_up"  # by whoever runs it, with the reason


class Action(StrEnum):
    CONSENT = "consent"  # the desk takes up what a neighbour or an organisation proposes
    REVIEW = "review"
    GRANT = "grant"  # a venture call has weighed it, and every side has signed its contract
    DECLINE = "decline"
    CALL = "call"
    STAFF = "staff"
    START = "start"
    FINISH = "finish"
    EVALUATE = "evaluate"
    CLOSE = "close"
    GIVE_UP = "give_up"
    REMIND = "remind"
    MOVE_UP = "move_up"


class Role(StrEnum):
    """As what somebody stands to a project."""

    DESK = "desk"  # of its place or above
    REVIEWER = "reviewer"  # calls the panel together and writes its result
    RUNNER = "runner"  # the desk, the liaison of who carries it, or who leads it with consent
    CLOCK = "clock"


@dataclass(frozen=True)
class Step:
    """`to` None: the state stays."""

    start: frozenset[State]
    to: State | None
    who: Role = Role.RUNNER
    needs_reason: bool = False


S, A = State, Action
BEFORE_RUNNING = frozenset({S.PROPOSED, S.REVIEWED, S.CALLED, S.STAFFED})
OPEN = BEFORE_RUNNING | {S.RUNNING, S.FINISHED, S.EVALUATED}
FINAL = frozenset({S.CLOSED, S.DECLINED, S.GIVEN_UP})
# Neighbours see it from the call on; what is merely proposed is for those who weigh it.
PUBLIC = frozenset({S.CALLED, S.STAFFED, S.RUNNING, S.FINISHED, S.EVALUATED, S.CLOSED})
STARTED = frozenset({S.RUNNING, S.FINISHED, S.EVALUATED, S.CLOSED})
# What it aims at and is measured by can be changed before the call, and never after it.
OPEN_TO_CHANGE = frozenset({S.PROPOSED, S.REVIEWED})
# Reviewed and not begun: the three parties say their yes.
SIGNABLE = frozenset({S.REVIEWED, S.CALLED, S.STAFFED})
MEASURED = frozenset({S.RUNNING, S.FINISHED})

STEPS: Mapping[Action, Step] = {
    A.CONSENT: Step(frozenset({S.PROPOSED}), None, Role.DESK),
    A.REVIEW: Step(frozenset({S.PROPOSED}), S.REVIEWED, Role.REVIEWER, needs_reason=True),
    A.GRANT: Step(frozenset({S.PROPOSED}), S.REVIEWED, Role.CLOCK, needs_reason=True),
    A.DECLINE: Step(frozenset({S.PROPOSED}), S.DECLINED, Role.REVIEWER, needs_reason=True),
    A.CALL: Step(frozenset({S.REVIEWED}), S.CALLED),
    A.STAFF: Step(frozenset({S.CALLED}), S.STAFFED),
    A.START: Step(frozenset({S.STAFFED}), S.RUNNING),
    A.FINISH: Step(frozenset({S.RUNNING}), S.FINISHED),
    A.EVALUATE: Step(frozenset({S.FINISHED}), S.EVALUATED),
    A.CLOSE: Step(frozenset({S.EVALUATED}), S.CLOSED, Role.DESK),
    A.GIVE_UP: Step(BEFORE_RUNNING | {S.RUNNING}, S.GIVEN_UP, needs_reason=True),
    A.REMIND: Step(OPEN, None, Role.CLOCK),
    A.MOVE_UP: Step(OPEN, None, Role.CLOCK),
}

STATE_WORDS: Mapping[State, str] = {
    S.PROPOSED: N_("提出来了"),
    S.REVIEWED: N_("评过了"),
    S.CALLED: N_("在招人"),
    S.STAFFED: N_("人齐了"),
    S.RUNNING: N_("在做"),
    S.FINISHED: N_("做完了，等评估"),
    S.EVALUATED: N_("评估过了"),
    S.CLOSED: N_("结项了"),
    S.DECLINED: N_("没有通过"),
    S.GIVEN_UP: N_("不做了"),
}
# The shape of a state on a page (web/parts.html).
SHAPES: Mapping[State, str] = {
    S.PROPOSED: "wait",
    S.REVIEWED: "on",
    S.CALLED: "asked",
    S.STAFFED: "go",
    S.RUNNING: "go",
    S.FINISHED: "word",
    S.EVALUATED: "on",
    S.CLOSED: "done",
    S.DECLINED: "stop",
    S.GIVEN_UP: "stop",
}


def allowed(action: Action, state: str) -> bool:
    return State(state) in STEPS[action].start


def steps_from(state: str) -> frozenset[Action]:
    return frozenset(action for action in STEPS if allowed(action, state))


def may(action: Action, roles: AbstractSet[Role], state: str, *, consented: bool) -> bool:
    """Whether somebody in these roles may take the step now.

    Before the desk has taken up a proposal nothing else happens to it but that it is declined,
    by the desk too, or given up; or that a call grants it, whose contract its community signs.
    """
    if not allowed(action, state):
        return False
    if action == A.CONSENT:
        return Role.DESK in roles and not consented
    if not consented:
        if action == A.DECLINE:
            return bool({Role.DESK, Role.REVIEWER} & roles)
        of_itself = {A.GRANT, A.GIVE_UP, A.REMIND, A.MOVE_UP}
        return action in of_itself and STEPS[action].who in roles
    return STEPS[action].who in roles


# ---- time -------------------------------------------------------------------------------------

CONSENT_DAYS, REVIEW_DAYS, CALL_DAYS, STAFF_DAYS = 5, 15, 10, 30  # working days
START_DAYS, FINISH_DAYS, EVALUATE_DAYS, CLOSE_DAYS = 10, 5, 20, 10  # working days
ABOVE_DAYS = 5  # working days that the next desk above has of its own
REMIND_BEFORE = timedelta(days=3)
_DAYS = {
    S.REVIEWED: CALL_DAYS,
    S.CALLED: STAFF_DAYS,
    S.FINISHED: EVALUATE_DAYS,
    S.EVALUATED: CLOSE_DAYS,
}


def due(
    state: str,
    *,
    now: datetime,
    begins: datetime,
    ends: datetime,
    calendar: Calendar,
    consented: bool = True,
) -> datetime | None:
    """By when whoever has the next step takes it; None where nobody has one.

    `begins` and `ends`: the moments at which its first day begins and its last day is over.
    """
    if state == S.PROPOSED:
        return calendar.add_working_days(now, REVIEW_DAYS if consented else CONSENT_DAYS)
    if state == S.STAFFED:
        return max(begins, calendar.add_working_days(now, START_DAYS))
    if state == S.RUNNING:
        return calendar.add_working_days(max(now, ends), FINISH_DAYS)
    days = _DAYS.get(State(state))
    return calendar.add_working_days(now, days) if days else None


class Next(StrEnum):
    """Who has the next step."""

    DESK = "desk"
    PANEL = "panel"
    RUNNER = "runner"
    NOBODY = "nobody"


def next_of(state: str, *, consented: bool) -> Next:
    if state in FINAL:
        return Next.NOBODY
    if state == S.PROPOSED:
        return Next.PANEL if consented else Next.DESK
    return Next.DESK if state == S.EVALUATED else Next.RUNNER


# ---- the panel --------------------------------------------------------------------------------


class Side(StrEnum):
    COMMUNITY = "community"
    RESIDENTS = "residents"
    SOCIAL = "social"


class Opinion(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ASK = "ask"


class SeatState(StrEnum):
    ASKED = "asked"
    SAID = "said"
    DECLINED = "declined"  # does not want to: needs no reason


SIDE_WORDS: Mapping[str, str] = {
    Side.COMMUNITY: N_("社区"),
    Side.RESIDENTS: N_("居民"),
    Side.SOCIAL: N_("社会组织"),
}
OPINION_WORDS: Mapping[str, str] = {
    Opinion.FOR: N_("赞成"),
    Opinion.AGAINST: N_("不赞成"),
    Opinion.ASK: N_("有问题要先说清"),
}
OPINION_SHAPES: Mapping[str, str] = {
    Opinion.FOR: "done",
    Opinion.AGAINST: "stop",
    Opinion.ASK: "asked",
}
PANEL_ANSWERS = timedelta(days=7)


@dataclass(frozen=True)
class Seat:
    side: Side
    state: SeatState
    asked_at: datetime


def panel_lacks(seats: Sequence[Seat], now: datetime) -> str:
    """What the panel still needs before its result can be written; "" when nothing.

    Opinions are weighed and never counted: one reason against may outweigh ten words for it.
    Whoever is silent has no opinion, and holds nobody up for longer than a week.
    """
    asked = {seat.side for seat in seats}
    if set(Side) - asked:
        return N_("评议要有社区、居民、社会组织三方，请先把缺的一方请来。")
    if not any(seat.state == SeatState.SAID for seat in seats):
        return N_("还没有人说意见。没说话不算同意，请至少等到一份意见。")
    waits = any(seat.state == SeatState.ASKED and now < seat.asked_at + PANEL_ANSWERS
                for seat in seats)  # fmt: skip
    return N_("还有人在看，请等 TA 们说完，或者等满七天。") if waits else ""


@dataclass(frozen=True)
class Stakes:
    """Who has a part in it and so does not weigh it: persons, and organisations."""

    people: frozenset[UUID]
    organisations: frozenset[UUID]


def may_sit(stakes: Stakes, *, person: UUID | None, organisations: AbstractSet[UUID]) -> bool:
    """`organisations`: the seat's own, or those for which the person speaks."""
    return person not in stakes.people and not stakes.organisations & organisations


# ---- partners, parties ------------------------------------------------------------------------


class PartnerState(StrEnum):
    ASKED = "asked"
    OFFERED = "offered"  # by its own liaison; whoever runs it answers
    AGREED = "agreed"
    DECLINED = "declined"
    ENDED = "ended"


PARTNER_WORDS: Mapping[str, str] = {
    PartnerState.ASKED: N_("等对方答复"),
    PartnerState.OFFERED: N_("想一起做，等答复"),
    PartnerState.AGREED: N_("说定了"),
    PartnerState.DECLINED: N_("这次不合作"),
    PartnerState.ENDED: N_("合作结束了"),
}
PARTNER_SHAPES: Mapping[str, str] = {
    PartnerState.ASKED: "asked",
    PartnerState.OFFERED: "wait",
    PartnerState.AGREED: "go",
    PartnerState.DECLINED: "stop",
    PartnerState.ENDED: "stop",
}
# Once at a time: asked or offered until there is an answer, agreed until it ends.
TAKING_PART = frozenset({PartnerState.ASKED, PartnerState.OFFERED, PartnerState.AGREED})


class Waits(StrEnum):
    """Of somebody in the line of a role."""

    WAITING = "waiting"
    ASKED = "asked"  # a place is kept for them until a moment
    TOOK = "took"
    DECLINED = "declined"
    LAPSED = "lapsed"  # said nothing in time: silence is no
    LEFT = "left"


IN_LINE = frozenset({Waits.WAITING, Waits.ASKED})
# In these states people come to its roles.
TAKING = frozenset({S.CALLED, S.STAFFED, S.RUNNING})


class PartySide(StrEnum):
    COMMUNITY = "community"
    CARRIER = "carrier"  # a social organisation, a unit, a compound's own organisation
    THIRD = "third"  # a residents' group, or another organisation


PARTY_WORDS: Mapping[str, str] = {
    PartySide.COMMUNITY: N_("社区"),
    PartySide.CARRIER: N_("社会组织或单位"),
    PartySide.THIRD: N_("居民小组或另一方"),
}


# ---- what a proposal must say -------------------------------------------------------------------

ROLES_MOST, ROLE_PEOPLE_MOST, INDICATORS_MOST, PLACES_MOST = 8, 200, 8, 20
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Fault:
    """What is wrong with what was filled in, beside which field."""

    field: str
    sentence: str


def faults(from_on: date, until_on: date, today: date, *, risk: str, risk_note: str) -> list[Fault]:
    found = []
    if until_on < from_on:
        found.append(Fault("until_on", N_("结束的日子在开始之前，请再看看。")))
    elif until_on < today:
        found.append(Fault("until_on", N_("这段时间已经过了，请写今天以后的日子。")))
    elif until_on - from_on > LONGEST:
        found.append(Fault("until_on", N_("一个项目最长三年，再长请分成子项目。")))
    if risk != Risk.NONE and not risk_note:
        found.append(Fault("risk_note", N_("请写清楚是什么风险、怎么防（志愿服务条例第十二条）。")))
    return found


def may_hang_under(parent_state: str, *, parent_is_sub: bool, has_subs: bool) -> bool:
    """Sub-projects are one level deep, and hang under what still goes on."""
    return State(parent_state) in OPEN and not parent_is_sub and not has_subs


def of_months(counts: Iterable[tuple[str, date, int]]) -> list[tuple[str, date, int]]:
    """Counts of who asked, by kind and month, added up and in order."""
    found: dict[tuple[str, date], int] = {}
    for kind, day, number in counts:
        key = kind, day.replace(day=1)
        found[key] = found.get(key, 0) + number
    return [(kind, month, number) for (kind, month), number in sorted(found.items())]
