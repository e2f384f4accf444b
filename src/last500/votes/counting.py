"""How an owners' vote is counted: exact integers, the numbers of the law, and nothing else. Pure.

Civil Code art. 278: owners of at least 2/3 of the exclusive area and at least 2/3 of the owners by
number take part; items 6 to 8 need at least 3/4 of the participating area and number, all others
more than half of both. Art. 1259: "at least" includes the number itself, "more than half" does not.
Areas are cm². A person is a group of owners (最高法 2020, art. 9): several units of one buyer, and
the units that the developer still holds, are one person; joint owners of a unit are one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from last500.base.marking import N_


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    UNCLEAR = "unclear"  # nothing ticked, or two: no part taken in this question


class Why(StrEnum):
    """Why a ballot is kept and does not count."""

    LATE = "late"  # into the box after closing
    VOID = "void"  # the paper as a whole
    NOT_ELIGIBLE = "not_eligible"
    SOLD = "sold"  # by the new owner, after the former one had voted
    REPLACED = "replaced"  # a later one of the same unit counts
    PROXY = "proxy"  # beyond the number of owners whom one person may stand in for


CHOICE_WORDS = {
    Choice.FOR: N_("同意"),
    Choice.AGAINST: N_("不同意"),
    Choice.ABSTAIN: N_("弃权"),
    Choice.UNCLEAR: N_("没选或选了两样"),
}
WHY_WORDS = {
    Why.LATE: N_("截止以后才投进票箱"),
    Why.VOID: N_("整张票无效"),
    Why.NOT_ELIGIBLE: N_("这一套不在表决范围"),
    Why.SOLD: N_("房子卖了，原业主已经投过"),
    Why.REPLACED: N_("同一套后来又投了一张，算后一张"),
    Why.PROXY: N_("一个人替太多业主投票"),
}
COUNTED = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
CELL_LEAST = 10  # units, before anything is said of a single building


@dataclass(frozen=True)
class Item:
    """One of the nine matters of art. 278, in words of our own."""

    number: int
    words: str

    @property
    def three_quarters(self) -> bool:
        return self.number in {6, 7, 8}


ITEMS = {
    number: Item(number, words)
    for number, words in enumerate(
        (
            N_("定或改业主大会的议事规则"),
            N_("定或改小区管理规约"),
            N_("选业主委员会，或换委员"),
            N_("请物业、换物业或其他管理的人"),
            N_("用维修资金"),
            N_("筹集维修资金"),
            N_("改建、重建房子和附属设施"),
            N_("改变共有部分的用途，或用它来经营"),
            N_("共有和共同管理的其他大事"),
        ),
        1,
    )
}


@dataclass(frozen=True)
class Unit:
    """A line of the roll: area in cm², whose (an opaque label), in which building."""

    key: str
    area: int
    group: str
    eligible: bool = True
    building: str = ""


@dataclass(frozen=True)
class Paper:
    """A ballot as two people have read it alike. `choices` has one for each question."""

    unit: str
    number: int
    cast_at: datetime
    choices: tuple[Choice, ...] = ()
    proxy: str = ""
    void: str = ""


@dataclass(frozen=True)
class Terms:
    """What was fixed when the vote was announced. `sold`: moments at which a unit changed hands."""

    closes_at: datetime
    items: tuple[int, ...]
    proxies_most: int = 1
    sold: Mapping[str, Sequence[datetime]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sums:
    persons: int = 0
    area: int = 0
    units: int = 0


@dataclass(frozen=True)
class Threshold:
    """`part` of `whole` against `upper`/`lower`: lower·part ≥ upper·whole; strict: only more."""

    code: str
    part: int
    whole: int
    upper: int
    lower: int
    strict: bool = False

    @property
    def held(self) -> bool:
        left, right = self.lower * self.part, self.upper * self.whole
        return left > right if self.strict else left >= right

    @property
    def arithmetic(self) -> str:
        """3 × 200 = 600 ≥ 2 × 300 = 600: anybody can do it again with a pencil."""
        left, right = self.lower * self.part, self.upper * self.whole
        sign = (">" if self.strict else "≥") if self.held else ("≤" if self.strict else "<")
        return f"{self.lower} × {self.part} = {left} {sign} {self.upper} × {self.whole} = {right}"


@dataclass(frozen=True)
class Outcome:
    """One question. `torn`: persons whose units said different things; they took part, and stand
    neither for nor against, while the area of each unit counts as its own ballot says."""

    item: int
    roll: Sums
    said: Mapping[Choice, Sums]
    took_part: Sums
    unclear: int
    torn: int
    thresholds: tuple[Threshold, ...]

    @property
    def passed(self) -> bool:
        return all(one.held for one in self.thresholds)


@dataclass(frozen=True)
class Tally:
    roll: Sums
    handed_in: Sums
    counted: int
    put_aside: Mapping[Why, int]
    outcomes: tuple[Outcome, ...]
    # Building -> for each question the units for, against, abstaining; those that may be shown.
    buildings: Mapping[str, tuple[tuple[int, int, int], ...]]


def sums_of(units: Iterable[Unit]) -> Sums:
    known = list(units)
    return Sums(len({u.group for u in known}), sum(u.area for u in known), len(known))


def thresholds(item: int, roll: Sums, took_part: Sums, agreed: Sums) -> tuple[Threshold, ...]:
    """Art. 278 in four comparisons: two of participation, two of agreement."""
    upper, lower, strict = (3, 4, False) if ITEMS[item].three_quarters else (1, 2, True)
    return (
        Threshold("quorum_area", took_part.area, roll.area, 2, 3),
        Threshold("quorum_persons", took_part.persons, roll.persons, 2, 3),
        Threshold("for_area", agreed.area, took_part.area, upper, lower, strict),
        Threshold("for_persons", agreed.persons, took_part.persons, upper, lower, strict),
    )


# ---- which ballots count ------------------------------------------------------------------------


def _in_order(papers: Iterable[Paper]) -> list[Paper]:
    return sorted(papers, key=lambda paper: (paper.cast_at, paper.number))


def _of_one_unit(papers: Sequence[Paper], sold: Sequence[datetime]) -> dict[int, Why]:
    """Of the valid ballots of one unit, in order: those put aside. The owner who has voted first
    keeps the vote of the unit; of that owner's ballots the last one counts."""

    def owner(paper: Paper) -> int:
        return sum(moment <= paper.cast_at for moment in sold)

    first = owner(papers[0])
    own = [paper for paper in papers if owner(paper) == first]
    aside = {paper.number: Why.SOLD for paper in papers if owner(paper) != first}
    return aside | {paper.number: Why.REPLACED for paper in own[:-1]}


