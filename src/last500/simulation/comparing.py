"""Several cases on the same towns: run, told of, and set side by side."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from last500.dispatch.policies import BY_CODE, USUAL_WAY
from last500.simulation.behaviour import Behaviour, load
from last500.simulation.intervals import Interval, interval, paired
from last500.simulation.measures import MEASURES, Measure, Outcome
from last500.simulation.run import Run
from last500.simulation.town import Scenario, Street, build, usual_street

DAYS, FIRST_DAY = 45, 11
# Policies were tuned on the first, what is reported comes from the second.
TUNING_SEEDS = range(1, 9)
HELD_OUT_SEEDS = range(101, 121)
Told = Callable[[float], None]


@dataclass(frozen=True)
class Case:
    """One column: a way of asking in a scenario; `changed` are numbers of behaviour.toml."""

    code: str
    name: str
    way: str = USUAL_WAY.code
    scenario: Scenario = Scenario()
    changed: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Task:
    case: Case
    seed: int
    days: int
    street: Street | None = None  # None: the usual street of the seed


@dataclass(frozen=True)
class Compared:
    """`outcomes` by the case's code, in the order of the seeds."""

    cases: tuple[Case, ...]
    seeds: tuple[int, ...]
    days: int
    outcomes: Mapping[str, Sequence[Outcome]]

    def values(self, case: str, measure: str) -> list[float]:
        return [outcome.figures[measure] for outcome in self.outcomes[case]]

    def of(self, case: str, measure: str) -> Interval:
        return interval(self.values(case, measure))

    def difference(self, one: str, other: str, measure: str) -> Interval:
        return paired(self.values(one, measure), self.values(other, measure))

    def verdict(self, one: str, other: str, measure: Measure) -> int:
        """1: `one` is better, -1: worse, 0: the interval of the difference holds nothing sure."""
        found = self.difference(one, other, measure.code)
        if found.holds_zero() or not measure.better:
            return 0
        return measure.better if found.mean > 0 else -measure.better

    def not_better(self, one: str, other: str) -> list[Measure]:
        """Where `one` is worse than `other` for sure."""
        return [m for m in MEASURES if self.verdict(one, other, m) < 0]


def run(task: Task, tell: Told | None = None) -> Outcome:
    behaviour = _behaviour(task.case)
    street = task.street or usual_street(behaviour, task.seed)
    town = build(street, behaviour, task.case.scenario, days=task.days, seed=task.seed)
    way = BY_CODE[task.case.way]
    first = min(FIRST_DAY, task.days // 4)
    return Run(town, way, behaviour, seed=task.seed, first_day=first, tell=tell).go()


def _behaviour(case: Case) -> Behaviour:
    changed = {name.replace(".", "__"): value for name, value in case.changed}
    return load().with_(**changed) if changed else load()


def compare(
    cases: Sequence[Case],
    seeds: Sequence[int],
    *,
    days: int = DAYS,
    street: Street | None = None,
    workers: int = 1,
    tell: Told | None = None,
) -> Compared:
    """Every case with every seed; `tell` hears the share that is done, and may raise to end it."""
    tasks = [Task(case, seed, days, street) for seed in seeds for case in cases]
    outcomes: dict[str, list[Outcome]] = {case.code: [] for case in cases}
    for task, outcome in zip(tasks, _all(tasks, workers, tell), strict=True):
        outcomes[task.case.code].append(outcome)
    return Compared(tuple(cases), tuple(seeds), days, outcomes)


def _all(tasks: Sequence[Task], workers: int, tell: Told | None) -> Iterator[Outcome]:
    if workers == 1:
        for number, task in enumerate(tasks):
            yield run(task, _part_of(tell, number, len(tasks)))
    else:
        with ProcessPoolExecutor(workers) as pool:
            for number, outcome in enumerate(pool.map(run, tasks), 1):
                if tell:
                    tell(number / len(tasks))
                yield outcome
    if tell:
        tell(1.0)


def _part_of(tell: Told | None, number: int, of: int) -> Told | None:
    return (lambda share: tell((number + share) / of)) if tell else None
