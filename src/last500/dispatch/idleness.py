"""Who has been quiet for longer than was agreed, and what small thing might suit them: pure.

A unit and a community agree on a rhythm, a community gives each compound one. Whoever has done
nothing within it is seen by that community alone, as an occasion to ask: nothing here is counted,
compared, kept or shown to anybody else.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

COMPOUND_DAYS = 30  # where a community has not said otherwise
RHYTHMS = (14, 30, 60, 90, 180)
ASK_AGAIN = timedelta(days=30)
LEFT_ALONE = timedelta(days=60)
PROPOSED = 3
# Somebody who wished to hear and was not asked for so long is asked for one small thing.
UNASKED = timedelta(days=30)


class Kind(StrEnum):
    NEED = "need"
    REQUEST = "request"
    POST = "post"


def is_quiet(*, rhythm: int, last: date | None, since: date, today: date) -> bool:
    """Nothing done for longer than the rhythm (days); `since` is when it was agreed."""
    return today - max(last or since, since) > timedelta(days=rhythm)


def may_ask(asked_at: datetime | None, now: datetime) -> bool:
    """One question in thirty days, whatever comes of it."""
    return asked_at is None or now - asked_at >= ASK_AGAIN


def is_left_alone(until: date | None, today: date) -> bool:
    return until is not None and today < until


@dataclass(frozen=True)
class Thing:
    """Something small that somebody could do. `skills` fit it, `place` is the key of where it
    lies, `missing` how many people it still wants, `by` until when; `why` are words of reasons
    that its own app has given."""

    kind: str
    key: str
    title: str
    where: str
    place: int
    href: str
    skills: tuple[str, ...] = ()
    missing: int = 0
    by: date | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """`reasons` are codes; at least one, the firmest first."""

    thing: Thing
    reasons: tuple[str, ...]


def propose(
    things: Iterable[Thing],
    *,
    skills: Collection[str] = (),
    home: int | None = None,
    most: int = PROPOSED,
) -> list[Proposal]:
    """The few that fit best: what they can do first, then what lies at their own door, then what
    is soonest. Of different kinds where there are several, so that there is a choice."""
    found = [Proposal(thing, _reasons(thing, skills, home)) for thing in things]
    found.sort(key=_order)
    return _mixed(found, most)


def _reasons(thing: Thing, skills: Collection[str], home: int | None) -> tuple[str, ...]:
    codes = [f"skill:{code}" for code in thing.skills if code in skills][:1]
    codes += ["here" if thing.place == home else "near"]
    codes += [f"missing:{thing.missing}"] if thing.missing else []
    return tuple(codes)


def _order(proposal: Proposal) -> tuple[bool, bool, date, str]:
    thing = proposal.thing
    fits = bool(thing.why) or any(code.startswith("skill:") for code in proposal.reasons)
    return not fits, "here" not in proposal.reasons, thing.by or date.max, thing.key


def _mixed(found: Sequence[Proposal], most: int) -> list[Proposal]:
    """The best of each kind before the second of any."""
    chosen: list[Proposal] = []
    rest = list(found)
    while rest and len(chosen) < most:
        kinds: set[str] = set()
        for one in [p for p in rest if p.thing.kind not in kinds]:
            if one.thing.kind in kinds or len(chosen) == most:
                continue
            kinds.add(one.thing.kind)
            chosen.append(one)
            rest.remove(one)
    return chosen
