"""Bodies, meetings and their minutes: who may meet, what a count of hands says. Pure.

Whoever comes is a number, never a name. What is the owners' alone a meeting can only prepare
(民法典 278). A tie goes back to discussion. Minutes are written by one and confirmed by another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from last500.base.marking import N_


class Body(StrEnum):
    """The kinds of body; a compound chooses which it has."""

    RESIDENTS = "residents"
    OPEN_AIR = "open_air"
    AUTONOMY = "autonomy"
    JOINT = "joint"


BODY_WORDS: Mapping[Body, str] = {
    Body.RESIDENTS: N_("居民议事会"),
    Body.OPEN_AIR: N_("坝坝会"),
    Body.AUTONOMY: N_("自治委员会"),
    Body.JOINT: N_("业委会、物业、社区联席会"),
}
BODY_SAYS: Mapping[Body, str] = {
    Body.RESIDENTS: N_("常设的，成员由本人答应，有任期。"),
    Body.OPEN_AIR: N_("谁都可以来，没有固定成员。"),
    Body.AUTONOMY: N_("没有物业、没有业委会的院落，居民自己管。成员由本人答应，有任期。"),
    Body.JOINT: N_("业委会、物业和社区坐在一起。来的人由各自单位派，没有固定成员。"),
}
STANDING = frozenset({Body.RESIDENTS, Body.AUTONOMY})  # those with members
THREE_NO = "three_no"  # kind of compound without property, owners' committee or management


def may_have(kind: str, compound_kind: str) -> bool:
    """An autonomy committee is for compounds that nobody else manages."""
    return Body(kind) != Body.AUTONOMY or compound_kind == THREE_NO


# ---- members ------------------------------------------------------------------------------------


class Seat(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    LEFT = "left"


SEAT_WORDS: Mapping[Seat, str] = {
    Seat.ASKED: N_("等本人答复"),
    Seat.AGREED: N_("答应了"),
    Seat.DECLINED: N_("没有答应"),
    Seat.LEFT: N_("退出了"),
}
TERM_MOST = timedelta(days=5 * 366)
SEATS_MOST = 60


def term_fits(since: date, until: date, today: date) -> bool:
    return since < until <= since + TERM_MOST and until > today


# ---- the life of a meeting ----------------------------------------------------------------------


class State(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    WRITTEN = "written"  # the minutes, not yet confirmed
    CONFIRMED = "confirmed"  # by another person who was there
    PUBLISHED = "published"
    CALLED_OFF = "called_off"


class Action(StrEnum):
    ANNOUNCE = "announce"
    MOVE = "move"
    CALL_OFF = "call_off"
    WRITE = "write"
    CONFIRM = "confirm"
    MEND = "mend"  # confirmed minutes are taken back to be mended and confirmed anew
    PUBLISH = "publish"
    MOVE_UP = "move_up"


@dataclass(frozen=True)
class Step:
    start: frozenset[State]
    to: State | None
    needs_reason: bool = False


S, A = State, Action
STEPS: Mapping[Action, Step] = {
    A.ANNOUNCE: Step(frozenset({S.DRAFT}), S.ANNOUNCED),
    A.MOVE: Step(frozenset({S.ANNOUNCED}), None, needs_reason=True),
    A.CALL_OFF: Step(frozenset({S.DRAFT, S.ANNOUNCED}), S.CALLED_OFF, needs_reason=True),
    A.WRITE: Step(frozenset({S.ANNOUNCED, S.WRITTEN}), S.WRITTEN),
    A.CONFIRM: Step(frozenset({S.WRITTEN}), S.CONFIRMED),
    A.MEND: Step(frozenset({S.CONFIRMED}), S.WRITTEN),
    A.PUBLISH: Step(frozenset({S.CONFIRMED}), S.PUBLISHED),
    A.MOVE_UP: Step(frozenset({S.ANNOUNCED, S.WRITTEN, S.CONFIRMED}), None),
}
OVER = frozenset({S.PUBLISHED, S.CALLED_OFF})
LYING = frozenset({S.ANNOUNCED, S.WRITTEN, S.CONFIRMED})
STATE_WORDS: Mapping[State, str] = {
    S.DRAFT: N_("还在准备"),
    S.ANNOUNCED: N_("要开会"),
    S.WRITTEN: N_("开过了，记录等确认"),
    S.CONFIRMED: N_("记录确认过，等公布"),
    S.PUBLISHED: N_("有记录"),
    S.CALLED_OFF: N_("不开了"),
}
# Codes of web/parts.html.
SHAPES: Mapping[State, str] = {
    S.DRAFT: "wait",
    S.ANNOUNCED: "asked",
    S.WRITTEN: "word",
    S.CONFIRMED: "go",
    S.PUBLISHED: "confirmed",
    S.CALLED_OFF: "stop",
}


def allowed(action: Action, state: str) -> bool:
    return State(state) in STEPS[action].start


def state_after(action: Action, state: str) -> State:
    return STEPS[action].to or State(state)


class LedBy(StrEnum):
    DESK = "desk"
    CHAIR = "chair"


LED_WORDS: Mapping[LedBy, str] = {
    LedBy.DESK: N_("小区值守"),
    LedBy.CHAIR: N_("召集人（一个职务，不写名字）"),
}


# ---- who came, and how many hands ---------------------------------------------------------------


@dataclass(frozen=True)
class Came:
    """How many came, as what. One who is several things is counted once."""

    residents: int = 0
    owners: int = 0
    members: int = 0
    guests: int = 0

    @property
    def total(self) -> int:
        return self.residents + self.owners + self.members + self.guests

    @property
    def hands(self) -> int:
        """How many may raise a hand: guests do not."""
        return self.total - self.guests


@dataclass(frozen=True)
class Hands:
    in_favour: int
    against: int
    abstained: int = 0

    @property
    def total(self) -> int:
        return self.in_favour + self.against + self.abstained


COUNT_MOST = 5000


class Outcome(StrEnum):
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    TIE = "tie"
    PUT_OFF = "put_off"
    NEEDS_VOTE = "needs_vote"
    NEEDS_CONSULTATION = "needs_consultation"
    HEARD = "heard"  # a point at which nothing was to be decided


OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.AGREED: N_("商定了"),
    Outcome.NOT_AGREED: N_("没有商定"),
    Outcome.TIE: N_("赞成和反对一样多，回去再商量"),
    Outcome.PUT_OFF: N_("下次再商量"),
    Outcome.NEEDS_VOTE: N_("要业主表决"),
    Outcome.NEEDS_CONSULTATION: N_("先征求大家意见"),
    Outcome.HEARD: N_("听过了，没有要定的"),
}
OUTCOME_SHAPES: Mapping[Outcome, str] = {
    Outcome.AGREED: "confirmed",
    Outcome.NOT_AGREED: "stop",
    Outcome.TIE: "again",
    Outcome.PUT_OFF: "wait",
    Outcome.NEEDS_VOTE: "on",
    Outcome.NEEDS_CONSULTATION: "on",
    Outcome.HEARD: "word",
}
# Said on the form; a tie is not chosen, it is counted.
CHOICES = tuple(outcome for outcome in Outcome if outcome != Outcome.TIE)


def quorate(present: int, entitled: int | None) -> bool:
    """A residents' assembly meets when more than half of those entitled are there, strictly
    (居民委员会组织法: 过半数出席). Without the rule (None) every meeting may go on."""
    return entitled is None or 2 * present > entitled


class Wrong(StrEnum):
    """Why minutes of a point do not fit together."""

    TOO_MANY_HANDS = "too_many_hands"
    LOST = "lost"
    OWNERS_ALONE = "owners_alone"
    NOT_QUORATE = "not_quorate"
    NOT_HALF = "not_half"


WRONG_WORDS: Mapping[Wrong, str] = {
    Wrong.TOO_MANY_HANDS: N_("举手的比到场能举手的人还多，请再数一数。"),
    Wrong.LOST: N_("反对的更多，这样没有商定。"),
    Wrong.OWNERS_ALONE: N_("这件事要业主表决才能定（民法典第二百七十八条），会上只能准备。"),
    Wrong.NOT_QUORATE: N_("到场的不到一半，这次会不能定事（居民委员会组织法），可以听、可以商量。"),
    Wrong.NOT_HALF: N_("居民会议要到场的过半数赞成才算定（居民委员会组织法）。"),
}


def wrong_with(
    outcome: str,
    hands: Hands | None,
    came: Came,
    *,
    needs_vote: bool = False,
    entitled: int | None = None,
) -> Wrong | None:
    if hands is not None and hands.total > came.hands:
        return Wrong.TOO_MANY_HANDS
    if outcome != Outcome.AGREED or (hands and hands.in_favour == hands.against):
        return None
    if needs_vote:
        return Wrong.OWNERS_ALONE
    if not quorate(came.hands, entitled):
        return Wrong.NOT_QUORATE
    if hands is not None and hands.in_favour < hands.against:
        return Wrong.LOST
    if entitled is not None and (hands is None or 2 * hands.in_favour <= came.hands):
        return Wrong.NOT_HALF
    return None


def settled(outcome: str, hands: Hands | None) -> Outcome:
    """As many for as against is no decision, whatever was chosen."""
    said = Outcome(outcome)
    if said == Outcome.AGREED and hands is not None and hands.in_favour == hands.against:
        return Outcome.TIE
    return said


NOBODY_FOR = N_("没有人说赞成")
NOBODY_AGAINST = N_("没有人说反对")
NO_SIDES = N_("没有要定的，不分赞成反对")


class Part(StrEnum):
    """What of published minutes can be written wrong. An outcome is not put right: it is talked
    about again."""

    CAME = "came"
    WORDS = "words"
    SAID_FOR = "said_for"
    SAID_AGAINST = "said_against"
    HANDS = "hands"
    DECISION = "decision"


PART_WORDS: Mapping[Part, str] = {
    Part.CAME: N_("来了多少人"),
    Part.WORDS: N_("商量了什么"),
    Part.SAID_FOR: N_("赞成的说"),
    Part.SAID_AGAINST: N_("反对的说"),
    Part.HANDS: N_("举手的数"),
    Part.DECISION: N_("商定了什么"),
}

# ---- how to run one -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Outline:
    """A short agenda and how to run it, in our own words."""

    code: str
    title: str
    points: tuple[str, ...]
    how: tuple[str, ...]


TEMPLATES: tuple[Outline, ...] = (
    Outline("first", N_("第一次坐到一起"),
             (N_("认识一下"), N_("每人说一件最想办的事"), N_("选一件小事先办"), N_("下次什么时候")),
             (N_("围着坐，不设主席台。"), N_("每人两分钟，先说的人不评别人说的。"),
              N_("最后只挑一件办得成的小事。"))),
    Outline("small", N_("商量一件小事"),
             (N_("说清楚是什么事"), N_("有几个办法，各有什么好处难处"), N_("定下来，谁来办")),
             (N_("先问不赞成的，把他们的话原样记下来。"), N_("没有人办、没有日子，就没定下来。"),
              N_("四十分钟，说不完下次接着说。"))),
    Outline("books", N_("半年的账，念给大家听"),
             (N_("半年收了多少、花了多少"), N_("大家问，管账的答"), N_("下半年打算花在哪里")),
             (N_("账先贴三天，再开会。"), N_("答不上来的记下来，写明哪天回话。"),
              N_("动用公共收益和维修资金，要业主表决。"))),
    Outline("covenant", N_("商量小区公约"),
             (N_("一条一条念"), N_("哪一条改一改"), N_("这一版用不用")),
             (N_("公约不罚款、不点名，写大家做得到的。"), N_("有争的那一条先放一放，别的先定。"),
              N_("写明哪天回看。"))),
    Outline("complaint", N_("公共地方的一个意见"),
             (N_("哪个地方、什么时候、什么情况"), N_("受影响的和在那里活动的各说一遍"),
              N_("大家都过得去的办法"), N_("试多久，哪天再看")),
             (N_("说地方和时间，不说谁。"), N_("两边说话的时间一样长。"),
              N_("先试两个星期，再定。"))),
)  # fmt: skip
BY_CODE: Mapping[str, Outline] = {one.code: one for one in TEMPLATES}

# ---- time ---------------------------------------------------------------------------------------


class WorkingDays(Protocol):
    def add_working_days(self, start: datetime, days: int) -> datetime: ...


NOTICE_LEAST = timedelta(hours=24)  # between the notice and the meeting
AHEAD_MOST = timedelta(days=120)
POINTS_MOST, TASKS_MOST = 8, 3
# Working days: until the minutes are written, confirmed, published; of the next desk above.
DAYS: Mapping[State, int] = {S.ANNOUNCED: 3, S.WRITTEN: 5, S.CONFIRMED: 3}
ABOVE_DAYS = 5


def in_time(starts_at: datetime, now: datetime) -> bool:
    """The notice hangs a day before, and not half a year."""
    return now + NOTICE_LEAST <= starts_at <= now + AHEAD_MOST


def due(
    state: str, *, now: datetime, starts_at: datetime, calendar: WorkingDays
) -> datetime | None:
    """By when the desk has its next word, in working days; None where it has none."""
    days = DAYS.get(State(state))
    if days is None:
        return None
    return calendar.add_working_days(max(now, starts_at) if state == S.ANNOUNCED else now, days)
