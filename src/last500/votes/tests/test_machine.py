"""A small vote, cast, cast again, sold and closed at random, against a naive count."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from last500.votes.counting import Choice, Paper, Terms, Unit, count

START = datetime(2026, 5, 1, tzinfo=UTC)
GROUPS = ("a", "a", "b", "c", "d")
UNITS = [Unit(f"u{n}", 10 + n, group) for n, group in enumerate(GROUPS)]
CHOICES = st.sampled_from([Choice.FOR, Choice.AGAINST, Choice.ABSTAIN])


class SmallVote(RuleBasedStateMachine):
    """The model keeps for each unit only whose hands it is in and which vote stands now."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.closed_at = START, START + timedelta(days=60)
        self.papers: list[Paper] = []
        self.sold: dict[str, list[datetime]] = {}
        self.owner = dict.fromkeys(range(len(UNITS)), 0)
        self.voted_by: dict[int, int] = {}
        self.stands: dict[int, Choice] = {}

    def _later(self) -> None:
        self.now += timedelta(minutes=1)

    @rule(unit=st.integers(0, 4), choice=CHOICES)
    def cast(self, unit: int, choice: Choice) -> None:
        self._later()
        self.papers.append(Paper(f"u{unit}", len(self.papers) + 1, self.now, (choice,)))
        if self.now > self.closed_at:
            return
        if self.voted_by.setdefault(unit, self.owner[unit]) == self.owner[unit]:
            self.stands[unit] = choice

    @rule(unit=st.integers(0, 4))
    def sell(self, unit: int) -> None:
        self._later()
        self.sold.setdefault(f"u{unit}", []).append(self.now)
        self.owner[unit] += 1

    @rule()
    def close(self) -> None:
        self._later()
        self.closed_at = min(self.closed_at, self.now)

    @invariant()
    def counts_as_the_model_does(self) -> None:
        tally = count(UNITS, self.papers[::-1], Terms(self.closed_at, (9,), sold=self.sold))
        (outcome,) = tally.outcomes
        for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN):
            own = [n for n, said in self.stands.items() if said == choice]
            assert outcome.said[choice].units == len(own)
            assert outcome.said[choice].area == sum(UNITS[n].area for n in own)
        assert outcome.took_part.persons == len({GROUPS[n] for n in self.stands})
        assert tally.counted + sum(tally.put_aside.values()) == len(self.papers)


TestSmallVote = SmallVote.TestCase
TestSmallVote.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
