"""How likely an ask is to be taken, learned from answers to earlier ones. Pure.

What is learned is about asks and not about persons: the kind of matter, the time of day, the
distance, whether skill and free time fit, and whether one is asked first or later. Each is held
against the whole and shrunk towards it, so that three answers make no rule (James and Stein's
shrinkage in its simplest form: a few imagined asks of the usual outcome stand before every
count). A person's own answers change only what that very person is asked, only for that kind or
that time, and only downwards: somebody who often says "this time not" is asked less; nobody is
asked more because they always say yes.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

# Of four asks one is taken, until a place has answers of its own (field reports: 17 to 47 in a
# hundred; Khalemsky and others, JMIR mHealth 2023;11:e41551).
USUAL = 0.25
# So many imagined asks of the usual outcome stand before the real ones.
BEFORE_ALL, BEFORE_TRAIT, BEFORE_CELL, BEFORE_OWN = 20, 20, 20, 4
LEAST, MOST = 0.005, 0.95
ROUNDS = 8
Trait = tuple[str, str]


class Ask(NamedTuple):
    """What is known of an ask besides whom it went to."""

    category: str
    part: str  # of the day it is for: a key of reportin.week.PARTS, or empty
    level: str  # compound, community, street
    turn: str  # "first" among those asked together, or "later"
    fit: str = "both"  # whether the declared skill and time fit: both, skill, time, neither


def fit(*, skill: bool, time: bool) -> str:
    """In one word."""
    if skill:
        return "both" if time else "skill"
    return "time" if time else "neither"


@dataclass(frozen=True)
class Tally:
    """Asks that came to an end by an answer or by time; and how many of them were taken."""

    asked: int = 0
    taken: int = 0

    def shrunk(self, usual: float, weight: int) -> float:
        return (self.taken + weight * usual) / (self.asked + weight)


class Chances:
    """Made of what was asked and whether it was taken; the same counts, the same chances."""

    def __init__(self, ended: Iterable[tuple[Ask, int, int]] = ()) -> None:
        """`ended`: an ask, how often it was made, how often it was taken."""
        cells: dict[Ask, Tally] = {}
        for ask, n, yes in ended:
            before = cells.get(ask, Tally())
            cells[ask] = Tally(before.asked + n, before.taken + yes)
        self._cells = {ask: cells[ask] for ask in sorted(cells)}
        asked = sum(tally.asked for tally in cells.values())
        taken = sum(tally.taken for tally in cells.values())
        self.overall = Tally(asked, taken).shrunk(USUAL, BEFORE_ALL)
        self._factor: dict[Trait, float] = {}
        for _round in range(ROUNDS if taken else 0):
            self._scale(taken / asked)
        self._known: dict[Ask, float] = {}

    def _scale(self, rate: float) -> None:
        """One round: each trait's factor is set right for what the other traits already explain,
        so that a street far away is not blamed for being asked late (iterative scaling of a
        log-linear model: Darroch and Ratcliff, Annals of Mathematical Statistics 43, 1972)."""
        for number, name in enumerate(Ask._fields):
            seen: Counter[str] = Counter()
            expected: Counter[str] = Counter()
            for ask, tally in self._cells.items():
                seen[ask[number]] += tally.taken
                expected[ask[number]] += tally.asked * rate * self._traits(ask)  # type: ignore[assignment]
            before = BEFORE_TRAIT * rate
            for value, some in expected.items():
                trait = (name, value)
                change = (seen[value] + before) / (some + before)
                self._factor[trait] = self._factor.get(trait, 1.0) * change

    def _traits(self, ask: Ask) -> float:
        factor = 1.0
        for trait in zip(Ask._fields, ask, strict=True):
            factor *= self._factor.get(trait, 1.0)
        return factor

    def of(self, ask: Ask) -> float:
        """Of an ask to somebody of whom nothing is known."""
        known = self._known.get(ask)
        if known is None:
            usual = _bounded(self.overall * self._traits(ask))
            cell = self._cells.get(ask, Tally())
            known = self._known[ask] = _bounded(cell.shrunk(usual, BEFORE_CELL))
        return known

    def for_one(self, ask: Ask, *own: Tally) -> float:
        """Of an ask to somebody with these answers of their own, one tally for this kind of
        matter and one for this time: the lowest counts, and never above that of anybody else."""
        usual = self.of(ask)
        return min([usual, *(_bounded(tally.shrunk(usual, BEFORE_OWN)) for tally in own)])


def _bounded(chance: float) -> float:
    return min(MOST, max(LEAST, chance))
