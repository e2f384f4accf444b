"""What happens when: a queue of events in minutes, and chances that every policy draws alike. Pure.

Two policies are compared on the same town with the same luck (common random numbers: Law and
Kelton, Simulation Modeling and Analysis, on variance reduction): a chance is no state that an
earlier draw has moved, it is a function of the seed and of what is decided. Whether Wang accepts
the seventh ask of his life is decided alike, whichever policy asks him, and when.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import heappop, heappush
from math import log
from statistics import NormalDist

Act = Callable[[], None]
_NORMAL = NormalDist()
_STEPS = 1 << 53


@dataclass(order=True)
class Event:
    """Put off by `called_off`; of two at the same minute the one that was planned first."""

    at: float
    number: int
    act: Act = field(compare=False)
    called_off: bool = field(default=False, compare=False)


class Engine:
    """`now` in minutes from the beginning of the run."""

    def __init__(self) -> None:
        self.now = 0.0
        self._queue: list[Event] = []
        self._planned = 0

    def at(self, minute: float, act: Act) -> Event:
        """Raises ValueError for what is over."""
        if minute < self.now:
            raise ValueError(f"{minute} is before {self.now}")
        self._planned += 1
        event = Event(minute, self._planned, act)
        heappush(self._queue, event)
        return event

    def after(self, minutes: float, act: Act) -> Event:
        return self.at(self.now + minutes, act)

    def run(self, until: float) -> None:
        """Everything before this minute; `now` is then this minute."""
        while self._queue and self._queue[0].at < until:
            event = heappop(self._queue)
            if not event.called_off:
                self.now = event.at
                event.act()
        self.now = until


@dataclass(frozen=True)
class Luck:
    """Chances by name: the same seed, name and keys, the same chance, whatever was drawn before."""

    seed: int

    def uniform(self, name: str, *keys: object) -> float:
        """Above 0 and below 1."""
        said = "\0".join(map(str, (self.seed, name, *keys)))
        drawn = int.from_bytes(blake2b(said.encode(), digest_size=8).digest(), "big") >> 11
        return (drawn + 0.5) / _STEPS

    def happens(self, chance: float, name: str, *keys: object) -> bool:
        return self.uniform(name, *keys) < chance

    def exponential(self, mean: float, name: str, *keys: object) -> float:
        return -mean * log(self.uniform(name, *keys))

    def normal(self, name: str, *keys: object) -> float:
        """Of mean 0 and standard deviation 1."""
        return _NORMAL.inv_cdf(self.uniform(name, *keys))
