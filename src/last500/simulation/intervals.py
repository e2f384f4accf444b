"""Means with their 95 % intervals, and differences paired by seed. Pure.

Two cases with the same seed meet the same people, the same requests and the same luck: what
remains of their difference is the difference that counts (paired comparison with common random
numbers: Law and Kelton, Simulation Modeling and Analysis).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, pi, sqrt, tan
from statistics import NormalDist, fmean, stdev

LEVEL = 0.975  # on either side of the middle


@dataclass(frozen=True)
class Interval:
    """The mean of `n` runs and where it lies with 95 %; `low` and `high` infinite for one run."""

    mean: float
    low: float
    high: float
    n: int

    def holds_zero(self) -> bool:
        return self.low <= 0 <= self.high


def student(degrees: int, level: float = LEVEL) -> float:
    """Quantile of Student's t (Abramowitz and Stegun, 26.7.5); infinite without a degree.

    One and two degrees have closed forms, for three and more the expansion is off by less than
    two in a hundred.
    """
    if degrees < 1:
        return inf
    z = NormalDist().inv_cdf(level)
    if degrees == 2:
        return (2 * level - 1) / sqrt(2 * level * (1 - level))
    if degrees == 1:
        return tan(pi * (level - 0.5))
    n = degrees
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / n + second / n**2 + third / n**3 + fourth / n**4


def interval(values: Sequence[float]) -> Interval:
    """Raises ValueError without a value."""
    if not values:
        raise ValueError("no run")
    mean, n = fmean(values), len(values)
    if n == 1:
        return Interval(mean, -inf, inf, n)
    half = student(n - 1) * stdev(values) / sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


def paired(one: Sequence[float], other: Sequence[float]) -> Interval:
    """Of `one` minus `other`, run by run. Raises ValueError where they are not as many."""
    return interval([a - b for a, b in zip(one, other, strict=True)])
