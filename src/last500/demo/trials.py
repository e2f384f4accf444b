"""The first street of the demo town has tried four changes, in a few short runs: what stands there
was computed from the town's own figures, and says itself that so few runs tell little."""

from datetime import timedelta
from uuid import uuid4

from last500.base import clock
from last500.demo.scene import Town
from last500.simulation import actions
from last500.simulation.models import Trial
from last500.simulation.rules import State
from last500.stats.actions import fold_in

CHANGES = ("evenings", "wider", "one_by_one", "open_to_all")
SEEDS, DAYS = (101, 102, 103), 14


def prepare(town: Town) -> None:
    street = town.ground.streets[0]
    fold_in()
    with clock.at(town.now - timedelta(days=1, hours=2)):
        trial = actions.begin(town.folk.desks[street.pk][0], street, CHANGES)
        lease = uuid4()
        Trial.objects.filter(pk=trial.pk).update(
            seeds=list(SEEDS), days=DAYS, state=State.RUNNING, lease=lease, tries=1,
            started_at=clock.now(), heard_at=clock.now(),
        )  # fmt: skip
    with clock.at(town.now - timedelta(days=1, hours=2) + clock.MINUTE):
        actions.compute(trial.pk, lease)
