"""The three lists of a community: kinds, states, who takes which step, who answers next. Pure.

A claim (a unit offers to meet a need) and a booking (somebody asks for a resource at a time) are
one thought: one side asks, the other answers, and silence is never a yes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from last500.base.marking import N_
from last500.organisations.rules import Calendar


class ResourceKind(StrEnum):
    ROOM = "room"
    EXPERT = "expert"
    GOODS = "goods"
    SERVICE = "service"
    VEHICLE = "vehicle"
    OTHER = "other"


class NeedState(StrEnum):
    PROPOSED = "proposed"  # by a compound's desk; the community's desk takes it up or not
    OPEN = "open"
    CLAIMED = "claimed"  # somebody asks to meet it, the community has not answered yet
    AGREED = "agreed"  # all of it is promised
    DONE = "done"
    GIVEN_UP = "given_up"


class ResourceState(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    ENDED = "ended"


class Deal(StrEnum):
    """Where a claim or a booking stands."""

    ASKED = "asked"
    AGREED = "agreed"
    HELD = "held"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"  # nobody answered in its time: never counted as a yes, nor as a no


class Side(StrEnum):
    ASKER = "asker"
    HOST = "host"  # whoever answers: of a claim the community, of a booking whose resource it is
    CLOCK = "clock"


class Act(StrEnum):
    ASK = "ask"
    AGREE = "agree"
    REFUSE = "refuse"
    CANCEL = "cancel"
    HOLD = "hold"
    REMIND = "remind"
    LAPSE = "lapse"


ROOM, GOODS = ResourceKind.ROOM, ResourceKind.GOODS
KIND_WORDS: Mapping[str, str] = {
    ResourceKind.ROOM: N_("场地"),
    ResourceKind.EXPERT: N_("专家"),
    ResourceKind.GOODS: N_("物资"),
    ResourceKind.SERVICE: N_("技能服务"),
    ResourceKind.VEHICLE: N_("车辆"),
    ResourceKind.OTHER: N_("别的"),
}
NEED_WORDS: Mapping[str, str] = {
    NeedState.PROPOSED: N_("小区提的，等社区定"),
    NeedState.OPEN: N_("等人认领"),
    NeedState.CLAIMED: N_("有人认领，等社区答复"),
    NeedState.AGREED: N_("说定了"),
    NeedState.DONE: N_("办成了"),
    NeedState.GIVEN_UP: N_("不办了"),
}
RESOURCE_WORDS: Mapping[str, str] = {
    ResourceState.OPEN: N_("可以用"),
    ResourceState.PAUSED: N_("先停一停"),
    ResourceState.ENDED: N_("不再提供"),
}
CLAIM_WORDS: Mapping[str, str] = {
    Deal.ASKED: N_("等社区答复"),
    Deal.AGREED: N_("说定了"),
    Deal.HELD: N_("办成了"),
    Deal.REFUSED: N_("没有约成"),
    Deal.CANCELLED: N_("取消了"),
    Deal.LAPSED: N_("没等到答复"),
}
BOOKING_WORDS: Mapping[str, str] = {**CLAIM_WORDS, Deal.ASKED: N_("等对方答复")}
# The shape of a state on a page (web/parts.html).
NEED_SHAPES = {
    NeedState.PROPOSED: "wait",
    NeedState.OPEN: "open",
    NeedState.CLAIMED: "asked",
    NeedState.AGREED: "go",
    NeedState.DONE: "done",
    NeedState.GIVEN_UP: "stop",
}
RESOURCE_SHAPES = {
    ResourceState.OPEN: "go",
    ResourceState.PAUSED: "wait",
    ResourceState.ENDED: "stop",
}
DEAL_SHAPES = {
    Deal.ASKED: "asked",
    Deal.AGREED: "go",
    Deal.HELD: "done",
    Deal.REFUSED: "stop",
    Deal.CANCELLED: "stop",
    Deal.LAPSED: "open",
}

LIVE = frozenset({NeedState.OPEN, NeedState.CLAIMED, NeedState.AGREED})
CLAIMABLE = frozenset({NeedState.OPEN, NeedState.CLAIMED})
# What takes a place in the calendar: who asked first has it until the other side says no.
HOLDING = frozenset({Deal.ASKED, Deal.AGREED, Deal.HELD})
UNFINISHED = frozenset({Deal.ASKED, Deal.AGREED})

# ---- steps --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """`to` None: the state stays. `needs_words`: the other side is owed a sentence."""

    start: frozenset[Deal]
    to: Deal | None
    sides: frozenset[Side]
    needs_words: bool = False


_BOTH = frozenset({Side.ASKER, Side.HOST})
_HOST, _CLOCK = frozenset({Side.HOST}), frozenset({Side.CLOCK})
BOOKING_STEPS: Mapping[Act, Step] = {
    Act.AGREE: Step(frozenset({Deal.ASKED}), Deal.AGREED, _HOST),
    Act.REFUSE: Step(frozenset({Deal.ASKED}), Deal.REFUSED, _HOST, needs_words=True),
    Act.CANCEL: Step(UNFINISHED, Deal.CANCELLED, _BOTH, needs_words=True),
    Act.HOLD: Step(frozenset({Deal.AGREED}), Deal.HELD, _BOTH),
    Act.REMIND: Step(frozenset({Deal.ASKED}), None, _CLOCK),
    Act.LAPSE: Step(frozenset({Deal.ASKED}), Deal.LAPSED, _CLOCK),
}
# That a need was met is said by the community alone: nobody confirms what they did themselves.
CLAIM_STEPS: Mapping[Act, Step] = {
    **BOOKING_STEPS,
    Act.HOLD: Step(frozenset({Deal.AGREED}), Deal.HELD, _HOST),
}
STEP_WORDS: Mapping[str, str] = {
    Act.ASK: N_("提出来"),
    Act.AGREE: N_("同意了"),
    Act.REFUSE: N_("没有同意"),
    Act.CANCEL: N_("取消了"),
    Act.HOLD: N_("说办成了"),
    Act.REMIND: N_("到期还没答复，提醒了一次"),
    Act.LAPSE: N_("到日子没有答复，作罢"),
}


def may(
    steps: Mapping[Act, Step],
    act: Act,
    state: str,
    sides: frozenset[Side],
    *,
    now: datetime | None = None,
    starts_at: datetime | None = None,
) -> bool:
    """Whether one of these sides may take the step now.

    A host who has not answered yet refuses and does not cancel; what has not begun was not held.
    """
    step = steps.get(act)
    if step is None or Deal(state) not in step.start or not step.sides & sides:
        return False
    if act == Act.CANCEL and state == Deal.ASKED and Side.ASKER not in sides:
        return False
    too_early = now is not None and starts_at is not None and now < starts_at
    return not (act == Act.HOLD and too_early)


def next_side(state: str, *, begun: bool) -> Side | None:
    """Who has to say something now; after its time whoever asked says how it went."""
    if state == Deal.ASKED:
        return Side.HOST
    return Side.ASKER if state == Deal.AGREED and begun else None


# ---- needs --------------------------------------------------------------------------------------


def need_state(*, wanted: int, agreed: int, held: int, waiting: bool) -> NeedState:
    """What its claims make of a need that goes on; done is only what the community confirmed."""
    if held >= wanted:
        return NeedState.DONE
    if agreed >= wanted:
        return NeedState.AGREED
    return NeedState.CLAIMED if waiting else NeedState.OPEN


def need_waits_for_desk(state: str, until_on: date, today: date) -> bool:
    """Whether the community's desk has to say something: to a proposal, a claim, or an old date."""
    if state in {NeedState.PROPOSED, NeedState.CLAIMED}:
        return True
    return state in LIVE and until_on < today


# ---- time ---------------------------------------------------------------------------------------

ANSWER_WORKING_DAYS = 3
CLAIM_WAITS_DAYS = 30
WANTED_MOST, PIECES_MOST = 9_999, 9_999
UNTIL_MOST_DAYS = 366


def answer_due(now: datetime, calendar: Calendar) -> datetime:
    """By when the other side owes an answer; a duty of the organisation, not of a person."""
    return calendar.add_working_days(now, ANSWER_WORKING_DAYS)


def claim_lapses(now: datetime, until: datetime) -> datetime:
    """When an unanswered claim is over: with the need's last day, at the latest after thirty."""
    return min(max(until, now + timedelta(days=1)), now + timedelta(days=CLAIM_WAITS_DAYS))


# ---- money and area -----------------------------------------------------------------------------

FEN = 100
FEN_MOST = 10**13  # a hundred thousand million yuan: more is a slip of the finger


def left_of(planned: int, spent: int) -> int:
    """Fen that are planned and not spent yet; below zero where more was spent than planned."""
    return planned - spent
