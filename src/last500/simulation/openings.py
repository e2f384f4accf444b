"""A request that looks for people, and whom it has asked, as the town keeps them."""

from dataclasses import dataclass, field

from last500.dispatch import waves
from last500.dispatch.chances import Ask
from last500.dispatch.waves import Choice
from last500.simulation.town import Errand


@dataclass(slots=True)
class Invited:
    member: int
    at: float
    chance: float
    ask: Ask
    answered: bool = False


@dataclass(slots=True)
class Opening:
    """A request that looks for people, from the moment its asking begins."""

    errand: Errand
    began: float
    missing: int
    invited: dict[int, Invited] = field(default_factory=dict)
    helpers: set[int] = field(default_factory=set)
    rounds: int = 0
    last_round: float = 0.0
    refused: int = 0
    open_to: str = ""
    seen: set[int] = field(default_factory=set)
    looks: object | None = None  # the planned next look
    over: bool = False
    filled: float | None = None
    messages: int = 0
    known: dict[int, tuple[int, Choice | None, Ask | None]] = field(default_factory=dict)

    @property
    def due(self) -> float:
        return self.began + self.errand.within

    @property
    def urgency(self) -> waves.Urgency:
        return waves.urgency(self.errand.within)
