"""The life of a request as one table: states, actions, who may, which deadline runs.

Dispatch is an invitation (Volunteer Service Regulations, art. 25): no action leads to `accepted`
but the helper's own. "Done" is the helper's word; only the resident says whether it is solved, and
silence is neither yes nor no.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from last500.base.marking import N_


class State(StrEnum):
    PLACED = "placed"
    VERIFIED = "verified"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    DONE = "done"
    REOPENED = "reopened"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    DECLINED = "declined"
    REFERRED = "referred"
    EMERGENCY = "emergency"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    UNMET = "unmet"


S = State
OPEN = frozenset({S.PLACED, S.VERIFIED, S.OFFERED, S.ACCEPTED, S.CONTACTED, S.DONE, S.REOPENED})
FINAL = frozenset(State) - OPEN
# The word of each state, the same on every page.
STATE_WORDS: Mapping[State, str] = {
    S.PLACED: N_("待核实"),
    S.VERIFIED: N_("待派"),
    S.OFFERED: N_("在请人"),
    S.ACCEPTED: N_("有人接了"),
    S.CONTACTED: N_("约好了"),
    S.DONE: N_("等居民回话"),
    S.REOPENED: N_("还没解决"),
    S.CONFIRMED: N_("已确认解决"),
    S.UNCONFIRMED: N_("没等到回话"),
    S.DECLINED: N_("未受理"),
    S.REFERRED: N_("已转办"),
    S.EMERGENCY: N_("紧急，请打 110 / 119 / 120"),
    S.WITHDRAWN: N_("已撤回"),
    S.MERGED: N_("已并到同一件"),
    S.UNMET: N_("暂时没人能办"),
}
# The desk has the next word; nobody has been asked, or whoever was asked has not come forward.
TO_VERIFY = frozenset({S.PLACED, S.REOPENED})
TO_OFFER = frozenset({S.VERIFIED})
WITH_HELPER = frozenset({S.ACCEPTED, S.CONTACTED})
# A helper may look for work here, and nowhere else.
SEEKING = frozenset({S.OFFERED})


class Role(StrEnum):
    REQUESTER = "requester"  # or who entered it for them, or the private link
    DESK = "desk"  # holds the desk, or acts in its place from above
    ABOVE = "above"  # community and street: between places, wrong routes
    HELPER = "helper"  # invited, or fits an open offer
    ACCEPTED = "accepted_helper"
    CLOCK = "clock"


class Action(StrEnum):
    PLACE = "place"
    VERIFY = "verify"
    DECLINE = "decline"
    OBJECT = "object"
    REFER = "refer"
    REROUTE = "reroute"
    MARK_EMERGENCY = "mark_emergency"
    NOT_EMERGENCY = "not_emergency"
    OFFER = "offer"
    WIDEN = "widen"
    SETTLE_TEAM = "settle_team"
    ACCEPT = "accept"
    REFUSE = "refuse"
    RELEASE = "release"
    HAND_ON = "hand_on"
    SAY_LATE = "say_late"
    CONTACT = "contact"
    REPORT_DONE = "report_done"
    CALL_BACK = "call_back"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    CLOSE_UNMET = "close_unmet"
    ADD_WORD = "add_word"
    TRANSFER = "transfer"
    ESCALATE = "escalate"
    RESEAT = "reseat"


@dataclass(frozen=True)
class Step:
    """One allowed change. `to=None` leaves the state as it is."""

    start: frozenset[State]
    to: State | None
    who: frozenset[Role]
    needs_reason: bool = False


def _step(
    start: frozenset[State] | set[State], to: State | None, *who: Role, reason: bool = False
) -> Step:
    return Step(frozenset(start), to, frozenset(who), reason)


A, R = Action, Role
_BEFORE_HELP = {S.PLACED, S.VERIFIED, S.OFFERED, S.REOPENED}
STEPS: Mapping[Action, Step] = {
    # The clock verifies and offers the turns of a rota: desk and household arranged it before.
    A.VERIFY: _step(TO_VERIFY, S.VERIFIED, R.DESK, R.CLOCK),
    A.DECLINE: _step({S.PLACED, S.VERIFIED, S.REOPENED}, S.DECLINED, R.DESK, reason=True),
    # The resident may object once; the level above decides.
    A.OBJECT: _step({S.DECLINED}, S.PLACED, R.REQUESTER, reason=True),
    A.REFER: _step({S.PLACED, S.VERIFIED, S.OFFERED, S.REOPENED}, S.REFERRED, R.DESK, reason=True),
    # A wrong route is set right from above.
    A.REROUTE: _step({S.REFERRED}, S.PLACED, R.ABOVE, reason=True),
    A.MARK_EMERGENCY: _step(_BEFORE_HELP, S.EMERGENCY, R.DESK, reason=True),
    A.NOT_EMERGENCY: _step(_BEFORE_HELP, None, R.DESK, reason=True),
    A.OFFER: _step({S.VERIFIED, S.OFFERED, S.REOPENED}, S.OFFERED, R.DESK, R.CLOCK),
    A.WIDEN: _step({S.OFFERED}, S.OFFERED, R.CLOCK, R.DESK),
    A.SETTLE_TEAM: _step({S.OFFERED}, S.ACCEPTED, R.DESK),
    A.ACCEPT: _step({S.OFFERED}, S.ACCEPTED, R.HELPER),
    A.REFUSE: _step(OPEN, None, R.HELPER),
    A.RELEASE: _step({S.OFFERED, *WITH_HELPER}, S.VERIFIED, R.ACCEPTED),
    A.HAND_ON: _step({S.OFFERED, *WITH_HELPER}, None, R.ACCEPTED),
    A.SAY_LATE: _step(WITH_HELPER, None, R.ACCEPTED),
    A.CONTACT: _step({S.ACCEPTED}, S.CONTACTED, R.ACCEPTED),
    A.REPORT_DONE: _step(WITH_HELPER, S.DONE, R.ACCEPTED),
    A.CALL_BACK: _step({S.DONE}, None, R.DESK),
    # A resident who speaks late is heard all the same.
    A.CONFIRM: _step({S.ACCEPTED, S.CONTACTED, S.DONE, S.UNCONFIRMED}, S.CONFIRMED, R.REQUESTER),
    A.REOPEN: _step({S.DONE, S.UNCONFIRMED}, S.REOPENED, R.REQUESTER),
    A.LAPSE: _step({S.DONE}, S.UNCONFIRMED, R.CLOCK),
    A.WITHDRAW: _step(OPEN - {S.DONE}, S.WITHDRAWN, R.REQUESTER),
    A.MERGE: _step(_BEFORE_HELP, S.MERGED, R.DESK),
    A.CLOSE_UNMET: _step({S.VERIFIED, S.OFFERED, S.REOPENED}, S.UNMET, R.DESK, R.CLOCK),
    A.ADD_WORD: _step(OPEN, None, R.REQUESTER, R.DESK, R.ACCEPTED),
    A.TRANSFER: _step(_BEFORE_HELP, None, R.ABOVE, reason=True),
    A.ESCALATE: _step(OPEN - {S.OFFERED, S.DONE}, None, R.CLOCK),
    A.RESEAT: _step(OPEN, None, R.CLOCK),
}
LATE_WORD = timedelta(days=30)


def allowed(action: Action, state: str, role: Role | None = None) -> bool:
    step = STEPS[action]
    return State(state) in step.start and (role is None or role in step.who)


def actions_from(state: str, role: Role) -> frozenset[Action]:
    """What somebody in this role may do next: the page shows a button for each."""
    return frozenset(action for action in STEPS if allowed(action, state, role))


class Level(StrEnum):
    """How high the request has climbed."""

    COMPOUND = "compound"
    COMMUNITY = "community"
    STREET = "street"


LEVELS = (Level.COMPOUND, Level.COMMUNITY, Level.STREET)


def level_above(level: str) -> Level | None:
    place = LEVELS.index(Level(level)) + 1
    return LEVELS[place] if place < len(LEVELS) else None


class Route(StrEnum):
    HELPERS = "helpers"
    PROPERTY = "property"
    COMMUNITY = "community"
    HOTLINE = "hotline"
    COURT = "court"
    POLICE = "police"
    TOPIC = "topic"
    EMERGENCY = "emergency"


ROUTE_WORDS: Mapping[Route, str] = {
    Route.HELPERS: N_("邻居帮忙"),
    Route.PROPERTY: N_("物业服务企业"),
    Route.COMMUNITY: N_("社区窗口"),
    Route.HOTLINE: N_("12345 热线"),
    Route.COURT: N_("法院或仲裁"),
    Route.POLICE: N_("派出所"),
    Route.TOPIC: N_("小区议事"),
    Route.EMERGENCY: N_("110 / 119 / 120"),
}
# Whom a request can be referred to; each referral also says its ground in words.
REFERRALS = (Route.PROPERTY, Route.COMMUNITY, Route.HOTLINE, Route.COURT, Route.POLICE, Route.TOPIC)


class WorkingDays(Protocol):
    def add_working_days(self, start: datetime, days: int) -> datetime: ...


VERIFY_WORKING_DAYS = 1
OFFER_WORKING_DAYS = 1
WIDEN_AFTER = timedelta(hours=24)
CONTACT_WITHIN = timedelta(days=1)
CALL_BACK_AFTER = timedelta(days=3)
LAPSE_AFTER = timedelta(days=7)
ESCALATED_WORKING_DAYS = 1


def due(state: str, *, now: datetime, days: int, calendar: WorkingDays) -> datetime | None:
    """When the deadline that begins now runs out; `days` is 3, 7 or 15 by class.

    Deadlines run against the organisation, never against the helper. FINAL states have none.
    """
    if state in {S.PLACED, S.REOPENED}:
        return calendar.add_working_days(now, VERIFY_WORKING_DAYS)
    if state == S.VERIFIED:
        return calendar.add_working_days(now, OFFER_WORKING_DAYS)
    if state == S.OFFERED:
        return now + WIDEN_AFTER
    if state == S.ACCEPTED:
        return now + CONTACT_WITHIN
    if state == S.CONTACTED:
        return calendar.add_working_days(now, days)
    if state == S.DONE:
        return now + CALL_BACK_AFTER
    return None


# ---- who fits -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class HelperFacts:
    """What is known of a helper for one request: their own word, and what they hold open now.

    Of age and gender it holds the answer alone (`too_young`, `not_as_wished`): whoever chooses
    among helpers learns neither. `proofs` are qualifications that a desk has seen and that are
    good today; `skills` leaves out what would need one that is not there.
    """

    person: object
    confirmed: bool
    paused: bool
    reach: str
    level_between: str  # the smallest level that holds both places: compound, community, street
    skills: frozenset[str]
    unwanted: frozenset[str]
    open_now: int
    most_open: int
    avoids: bool
    is_requester: bool
    has_released: bool = False
    proofs: frozenset[str] = frozenset()
    chosen: bool = False  # a compound that the helper named
    this_month: int = 0
    most_month: int | None = None
    away: bool = False  # on the day that is wished
    too_young: bool = False
    not_as_wished: bool = False


@dataclass(frozen=True)
class NeedFacts:
    category: str
    suspected_emergency: bool
    qualification: str | None = None


class Hindrance(StrEnum):
    """Why somebody is not asked; shown to nobody but the person themself and the desk's help."""

    NOT_REPORTED_IN = "not_reported_in"
    PAUSED = "paused"
    TOO_FAR = "too_far"
    UNWANTED = "unwanted"
    FULL = "full"
    MONTH_FULL = "month_full"
    AWAY = "away"
    AVOIDS = "avoids"
    OWN_REQUEST = "own_request"
    NOT_QUALIFIED = "not_qualified"
    TOO_YOUNG = "too_young"
    NOT_AS_WISHED = "not_as_wished"
    EMERGENCY = "emergency"