def _too_many_proxies(papers: Sequence[Paper], groups: Mapping[str, str], most: int) -> set[int]:
    """One person stands in for at most so many owners; whoever was first in the box counts."""
    for_whom: dict[str, list[str]] = {}
    beyond: set[int] = set()
    for paper in _in_order(paper for paper in papers if paper.proxy):
        held = for_whom.setdefault(paper.proxy, [])
        group = groups[paper.unit]
        if group not in held and len(held) >= most:
            beyond.add(paper.number)
        elif group not in held:
            held.append(group)
    return beyond


def put_aside(units: Iterable[Unit], papers: Sequence[Paper], terms: Terms) -> dict[int, Why]:
    """Number of a ballot -> why it does not count; those that are not in it count."""
    roll = {unit.key: unit for unit in units}
    aside: dict[int, Why] = {}
    valid: list[Paper] = []
    for paper in papers:
        why = _alone(paper, roll.get(paper.unit), terms)
        if why:
            aside[paper.number] = why
        else:
            valid.append(paper)
    groups = {unit.key: unit.group for unit in roll.values()}
    beyond = _too_many_proxies(valid, groups, terms.proxies_most)
    aside |= dict.fromkeys(beyond, Why.PROXY)
    by_unit: dict[str, list[Paper]] = {}
    for paper in _in_order(paper for paper in valid if paper.number not in beyond):
        by_unit.setdefault(paper.unit, []).append(paper)
    for key, own in by_unit.items():
        aside |= _of_one_unit(own, terms.sold.get(key, ()))
    return aside


