"""What the tests of trials stand on: the cast's street, and a model that takes no time."""

from last500.base import clock
from last500.service_requests.categories import BY_CODE
from last500.simulation import actions, rules
from last500.simulation.models import Trial
from last500.stats.models import DayFigure

QUICK = ("evenings", "wider", "half", "open_to_all")


def begun(cast, by="sun", changes=QUICK) -> Trial:
    return actions.begin(cast.actor(by), cast.street, changes)


def claimed(cast, **more) -> Trial:
    begun(cast, **more)
    trial = actions.claim()
    assert trial is not None
    return trial


def quick(monkeypatch) -> None:
    """Few days and few runs: what is tested is not the model."""
    monkeypatch.setattr(rules, "DAYS", 8)
    monkeypatch.setattr(rules, "SEEDS", (101, 102, 103))


def done(cast, monkeypatch, **more) -> Trial:
    quick(monkeypatch)
    trial = claimed(cast, **more)
    assert actions.compute(trial.pk, trial.lease) == rules.State.DONE
    trial.refresh_from_db()
    return trial


def placed(cast, *, count: int, kind: str = "small_repair", measure: str = "placed", ago: int = 20):
    """So many requests of the street's only community, as the roll-up tells of them."""
    assert kind in BY_CODE
    day = clock.today() - ago * clock.DAY
    return DayFigure.objects.create(
        place=cast.a, day=day, category=kind, measure=measure, count=count
    )