H = Hindrance
_NOT_NOW = N_("这件事现在接不了。")
# What the helper reads, the first that holds. Whom somebody would rather not meet and whom
# somebody wishes at their door is told to nobody: both read like every other no.
HINDRANCE_WORDS: Mapping[Hindrance, str] = {
    H.TOO_YOUNG: N_("这件事要成年人来做。"),
    H.NOT_QUALIFIED: N_("这件事要有相应的资格，值守看过证才行。"),
    H.FULL: N_("你手上的事已经到你自己定的上限了。"),
    H.MONTH_FULL: N_("这个月已经到你自己定的次数了。想多帮，可以先改一改上限。"),
    H.PAUSED: N_("你在歇着。先回来，再接。"),
    H.AWAY: N_("这一天你写了不方便。"),
    H.TOO_FAR: N_("这里比你愿意走的远。"),
    H.UNWANTED: N_("这一类你写了不想被问到。"),
    H.NOT_REPORTED_IN: _NOT_NOW,
    H.AVOIDS: _NOT_NOW,
    H.OWN_REQUEST: _NOT_NOW,
    H.NOT_AS_WISHED: _NOT_NOW,
    H.EMERGENCY: _NOT_NOW,
}
# Asked by name, how far, what kind and which day is the helper's own choice now.
OWN_CHOICE = frozenset({H.TOO_FAR, H.UNWANTED, H.PAUSED, H.AWAY})