def _alone(paper: Paper, unit: Unit | None, terms: Terms) -> Why | None:
    if unit is None or not unit.eligible:
        return Why.NOT_ELIGIBLE
    if paper.cast_at > terms.closes_at:
        return Why.LATE
    return Why.VOID if paper.void else None


# ---- the count ----------------------------------------------------------------------------------


def count(units: Sequence[Unit], papers: Sequence[Paper], terms: Terms) -> Tally:
    """The same ballots in any order give the same tally. Silence is nothing: who handed in no
    ballot took no part, and is counted with nobody."""
    eligible = [unit for unit in units if unit.eligible]
    by_key = {unit.key: unit for unit in eligible}
    aside = put_aside(units, papers, terms)
    counted = [paper for paper in papers if paper.number not in aside]
    roll = sums_of(eligible)
    voices = [
        {paper.unit: paper.choices[place] for paper in counted} for place in range(len(terms.items))
    ]
    outcomes = [
        _outcome(item, roll, by_key, said) for item, said in zip(terms.items, voices, strict=True)
    ]
    return Tally(
        roll,
        sums_of(by_key[paper.unit] for paper in counted),
        len(counted),
        dict(sorted(Counter(aside.values()).items())),
        tuple(outcomes),
        buildings_shown(eligible, voices),
    )


def _outcome(
    item: int, roll: Sums, units: Mapping[str, Unit], voices: Mapping[str, Choice]
) -> Outcome:
    clear = {key: choice for key, choice in voices.items() if choice in COUNTED}
    heads: dict[str, set[Choice]] = {}
    for key, choice in clear.items():
        heads.setdefault(units[key].group, set()).add(choice)
    said = {}
    for choice in COUNTED:
        own = sums_of(units[key] for key, one in clear.items() if one == choice)
        persons = sum(choices == {choice} for choices in heads.values())
        said[choice] = Sums(persons, own.area, own.units)
    took_part = sums_of(units[key] for key in clear)
    torn = sum(len(choices) > 1 for choices in heads.values())
    return Outcome(
        item, roll, said, took_part, len(voices) - len(clear), torn,
        thresholds(item, roll, took_part, said[Choice.FOR]),
    )  # fmt: skip


Cells = tuple[tuple[int, int, int], ...]


def buildings_shown(
    units: Iterable[Unit], voices: Sequence[Mapping[str, Choice]]
) -> dict[str, Cells]:
    """Sums of single buildings, where every cell covers at least ten units and what is left out
    cannot be had by subtracting; nothing at all where that cannot be kept."""
    buildings: dict[str, list[str]] = {}
    for unit in units:
        buildings.setdefault(unit.building, []).append(unit.key)

    def cells(keys: Iterable[str]) -> Cells:
        known = list(keys)
        tallies = [Counter(said[key] for key in known if key in said) for said in voices]
        return tuple((one[Choice.FOR], one[Choice.AGAINST], one[Choice.ABSTAIN]) for one in tallies)

    found = {name: cells(keys) for name, keys in sorted(buildings.items())}
    shown = {name: own for name, own in found.items() if _safe(own)}
    hidden = [key for name, keys in buildings.items() if name not in shown for key in keys]
    for name in sorted(shown, key=lambda one: (len(buildings[one]), one)):
        if not hidden or _safe(cells(hidden)):
            break
        hidden += buildings[name]
        del shown[name]
    return shown if len(shown) > 1 or not hidden else {}


def _safe(cells: Cells) -> bool:
    return bool(cells) and all(number >= CELL_LEAST for row in cells for number in row)
