"""Two officers begin at once, two workers look into the queue, one calls off while it is computed.

The controls take the guards away and show the race.
"""

import threading

import pytest
from django.db import IntegrityError, connection

from last500.base.errors import Conflict
from last500.base.scope import everything
from last500.simulation import actions
from last500.simulation.actions import computing
from last500.simulation.models import Trial
from last500.simulation.rules import State
from last500.simulation.tests import world
from tests.cast import build
from tests.postgres import owner
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
OFFICERS = ("sun", "tang", "sun", "tang")
ONE_A_STREET, ONE_AT_ALL = "one_trial_of_a_street_at_a_time", "one_trial_runs_at_a_time"


def begun_by_all() -> list:
    cast = build()
    actors = {name: cast.actor(name) for name in set(OFFICERS)}
    return all_at_once(
        lambda name: actions.begin(actors[name], cast.street, world.QUICK), list(OFFICERS)
    )


def without(name: str) -> None:
    """The table as it would be if nobody had thought of it; undone with the test's tables."""
    constraint = next(c for c in Trial._meta.constraints if c.name == name)
    with owner(), connection.schema_editor() as editor:
        editor.remove_constraint(Trial, constraint)


def with_again(name: str) -> None:
    constraint = next(c for c in Trial._meta.constraints if c.name == name)
    with everything("a control is over"):
        Trial.objects.all().delete()
    with owner(), connection.schema_editor() as editor:
        editor.add_constraint(Trial, constraint)


def test_four_begin_at_once_and_one_trial_waits():
    answers = begun_by_all()
    assert sum(isinstance(answer, Trial) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 3
    assert Trial.objects.count() == 1


def test_the_control_without_the_constraint_a_street_has_several():
    without(ONE_A_STREET)
    try:
        answers = begun_by_all()
        assert sum(isinstance(answer, Trial) for answer in answers) > 1
    finally:
        with_again(ONE_A_STREET)


def two_waiting() -> None:
    cast = build()
    other = cast.b.parent
    while other.level != "street":
        other = other.parent
    actions.begin(cast.actor("sun"), cast.street, world.QUICK)
    actions.begin(cast.actor("tang"), other, world.QUICK)


def claimed_by_all(monkeypatch) -> list:
    """Four workers that have all seen that nothing runs; the first two look at the first trial,
    the others at the second."""
    two_waiting()
    keys = list(Trial.objects.order_by("begun_at").values_list("pk", flat=True))
    seen = {"w0": keys[0], "w1": keys[0], "w2": keys[1], "w3": keys[1]}
    monkeypatch.setattr(computing, "_next", lambda: seen[threading.current_thread().name])

    def claim(name: str):
        threading.current_thread().name = name
        return actions.claim()

    return [t for t in all_at_once(claim, list(seen)) if t is not None]


def test_four_workers_and_one_trial_runs(monkeypatch):
    taken = claimed_by_all(monkeypatch)
    assert len(taken) == 1 and isinstance(taken[0], Trial)
    assert Trial.objects.filter(state=State.RUNNING).count() == 1


def test_the_control_without_the_constraint_two_run(monkeypatch):
    without(ONE_AT_ALL)
    try:
        taken = claimed_by_all(monkeypatch)
        assert len(taken) == 2 and not any(isinstance(t, IntegrityError) for t in taken)
    finally:
        with_again(ONE_AT_ALL)


def ended_and_called_off_at_once(monkeypatch) -> tuple[Trial, list]:
    """The result is there in the very moment in which an officer calls it off."""
    world.quick(monkeypatch)
    cast = build()
    trial = world.claimed(cast)
    sun = cast.actor("sun")
    at_the_end = threading.Barrier(2, timeout=30)
    result_of = computing.result_of

    def late(found):
        kept = result_of(found)
        at_the_end.wait()
        return kept

    monkeypatch.setattr(computing, "result_of", late)

    def act(name: str):
        if name == "worker":
            return actions.compute(trial.pk, trial.lease)
        at_the_end.wait()
        return actions.cancel(sun, trial)

    return trial, all_at_once(act, ["worker", "officer"])


def test_called_off_as_it_ends_it_is_one_of_both(monkeypatch):
    trial, (worker, officer) = ended_and_called_off_at_once(monkeypatch)
    trial.refresh_from_db()
    if trial.state == State.DONE:
        assert worker == State.DONE and isinstance(officer, Conflict) and trial.result
    else:
        assert trial.state == State.CANCELLED and worker is None and officer is None
        assert trial.result is None


def test_the_control_without_the_lease_a_cancelled_trial_comes_back(monkeypatch):
    """Whoever writes by the key alone writes over what the officer has said."""
    world.quick(monkeypatch)
    cast = build()
    trial = world.claimed(cast)
    monkeypatch.setattr(
        computing, "_change",
        lambda key, held, **values: bool(Trial.objects.filter(pk=key).update(**values)),
    )  # fmt: skip
    result_of = computing.result_of

    def late(found):
        actions.cancel(cast.actor("sun"), trial)
        return result_of(found)

    monkeypatch.setattr(computing, "result_of", late)
    assert actions.compute(trial.pk, trial.lease) == State.DONE
    trial.refresh_from_db()
    assert trial.state == State.DONE