def hindrance_word(against: Collection[Hindrance]) -> str:
    """The one sentence that a helper is told."""
    return next((word for one, word in HINDRANCE_WORDS.items() if one in against), _NOT_NOW)


def hindrances(helper: HelperFacts, need: NeedFacts) -> tuple[Hindrance, ...]:
    """The hard rules, never traded. Empty means: may be asked, and may accept."""
    far = LEVELS.index(Level(helper.level_between)) > LEVELS.index(Level(helper.reach))
    checks = {
        H.NOT_REPORTED_IN: not helper.confirmed,
        H.PAUSED: helper.paused,
        H.TOO_FAR: far and not helper.chosen,
        H.UNWANTED: need.category in helper.unwanted,
        H.FULL: helper.open_now >= helper.most_open,
        H.MONTH_FULL: helper.most_month is not None and helper.this_month >= helper.most_month,
        H.AWAY: helper.away,
        H.AVOIDS: helper.avoids,
        H.OWN_REQUEST: helper.is_requester,
        H.NOT_QUALIFIED: bool(need.qualification) and need.qualification not in helper.proofs,
        H.TOO_YOUNG: helper.too_young,
        H.NOT_AS_WISHED: helper.not_as_wished,
        H.EMERGENCY: need.suspected_emergency,
    }
    return tuple(hindrance for hindrance, holds in checks.items() if holds)


NIGHT = frozenset({"evening"})


def is_for_adults(dangerous: bool, wished_part: str) -> bool:
    """What nobody under 18 is asked for: dangerous work, and the evening (志愿服务条例 15)."""
    return dangerous or wished_part in NIGHT


def least_wanted(needs_two: bool, wish: Mapping[str, object]) -> int:
    """How many helpers go at least: two where the kind or the one served asks for a pair."""
    return 2 if needs_two or wish.get("pairs") else 1


def free_slot(taken: set[int], wanted: int) -> int | None:
    """The first place in the team that nobody holds."""
    return next((slot for slot in range(wanted) if slot not in taken), None)


# ---- routing ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoutingRule:
    """One line of the routing table. Empty conditions fit everything; first match wins."""

    key: int
    name: str
    category: str
    spot: str
    words: tuple[str, ...]
    route: str
    days: int

    def fits(self, category: str, spot: str, text: str) -> bool:
        return (
            self.category in {"", category}
            and self.spot in {"", spot}
            and (not self.words or any(word in text for word in self.words))
        )


def route(table: list[RoutingRule], category: str, spot: str, text: str) -> RoutingRule | None:
    """The first rule that fits, in the order of the table."""
    return next((rule for rule in table if rule.fits(category, spot, text)), None)
