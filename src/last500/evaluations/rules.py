"""Evaluation: who may say how it was and until when, what may be counted, whose yes it needs. Pure.

Nobody has to say anything: silence is nothing and is never counted. What is published are counts
behind which five people stand; there is no average, and nothing is compared with anything.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from last500.base.marking import N_
from last500.feedback.rules import FEWEST, Served, sums


class State(StrEnum):
    DRAFT = "draft"
    WRITTEN = "written"  # its counts are taken, nothing changes while the others read it
    PUBLISHED = "published"


class Action(StrEnum):
    DRAFT = "draft"
    WRITE = "write"
    REOPEN = "reopen"
    AGREE = "agree"
    PUBLISH = "publish"


class Side(StrEnum):
    """Whose yes a publication needs: the community's, and theirs who carry the project."""

    COMMUNITY = "community"
    CARRIER = "carrier"


@dataclass(frozen=True)
class Step:
    start: frozenset[State]
    to: State


S, A = State, Action
STEPS: Mapping[Action, Step] = {
    A.DRAFT: Step(frozenset({S.DRAFT}), S.DRAFT),
    A.WRITE: Step(frozenset({S.DRAFT}), S.WRITTEN),
    A.REOPEN: Step(frozenset({S.WRITTEN}), S.DRAFT),
    A.AGREE: Step(frozenset({S.WRITTEN}), S.WRITTEN),
    A.PUBLISH: Step(frozenset({S.WRITTEN}), S.PUBLISHED),
}
STATE_WORDS: Mapping[State, str] = {
    S.DRAFT: N_("还在写"),
    S.WRITTEN: N_("写好了，等同意"),
    S.PUBLISHED: N_("公开了"),
}
SHAPES: Mapping[State, str] = {S.DRAFT: "wait", S.WRITTEN: "asked", S.PUBLISHED: "done"}
SIDE_WORDS: Mapping[Side, str] = {Side.COMMUNITY: N_("社区"), Side.CARRIER: N_("牵头的一方")}


def allowed(action: Action, state: str) -> bool:
    return State(state) in STEPS[action].start


def sides_needed(*, carried: bool) -> frozenset[Side]:
    """The community always; whoever carries it where that is not the desk itself."""
    return frozenset(Side) if carried else frozenset({Side.COMMUNITY})


def waits_for(needed: Collection[Side], agreed: Collection[Side]) -> tuple[Side, ...]:
    """Whose yes is still missing. Silence is no."""
    return tuple(side for side in Side if side in needed and side not in agreed)


# ---- what people who came say -------------------------------------------------------------------

# The words with which requests are rated, the best first.
RATING_WORDS: Mapping[int, str] = {3: N_("很好"), 2: N_("还行"), 1: N_("不太好")}
# How long somebody may say how it was, where no evaluation of a project ends it.
SAYS_WITHIN = timedelta(days=35)
# So long after its end people are asked, once: not while they are still on their way home.
ASKS_AFTER = timedelta(hours=2)
ASKS_WITHIN = timedelta(days=7)


def may_say(
    now: datetime, ends: datetime, *, called_off: bool, written: bool, in_project: bool
) -> bool:
    """Whether somebody who came may say or change how it was.

    `ends`: of the activity. `written`: the evaluation of its project is written. Without a
    project it is open for five weeks.
    """
    if called_off or now < ends or written:
        return False
    return in_project or now < ends + SAYS_WITHIN


def may_ask(now: datetime, ends: datetime) -> bool:
    """Whether those who came are asked now; an old activity is never asked about."""
    return ends + ASKS_AFTER <= now < ends + ASKS_WITHIN


# ---- counts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    """Of one kind; `number` None where it is not told."""

    code: str
    number: int | None


@dataclass(frozen=True)
class Told:
    """`whole` None: fewer than five people stand behind it, and nothing at all is told.

    What is not told adds up, with what is, to `whole`; behind it too stand five people, or nobody.
    """

    whole: int | None
    parts: tuple[Count, ...]

    @property
    def complete(self) -> bool:
        return self.whole is not None and all(one.number is not None for one in self.parts)


def told(rows: Collection[Served], codes: Iterable[str]) -> Told:
    """Which of these counts may be published: the rule of the letters to units (feedback.rules).

    A zero is told only together with everything else: nobody stands behind it.
    """
    codes = tuple(codes)
    found = sums(rows, FEWEST)
    if found is None:
        return Told(None, tuple(Count(code, None) for code in codes))
    numbers = {one.kind: one.times for one in found.kinds}
    nothing_hidden = sum(numbers.values()) == found.whole.times
    return Told(
        found.whole.times,
        tuple(Count(code, numbers.get(code, 0 if nothing_hidden else None)) for code in codes),
    )


def rated(ratings: Iterable[tuple[UUID, int]]) -> Told:
    """Of (person, rating): how often each was given. One person may have come more than once."""
    counted: dict[tuple[UUID, int], int] = {}
    for one in ratings:
        counted[one] = counted.get(one, 0) + 1
    rows = [Served(person, str(rating), n, 0) for (person, rating), n in counted.items()]
    return told(rows, [str(rating) for rating in RATING_WORDS])


HELPED, TOOK_PART = "helped", "took_part"
CAME_WORDS: Mapping[str, str] = {TOOK_PART: N_("来参加的"), HELPED: N_("来帮忙的")}


def came(rows: Iterable[tuple[UUID, bool, int]]) -> Told:
    """Of (person, helped, heads): how many people came, nobody twice.

    Whoever helped once counts as somebody who helped: who did both would else be the difference.
    `heads` are the person and whom they brought; of several dates the largest.
    """
    helped: dict[UUID, bool] = {}
    heads: dict[UUID, int] = {}
    for person, helps, number in rows:
        helped[person] = helped.get(person, False) or helps
        heads[person] = max(heads.get(person, 0), number)
    served = [
        Served(person, HELPED if helped[person] else TOOK_PART, heads[person], 0)
        for person in heads
    ]
    return told(served, CAME_WORDS)
