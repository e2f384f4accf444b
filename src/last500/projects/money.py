"""The arithmetic of a budget, in integer fen: its lines add up, the own share reaches. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from last500.base.marking import N_
from last500.base.money import FEN, FEN_MOST, yuan
from last500.projects.words import Payer

__all__ = ["FEN", "FEN_MOST", "LINES_MOST", "Fault", "Line", "Sums", "faults", "government_buys",
           "share_reaches", "sums", "yuan"]  # fmt: skip
LINES_MOST = 12


@dataclass(frozen=True)
class Line:
    """`planned` and `own` in fen; `own` is the part of it that whoever carries it adds."""

    title: str
    payer: Payer
    planned: int
    own: int = 0


@dataclass(frozen=True)
class Fault:
    """What is wrong: `line` counts from 0 where one line is to blame. `words` fill the sentence."""

    sentence: str
    field: str
    line: int | None = None
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sums:
    """All in fen."""

    planned: int = 0
    own: int = 0
    spent: int = 0


def sums(lines: Iterable[tuple[int, int, int]]) -> Sums:
    """Of (planned, own, spent) in fen."""
    planned = own = spent = 0
    for one, share, gone in lines:
        planned, own, spent = planned + one, own + share, spent + gone
    return Sums(planned, own, spent)


def share_reaches(own: int, total: int, percent: int) -> bool:
    """Whether `own` is at least so many percent of `total`; compared exactly, in whole fen."""
    return own * 100 >= percent * total


def government_buys(lines: Iterable[Line]) -> bool:
    return any(line.payer == Payer.GOVERNMENT and line.planned for line in lines)


def _faults_of(number: int, line: Line) -> list[Fault]:
    if not 0 <= line.planned <= FEN_MOST:
        return [Fault(N_("这一项的钱数不对，请写 0 或者更多。"), "planned", number)]
    if not 0 <= line.own <= line.planned:
        return [Fault(N_("自筹的部分不能比这一项的计划还多。"), "own", number)]
    if line.payer == Payer.OWN and line.own != line.planned:
        return [Fault(N_("牵头的自己出，自筹就等于这一项的计划。"), "own", number)]
    return []


def faults(total: int, lines: Sequence[Line], percent: int | None) -> list[Fault]:
    """What stands against this budget. `total` in fen; `percent` is the least own share where a
    government buys the service, None where none was stated."""
    found = [fault for number, line in enumerate(lines) for fault in _faults_of(number, line)]
    planned = sum(line.planned for line in lines)
    if planned != total:
        said = N_("各项加起来是 %(sum)s 元，总额写的是 %(total)s 元，差 %(gap)s 元。请改其中一个。")
        gap = yuan(abs(planned - total))
        words = (("sum", yuan(planned)), ("total", yuan(total)), ("gap", gap))
        found.append(Fault(said, "total", words=words))
    if government_buys(lines):
        own = sum(line.own for line in lines)
        if percent is None:
            found.append(Fault(N_("政府购买服务的，请写自筹至少百分之几。"), "percent"))
        elif not share_reaches(own, total, percent):
            said = N_("自筹 %(own)s 元，不到总额的 %(percent)s%%。请加自筹，或者改比例。")
            share = (("own", yuan(own)), ("percent", str(percent)))
            found.append(Fault(said, "percent", words=share))
    return found
