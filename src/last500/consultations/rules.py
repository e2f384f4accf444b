"""Consultation (意见征询): advice that neighbours give, with no legal force of its own. Pure.

One voice for a person or for a household, as set beforehand; no result before it closes; small
numbers are not told. It is never an owners' vote (民法典 278): that is another app.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from last500.base.marking import N_


class Voice(StrEnum):
    PERSON = "person"
    HOUSEHOLD = "household"


class Who(StrEnum):
    NEIGHBOURS = "neighbours"
    RESIDENTS = "residents"
    OWNERS = "owners"


class Form(StrEnum):
    PLAIN = "plain"
    RANKED = "ranked"


class State(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"  # its words stand; it opens and closes by its times
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Where an announced consultation is; read from its times, never stored."""

    DRAFT = "draft"
    WAITS = "waits"
    OPEN = "open"
    COUNTING = "counting"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


VOICE_WORDS: Mapping[str, str] = {Voice.PERSON: N_("一人一份"), Voice.HOUSEHOLD: N_("一户一份")}
WHO_WORDS: Mapping[str, str] = {
    Who.NEIGHBOURS: N_("住户和业主"),
    Who.RESIDENTS: N_("住户"),
    Who.OWNERS: N_("业主"),
}
FORM_WORDS: Mapping[str, str] = {Form.PLAIN: N_("选一项"), Form.RANKED: N_("排个先后")}
PHASE_WORDS: Mapping[str, str] = {
    Phase.DRAFT: N_("还在写"),
    Phase.WAITS: N_("还没开始"),
    Phase.OPEN: N_("正在征询"),
    Phase.COUNTING: N_("截止了，正在点数"),
    Phase.PUBLISHED: N_("结果公布了"),
    Phase.CANCELLED: N_("取消了"),
}
SHAPES: Mapping[str, str] = {
    Phase.DRAFT: "wait",
    Phase.WAITS: "wait",
    Phase.OPEN: "open",
    Phase.COUNTING: "asked",
    Phase.PUBLISHED: "confirmed",
    Phase.CANCELLED: "stop",
}
NO_FORCE = N_("这是意见征询，只供大家参考，没有业主大会表决的效力。")
OPTIONS_LEAST, OPTIONS_MOST = 2, 10
OPEN_LEAST, OPEN_MOST = timedelta(days=3), timedelta(days=60)
PUBLISHED_WITHIN = timedelta(days=5)
# Fewer voices than this are not told apart (PIPL; small numbers name people).
TOLD_LEAST, OPTION_LEAST = 10, 5


def phase(
    state: str, opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> Phase:
    """From its opening on it is open, from its closing on it is not: [opens, closes)."""
    if state != State.ANNOUNCED or opens_at is None or closes_at is None:
        return Phase(state)
    if now < opens_at:
        return Phase.WAITS
    return Phase.OPEN if now < closes_at else Phase.COUNTING


# ---- the result ---------------------------------------------------------------------------------

Ranking = tuple[int, ...]  # positions of options, the first choice first


@dataclass(frozen=True)
class Cell:
    """One option, or several that were put together because each is small (`options`)."""

    options: tuple[int, ...]
    count: int


@dataclass(frozen=True)
class Round:
    """Voices for those still in it; `out` leave after it; `spent` name nobody who is left."""

    cells: tuple[Cell, ...]
    out: tuple[int, ...]
    spent: int


@dataclass(frozen=True)
class Result:
    """`told` is False where too few have answered: then there are no cells. `ahead` is the option
    named most (plain) or left at the end (ranked); None for a tie, which goes back to discussion.
    """

    voices: int
    told: bool
    rounds: tuple[Round, ...]
    ahead: int | None


def count(form: Form, options: int, answers: list[Ranking]) -> Result:
    """Count whatever order the answers come in; each answer names every option at most once."""
    voices = len(answers)
    if form == Form.RANKED:
        rounds, ahead = _run_off(options, answers)
    else:
        rounds, ahead = _plain(options, answers)
    if voices < TOLD_LEAST:
        return Result(voices, False, (), None)
    return Result(voices, True, tuple(_safe(one) for one in rounds), ahead)


def _plain(options: int, answers: list[Ranking]) -> tuple[list[Round], int | None]:
    counts = _firsts(range(options), answers)
    return [_round(counts, (), 0)], _most(counts)


def _run_off(options: int, answers: list[Ranking]) -> tuple[list[Round], int | None]:
    """Instant run-off: whoever is named least goes, their voices pass to the next in order.

    All of the least go together where they are even; where everybody left is even it is a tie.
    An option with more than half of the voices that still count is ahead.
    """
    left = list(range(options))
    rounds: list[Round] = []
    while True:
        counts = _firsts(left, answers)
        counting = sum(counts.values())
        spent = len(answers) - counting
        best = _most(counts)
        if best is not None and (2 * counts[best] > counting or len(left) == 1):
            return [*rounds, _round(counts, (), spent)], best
        least = min(counts.values())
        out = tuple(one for one in left if counts[one] == least)
        if len(out) == len(left):
            return [*rounds, _round(counts, (), spent)], None
        rounds.append(_round(counts, out, spent))
        left = [one for one in left if one not in out]


def _firsts(left: range | list[int], answers: list[Ranking]) -> dict[int, int]:
    counts = dict.fromkeys(left, 0)
    for answer in answers:
        first = next((one for one in answer if one in counts), None)
        if first is not None:
            counts[first] += 1
    return counts


def _most(counts: dict[int, int]) -> int | None:
    most = max(counts.values())
    best = [one for one, number in counts.items() if number == most]
    return best[0] if len(best) == 1 and most else None


def _round(counts: dict[int, int], out: Ranking, spent: int) -> Round:
    return Round(tuple(Cell((one,), number) for one, number in counts.items()), out, spent)


def _safe(one: Round) -> Round:
    """Options that few have named stand together as one sum, and never alone: with the total
    beside them a single hidden number could be counted back."""
    small = [cell for cell in one.cells if 0 < cell.count < OPTION_LEAST]
    if not small:
        return one
    rest = sorted((c for c in one.cells if c not in small), key=lambda c: (not c.count, c.count))
    while rest and (len(small) < 2 or sum(cell.count for cell in small) < OPTION_LEAST):
        small.append(rest.pop(0))
    together = sorted(option for cell in small for option in cell.options)
    kept = tuple(cell for cell in one.cells if cell not in small)
    summed = Cell(tuple(together), sum(cell.count for cell in small))
    # Who left after this round would tell which of them was the smallest.
    out = () if set(one.out) & set(together) else one.out
    return Round((*kept, summed), out, one.spent)


def as_stored(result: Result) -> dict[str, Any]:
    """Plain lists and numbers, as the result is kept and shown; positions count from 0."""
    rounds = [
        {
            "cells": [[list(cell.options), cell.count] for cell in one.cells],
            "out": list(one.out),
            "spent": one.spent,
        }
        for one in result.rounds
    ]
    return {
        "voices": result.voices,
        "told": result.told,
        "ahead": result.ahead,
        "rounds": rounds,
    }


# ---- what neighbours fill in --------------------------------------------------------------------


def reads(form: Form, options: int, said: list[int]) -> Ranking | None:
    """The answer as it is kept, or None for what is none: nothing chosen, twice the same, two
    where one is asked."""
    if not said or len(set(said)) != len(said) or not all(0 <= one < options for one in said):
        return None
    if form == Form.PLAIN and len(said) != 1:
        return None
    return tuple(said)
