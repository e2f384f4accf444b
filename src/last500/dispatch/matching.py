"""Who might be asked for a request, and why: pure, in whole tenths of a minute.

The cost says what it is worth not to trouble somebody: walking, being asked again, having much on
hand, another time than wished. Only what helpers declared themselves and what they are doing now
counts; no other trait of a person does (docs: dispatch is an invitation, a refusal costs nothing).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from last500.reportin.week import PARTS, OtherDays, Window, free_on
from last500.service_requests.rules import HelperFacts, Level, NeedFacts, hindrances

# The weights, in tenths of a minute. Each has one sentence.
#
# The walk to the door: a minute in the same building, six in the compound, then further.
WALK_BUILDING = 10
WALK: Mapping[str, int] = {Level.COMPOUND: 60, Level.COMMUNITY: 150, Level.STREET: 300}
# Whoever has not named a fitting skill may still come, but needs ten minutes longer.
NO_SKILL = 100
# Another time than the wished one has to be agreed by telephone first.
NOT_FREE = 200
# Nobody wished a time, and the helper has named none: one more question.
NO_TIME_KNOWN = 60
# Being asked again within thirty days tires, each time a little more.
EACH_ASK = 30
ASKED_LATELY_DAYS = 30
# Somebody who was not asked for a month is glad to be (six minutes' worth).
NOT_ASKED = -60
# What somebody already has on hand weighs more with each piece.
ON_HAND = (0, 150, 400, 800)
# Who came forward by 我能帮 comes before all who would have to be asked.
CAME_FORWARD = -300

LEAST_OVERLAP = 30
REASONS_MOST = 4


@dataclass(frozen=True)
class Slot:
    """A free time every week: day 0 is Monday; part of the day as in reportin.rules.PARTS."""

    day: int
    part: str


@dataclass(frozen=True)
class Candidate:
    """What is known of one helper for one request."""

    facts: HelperFacts
    same_building: bool = False
    free: Slot | None = None  # the soonest free time that suits the wish
    asked_lately: int = 0
    came_forward: bool = False


@dataclass(frozen=True)
class Need:
    """What is asked for: the hard part, the skills that fit, whether a time was wished."""

    key: str
    hard: NeedFacts
    skills: tuple[str, ...]
    wished: bool = False


@dataclass(frozen=True)
class Proposal:
    """One helper to ask; `reasons` are codes, put into words by dispatch.words."""

    person: object
    cost: int
    reasons: tuple[str, ...]


def part_of(minute: int) -> str:
    """The part of the day in which a minute lies."""
    return next((part for part, (_, end) in PARTS.items() if minute < end), "evening")


def soonest(
    free: Iterable[Sequence[int]], *, weekday: int | None, part: str, tomorrow: int
) -> Slot | None:
    """The first free time ([day, start, end], minutes) that suits the wish, from tomorrow on.

    `weekday` is that of the wished day, `part` a key of PARTS; anything else is no wish.
    """
    begin, end = PARTS.get(part, (0, 24 * 60))
    latest, least = end - LEAST_OVERLAP, begin + LEAST_OVERLAP
    fitting = [
        ((window[0] - tomorrow) % 7, window[1], window[0])
        for window in free
        if window[1] <= latest and window[2] >= least and weekday in (None, window[0])
    ]
    if not fitting:
        return None
    _away, start, day = min(fitting)
    return Slot(day, part if part in PARTS else part_of(start))


AHEAD = 14  # days that are looked at where some differ from the week


def soonest_on(
    windows: Sequence[Window],
    others: Sequence[OtherDays],
    *,
    first: date,
    wished: date | None,
    part: str,
) -> Slot | None:
    """As `soonest`, for somebody some of whose days differ from the week: day by day from `first`
    on, a fortnight ahead, or the wished day alone."""
    begin, end = PARTS.get(part, (0, 24 * 60))
    days = [wished] if wished else [first + timedelta(days=n) for n in range(AHEAD)]
    for day in days:
        for start, stop in free_on(windows, others, day):
            if start <= end - LEAST_OVERLAP and stop >= begin + LEAST_OVERLAP:
                return Slot(day.weekday(), part if part in PARTS else part_of(start))
    return None


def walk(candidate: Candidate) -> int:
    """To the door, in tenths of a minute."""
    if candidate.same_building:
        return WALK_BUILDING
    return WALK[candidate.facts.level_between]


def cost(candidate: Candidate, need: Need) -> int:
    """The trouble of asking this helper, in tenths of a minute."""
    facts = candidate.facts
    skill = 0 if fitting_skill(candidate, need) or not need.skills else NO_SKILL
    missing = NOT_FREE if need.wished else NO_TIME_KNOWN
    asked = candidate.asked_lately
    return (
        walk(candidate)
        + skill
        + (0 if candidate.free else missing)
        + (EACH_ASK * asked if asked else NOT_ASKED)
        + ON_HAND[min(facts.open_now, len(ON_HAND) - 1)]
        + (CAME_FORWARD if candidate.came_forward else 0)
    )


def fitting_skill(candidate: Candidate, need: Need) -> str | None:
    """The declared skill that fits best, in the order in which the kind names them."""
    wanted = need.hard.qualification
    if wanted and wanted in candidate.facts.proofs:
        return wanted
    return next((skill for skill in need.skills if skill in candidate.facts.skills), None)


def reasons(candidate: Candidate, need: Need) -> tuple[str, ...]:
    """Why this helper, as codes; the strongest first, at most four."""
    found = ["came_forward"] if candidate.came_forward else []
    found.append(
        "same_building" if candidate.same_building else f"in_{candidate.facts.level_between}"
    )
    skill = fitting_skill(candidate, need)
    if skill:
        found.append(f"skill:{skill}")
    if candidate.free:
        found.append(f"free:{candidate.free.day}:{candidate.free.part}")
    if not candidate.asked_lately:
        found.append("not_asked")
    return tuple(found[:REASONS_MOST])


def propose(candidates: Iterable[Candidate], need: Need, n: int) -> list[Proposal]:
    """The `n` helpers least troubled by being asked; whom the hard rules exclude is never there.

    Ties are broken by a hash of request and helper: the same order every time for this request,
    and nobody is always first.
    """
    found = [
        Proposal(c.facts.person, cost(c, need), reasons(c, need))
        for c in candidates
        if not hindrances(c.facts, need.hard)
    ]
    found.sort(key=lambda p: (p.cost, lot(need.key, p.person)))
    return found[:n]


def lot(key: str, person: object) -> str:
    return sha256(f"{key}:{person}".encode()).hexdigest()
