"""Whom to ask now, whom a little later, and when to look again: what every policy shares. Pure.

An invitation is open until it is answered or the places are taken; who is silent owes nothing. A
refusal makes room for the next at once, an acceptance ends the asking and the others are thanked.
Times are minutes, troubles tenths of a minute (`matching`), chances those of `chances`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from last500.service_requests.rules import LEVELS, Level

DAY = 24 * 60
# Nobody is asked by night, unless it presses and they have said that they may be.
MORNING, NIGHT = 8 * 60, 21 * 60 + 30
# Asked further away after these shares of the time until somebody should have said yes.
WIDENS: tuple[tuple[float, Level], ...] = (
    (0.0, Level.COMPOUND),
    (0.2, Level.COMMUNITY),
    (0.4, Level.STREET),
)
# Looked at again after so long where a policy names no time.
PAUSE_WITHOUT_WORD = 30.0
# Whoever was silent for so long may be asked for something else; the invitation stays open.
LETS_GO = 60.0
# An invitation without an answer counts among those on the way for so long.
ON_THE_WAY = 30.0
# So long after an ask half of those who will say yes have said it (assumed; simulation/behaviour).
HALF_ANSWERED = 8.0


class Urgency(StrEnum):
    URGENT = "urgent"  # needed within four hours
    SOON = "soon"  # within a day
    NORMAL = "normal"


def urgency(left: float) -> Urgency:
    """By the minutes that are left until it is needed."""
    if left <= 4 * 60:
        return Urgency.URGENT
    return Urgency.SOON if left <= DAY else Urgency.NORMAL


# Minutes within which somebody should have said yes.
ANSWER_WITHIN = {Urgency.URGENT: 30.0, Urgency.SOON: 4 * 60.0, Urgency.NORMAL: float(DAY)}


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody whom the hard rules let be asked, who is asked for nothing else at this moment."""

    person: object
    level: str  # compound, community, street
    walk: int  # tenths of a minute to the door
    trouble: int  # tenths of a minute, all in all; below zero for whoever came forward
    chance: float
    since_asked: float = float("inf")  # minutes since they were last asked for anything
    lot: str = ""  # decides between equals: another order for each request
    free: bool = True  # has said to be free at that time


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that has no answer yet."""

    chance: float
    minutes: float  # since it was sent

    @property
    def on_the_way(self) -> bool:
        return self.minutes < ON_THE_WAY

    def left(self) -> float:
        """The chance that a yes still comes, when none has come up to now."""
        late: float = self.chance * 0.5 ** (self.minutes / HALF_ANSWERED)
        return late / (1 - self.chance + late)


@dataclass(frozen=True, slots=True)
class Situation:
    """How it stands with one request that looks for people."""

    minute: float  # since the first was asked
    urgency: Urgency
    missing: int  # places nobody has taken
    waiting: tuple[Waiting, ...] = ()
    asked: int = 0  # up to now
    rounds: int = 0
    since_round: float = 0.0  # minutes since the last round was asked
    refused: int = 0  # since the last round
    pressure: float = 0.0  # asks for each helper and week, of late, in this place

    @property
    def on_the_way(self) -> int:
        return sum(one.on_the_way for one in self.waiting)

    @property
    def within(self) -> float:
        return ANSWER_WITHIN[self.urgency]


@dataclass(frozen=True, slots=True)
class Step:
    """Whom to ask now; look again after so many minutes unless something happens before."""

    ask: tuple[object, ...] = ()
    again: float | None = None
    open_to: str = ""  # whoever fits may come forward, as far as this level
    enough: bool = False  # nobody more is asked, whoever there may be: answers are waited for


Policy = Callable[[Situation, Sequence[Choice]], Step]


def as_far_as(situation: Situation) -> Level:
    """The widest level at this minute; what presses is asked everywhere from the beginning."""
    if situation.urgency == Urgency.URGENT:
        return LEVELS[-1]
    share = situation.minute / situation.within
    return next(level for least, level in reversed(WIDENS) if share >= least)


def in_reach(situation: Situation, choices: Iterable[Choice]) -> list[Choice]:
    """Who is near enough by now; further away as soon as nobody nearer is left."""
    far = LEVELS.index(as_far_as(situation))
    found = list(choices)
    while found:
        near = [one for one in found if LEVELS.index(Level(one.level)) <= far]
        if near or far + 1 == len(LEVELS):
            return near
        far += 1
    return []


def asleep(minute_of_day: float) -> bool:
    return not MORNING <= minute_of_day % DAY < NIGHT


def until_morning(minute_of_day: float) -> float:
    """Minutes until people may be asked again; 0 by day."""
    return (MORNING - minute_of_day) % DAY if asleep(minute_of_day) else 0.0


def nobody_yes(waiting: Iterable[Waiting]) -> float:
    """The chance that none of these says yes any more."""
    left = 1.0
    for one in waiting:
        left *= 1 - one.left()
    return left
