"""A trial's life: begun by an office, computed under a lease, called off, taken up again."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.base.worker import stopping
from last500.simulation import actions, rules
from last500.simulation.actions import computing
from last500.simulation.comparing import compare
from last500.simulation.figures import figures_of
from last500.simulation.measures import BY_CODE
from last500.simulation.models import Trial
from last500.simulation.rules import State, Why
from last500.simulation.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tells_at_once(monkeypatch):
    monkeypatch.setattr(computing, "TELLS_EVERY", 0.0)
    yield
    stopping.clear()


def fresh(trial) -> Trial:
    return Trial.objects.get(pk=trial.pk)


# ---- begin and cancel ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sun", "tang"])
def test_street_and_district_begin_a_trial(cast, name):
    trial = world.begun(cast, by=name)
    assert trial.state == State.WAITING and trial.place == cast.street
    assert trial.office == cast.actor(name).office_at("trial:run", cast.street.path)
    assert trial.changes == list(world.QUICK) and len(trial.seeds) >= rules.SEEDS_LEAST


@pytest.mark.parametrize("name", ["lin", "he", "gao", "op", "an", "qian", "wang", "chen"])
def test_nobody_else_does(cast, name):
    with pytest.raises(Forbidden):
        world.begun(cast, by=name)
    assert not Trial.objects.exists()


def test_nothing_chosen_or_nothing_known_is_refused(cast):
    for chosen in ([], ["nonsense"], ["mode_b"]):
        with pytest.raises(Refused):
            world.begun(cast, changes=chosen)
    with pytest.raises(Refused):
        actions.begin(cast.actor("tang"), cast.street.parent, world.QUICK)


def test_one_of_a_street_at_a_time_and_then_the_next(cast):
    trial = world.begun(cast)
    with pytest.raises(Conflict):
        world.begun(cast, by="tang")
    actions.cancel(cast.actor("tang"), trial)
    assert fresh(trial).state == State.CANCELLED and fresh(trial).ended_at
    with pytest.raises(Conflict):
        actions.cancel(cast.actor("sun"), trial)
    assert world.begun(cast).pk != trial.pk


def test_a_dozen_a_day_are_enough(cast):
    for _ in range(12):
        actions.cancel(cast.actor("sun"), world.begun(cast))
    with pytest.raises(TooMany):
        world.begun(cast)


def test_the_secretary_cannot_call_it_off(cast):
    with pytest.raises(Forbidden):
        actions.cancel(cast.actor("he"), world.begun(cast))


# ---- computing ----------------------------------------------------------------------------------


def test_it_is_computed_to_the_end_and_says_what_each_change_does(cast, monkeypatch):
    heard = []
    seen = computing._heard
    monkeypatch.setattr(
        computing, "_heard", lambda key, lease, n: (heard.append(n), seen(key, lease, n))[1]
    )
    world.placed(cast, count=300, ago=60)
    trial = world.done(cast, monkeypatch)
    assert (trial.state, trial.progress, trial.lease) == (State.DONE, 1000, None)
    assert heard == sorted(heard) and heard[-1] == 1000 and len(heard) > 10
    against = trial.result["against"]
    assert set(against) == set(world.QUICK)
    for kept in against.values():
        assert set(kept) == set(BY_CODE)
        assert all(low <= mean <= high for mean, low, high in kept.values())
    street = figures_of(cast.street).street
    again = compare(rules.cases("b", world.QUICK), trial.seeds, days=trial.days, street=street)
    for code in world.QUICK:
        mean = again.difference(code, rules.AS_IS, "messages").mean
        assert against[code]["messages"][0] == pytest.approx(mean, abs=1e-5)
    assert any(against[code]["messages"][0] for code in world.QUICK)


def test_the_same_figures_give_the_same_result(cast, monkeypatch):
    first = world.done(cast, monkeypatch)
    second = world.done(cast, monkeypatch)
    assert first.pk != second.pk and first.result == second.result


def test_called_off_while_it_runs_it_stops_at_its_next_word_and_stays_cancelled(cast, monkeypatch):
    world.quick(monkeypatch)
    trial = world.claimed(cast)
    words = []
    seen = computing._heard

    def heard(key, lease, progress):
        words.append(progress)
        if len(words) == 3:
            actions.cancel(cast.actor("sun"), fresh(trial))
        return seen(key, lease, progress)

    monkeypatch.setattr(computing, "_heard", heard)
    assert actions.compute(trial.pk, trial.lease) is None
    assert len(words) == 3
    assert fresh(trial).state == State.CANCELLED and fresh(trial).result is None


def test_called_off_in_the_last_moment_no_result_is_written(cast, monkeypatch):
    world.quick(monkeypatch)
    trial = world.claimed(cast)
    result_of = computing.result_of

    def late(found):
        actions.cancel(cast.actor("sun"), fresh(trial))
        return result_of(found)

    monkeypatch.setattr(computing, "result_of", late)
    assert actions.compute(trial.pk, trial.lease) is None
    assert fresh(trial).state == State.CANCELLED and fresh(trial).result is None


def test_a_process_that_is_asked_to_stop_gives_it_back_and_that_is_no_try(cast, monkeypatch):
    world.quick(monkeypatch)
    trial = world.claimed(cast)
    assert trial.tries == 1
    stopping.set()
    assert actions.compute(trial.pk, trial.lease) == State.WAITING
    kept = fresh(trial)
    assert (kept.state, kept.tries, kept.lease, kept.progress) == (State.WAITING, 0, None, 0)


def test_what_breaks_has_failed_and_says_so(cast, monkeypatch, caplog):
    trial = world.claimed(cast)
    monkeypatch.setattr(computing, "run", lambda trial, tell: 1 / 0)
    assert actions.compute(trial.pk, trial.lease) == State.FAILED
    assert fresh(trial).why == Why.BROKE and "broke" in caplog.text


def test_what_takes_too_long_is_ended(cast, monkeypatch):
    world.quick(monkeypatch)
    trial = world.claimed(cast)
    monkeypatch.setattr(rules, "LONGEST", -1)
    assert actions.compute(trial.pk, trial.lease) == State.FAILED
    assert fresh(trial).why == Why.LONG


def test_a_word_that_the_database_does_not_take_ends_nothing(cast, monkeypatch):
    trial = world.claimed(cast)

    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(computing, "_change", busy)
    monkeypatch.setattr(computing.connection, "close", lambda: None)
    assert computing._heard(trial.pk, trial.lease, 5)


def test_another_lease_computes_nothing(cast):
    trial = world.claimed(cast)
    assert actions.compute(trial.pk, uuid4()) is None
    assert fresh(trial).state == State.RUNNING


# ---- lost and taken up again --------------------------------------------------------------------


def test_a_trial_whose_process_is_gone_is_taken_up_again_and_at_last_has_failed(cast):
    trial = world.begun(cast)
    now = clock.now()
    leases = []
    for attempt in range(rules.TRIES_MOST):
        moment = now + attempt * 5 * clock.MINUTE
        with clock.at(moment):
            taken = actions.claim()
            assert taken is not None and taken.tries == attempt + 1
            leases.append(taken.lease)
        with clock.at(moment + 90 * clock.MINUTE / 60):
            assert actions.claim() is None  # heard of a moment ago: it lives
    with clock.at(now + clock.DAY):
        assert actions.claim() is None
    assert fresh(trial).state == State.FAILED and fresh(trial).why == Why.LOST
    assert len(set(leases)) == rules.TRIES_MOST


def test_whoever_was_thought_dead_changes_nothing_any_more(cast, monkeypatch):
    world.quick(monkeypatch)
    old = world.claimed(cast)
    with clock.at(clock.now() + clock.HOUR):
        new = actions.claim()
        assert new is not None and new.pk == old.pk and new.lease != old.lease
        assert not computing._heard(old.pk, old.lease, 500)
        assert actions.compute(old.pk, old.lease) is None
        actions.lost(old.pk, old.lease)
        assert fresh(old).lease == new.lease


def test_the_queue_goes_by_time_and_one_runs_at_a_time(cast):
    later = cast.street
    other = later.__class__.objects.get(pk=cast.b.pk).parent
    while other.level != "street":
        other = other.parent
    first = world.begun(cast)
    second = actions.begin(cast.actor("tang"), other, world.QUICK)
    assert actions.claim().pk == first.pk
    assert actions.claim() is None
    actions.cancel(cast.actor("tang"), first)
    assert actions.claim().pk == second.pk


# ---- what the database itself promises ----------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"state": "done", "ended_at": clock.now()}, "a_trial_has_a_result_when_done"),
        ({"result": {"x": 1}}, "a_trial_has_a_result_when_done"),
        ({"state": "running"}, "a_running_trial_has_its_process"),
        ({"state": "cancelled"}, "an_ended_trial_says_when"),
        ({"progress": 1001}, "progress_of_a_trial_has_an_end"),
    ],
)
def test_a_row_that_says_two_things_is_no_row(cast, changed, name):
    trial = world.begun(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Trial.objects.filter(pk=trial.pk).update(**changed)
