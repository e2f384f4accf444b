"""What changes in a helper: what is on hand, when they were asked, how tired they are. Pure."""

from collections import deque
from collections.abc import Mapping

from last500.dispatch.chances import Ask, Tally
from last500.dispatch.waves import DAY, LETS_GO
from last500.simulation.town import Member

MONTH = 30 * DAY
WEEK = 7 * DAY
FAR_PAST = -1e9


class Life:
    """`version` changes whenever something does that the product weighs."""

    __slots__ = (
        "asked_at",
        "asked_until",
        "asked_weeks",
        "asks",
        "ignores_until",
        "last_asked",
        "member",
        "open_asks",
        "open_now",
        "owns",
        "rests_until",
        "served",
        "taken_at",
        "tired_at",
        "tiredness",
        "version",
    )

    def __init__(self, member: Member, asks: Mapping[str, float]) -> None:
        self.member, self.asks = member, asks
        self.version = 0
        self.open_now = 0
        self.asked_at: deque[float] = deque()
        self.taken_at: deque[float] = deque()
        self.open_asks: dict[int, float] = {}
        self.last_asked = self.asked_until = FAR_PAST
        self.rests_until = self.ignores_until = FAR_PAST
        self.tiredness, self.tired_at = 0.0, 0.0
        self.served = 0
        self.asked_weeks: dict[int, int] = {}
        self.owns: dict[str, list[int]] = {}

    # ---- asked ----------------------------------------------------------------------------------

    def asked(self, now: float, counts: bool, errand: int) -> None:
        self.tiredness = self.tired(now) + 1
        self.tired_at = self.last_asked = now
        self.asked_at.append(now)
        self.open_asks[errand] = now
        self.asked_until = now + LETS_GO
        self.version += 1
        if counts:
            week = int(now // WEEK)
            self.asked_weeks[week] = self.asked_weeks.get(week, 0) + 1

    def answered(self, errand: int) -> None:
        """`asked_until`: until then they are asked for nothing else."""
        if self.open_asks.pop(errand, None) is not None:
            self.asked_until = max(self.open_asks.values(), default=FAR_PAST) + LETS_GO

    def asked_within(self, now: float, minutes: float) -> int:
        while self.asked_at and self.asked_at[0] < now - minutes:
            self.asked_at.popleft()
        return len(self.asked_at)

    def tired(self, now: float) -> float:
        """Recent asks, each counting half after `fatigue_half_days`."""
        half = self.asks["fatigue_half_days"] * DAY
        return self.tiredness * 0.5 ** ((now - self.tired_at) / half)

    def freshness(self, now: float) -> float:
        """What is left of the chance to say yes."""
        share: float = (1 - self.asks["fatigue"]) ** self.tired(now)
        return share

    def rest(self, until: float) -> None:
        self.rests_until = until
        self.version += 1

    # ---- own answers ----------------------------------------------------------------------------

    def learn(self, ask: Ask, taken: bool) -> None:
        for key in (ask.category, f"at {ask.part}"):
            tally = self.owns.setdefault(key, [0, 0])
            tally[0] += 1
            tally[1] += taken
        self.version += 1

    def own(self, ask: Ask) -> tuple[Tally, Tally]:
        """Own answers to asks of this kind, and to asks for this time."""
        kind = self.owns.get(ask.category, (0, 0))
        time = self.owns.get(f"at {ask.part}", (0, 0))
        return Tally(*kind), Tally(*time)

    # ---- on hand --------------------------------------------------------------------------------

    def took(self, now: float) -> None:
        self.open_now += 1
        self.taken_at.append(now)
        self.version += 1

    def gave_back(self, now: float) -> None:
        self.open_now -= 1
        self.taken_at.pop()
        self.version += 1

    def finished(self, counts: bool) -> None:
        self.open_now -= 1
        self.served += counts
        self.version += 1

    def this_month(self, now: float) -> int:
        while self.taken_at and self.taken_at[0] < now - MONTH:
            self.taken_at.popleft()
        return len(self.taken_at)
