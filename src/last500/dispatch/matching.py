"""Who might be asked for a request, and why: pure, in whole tenths of a minute.

The cost says what it is worth not to trouble somebody: walking, being asked again, having much on
hand, another time than wished. Only what helpers declared themselves and what they are doing now
counts; no other trait of a person does (docs: dispatch is an invitation, a refusal costs nothing).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from last500.dispatch.weights import DEFAULT, Weights
from last500.reportin.week import PARTS, OtherDays, Window, free_on
from last500.service_requests.rules import HelperFacts, NeedFacts, hindrances

ASKED_LATELY_DAYS = 30
# Skills that are near each other: whoever has one of a group is not far from the others.
ADJACENT = (
    frozenset({"water_repair", "electric_repair", "appliance_repair", "carpentry", "locks_doors"})
    | {"painting_walls"},
    frozenset({"cooking", "cleaning", "shopping"}),
    frozenset({"accompany", "nursing", "counselling"}),
    frozenset({"paperwork", "phone_teaching", "computing", "accounting"}),
    frozenset({"law", "mediation"}),
)
LEAST_OVERLAP = 30
REASONS_MOST = 4
BY_DISTANCE = ("same_building", "in_", "free:")  # reasons that are of time and distance


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
    # Their own wish (PIPL 24): nothing but time and distance counts for them.
    by_distance: bool = False


@dataclass(frozen=True)
class Need:
    """What is asked for: the hard part, the skills that fit, whether a time was wished."""

    key: str
    hard: NeedFacts
    skills: tuple[str, ...]
    wished: bool = False


@dataclass(frozen=True)
class Proposal:
    """One helper to ask; `reasons` are codes, put into words by dispatch.words, and `parts` what
    each thing that counts adds to the cost (or, below nothing, takes off)."""

    person: object
    cost: int
    reasons: tuple[str, ...]
    parts: Mapping[str, int]


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


def walk(candidate: Candidate, weights: Weights = DEFAULT) -> int:
    """To the door, in tenths of a minute."""
    level = candidate.facts.level_between
    return weights.walk(level, same_building=candidate.same_building)


def parts(
    candidate: Candidate, need: Need, weights: Weights = DEFAULT, *, by_distance: bool = False
) -> dict[str, int]:
    """The trouble of asking this helper by what makes it, in tenths of a minute.

    With `by_distance` (the place's, or their own wish) time and distance are all there is.
    """
    missing = weights.not_free if need.wished else weights.time_unknown
    found = {"walk": walk(candidate, weights), "time": 0 if candidate.free else missing}
    if by_distance or candidate.by_distance:
        return found
    asked = candidate.asked_lately
    return found | {
        "skill": skill_gap(candidate, need, weights),
        "asked": weights.each_ask * asked if asked else -weights.sooner_not_asked,
        "on_hand": weights.on_hand(candidate.facts.open_now),
        "came_forward": -weights.sooner_came_forward if candidate.came_forward else 0,
    }


def cost(
    candidate: Candidate, need: Need, weights: Weights = DEFAULT, *, by_distance: bool = False
) -> int:
    """The trouble of asking this helper, in tenths of a minute."""
    return sum(parts(candidate, need, weights, by_distance=by_distance).values())


def skill_gap(candidate: Candidate, need: Need, weights: Weights = DEFAULT) -> int:
    """Nothing for a fitting skill or where none is asked for; less for one that is near it."""
    if not need.skills or fitting_skill(candidate, need):
        return 0
    far = adjacent_to(need.skills).isdisjoint(candidate.facts.skills)
    return weights.skill_none if far else weights.skill_adjacent


def adjacent_to(skills: Collection[str]) -> frozenset[str]:
    """These and those near them."""
    return frozenset().union(*(group for group in ADJACENT if not group.isdisjoint(skills)))


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


def propose(
    candidates: Iterable[Candidate],
    need: Need,
    n: int,
    weights: Weights = DEFAULT,
    *,
    by_distance: bool = False,
) -> list[Proposal]:
    """The `n` helpers least troubled by being asked; whom the hard rules exclude is never there.

    Ties are broken by a hash of request and helper: the same order every time for this request,
    and nobody is always first.
    """
    found = [
        proposal_of(c, need, weights, by_distance=by_distance)
        for c in candidates
        if not hindrances(c.facts, need.hard)
    ]
    found.sort(key=lambda p: (p.cost, lot(need.key, p.person)))
    return found[:n]


def proposal_of(
    candidate: Candidate, need: Need, weights: Weights = DEFAULT, *, by_distance: bool = False
) -> Proposal:
    made_of = parts(candidate, need, weights, by_distance=by_distance)
    said = reasons(candidate, need)
    if by_distance or candidate.by_distance:
        said = tuple(code for code in said if code.startswith(BY_DISTANCE))
    return Proposal(candidate.facts.person, sum(made_of.values()), said, made_of)


def lot(key: str, person: object) -> str:
    return sha256(f"{key}:{person}".encode()).hexdigest()
