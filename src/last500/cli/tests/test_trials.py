"""The worker and the process of a trial: it holds up no other job, and whatever ends it, the trial
is taken up again or says that it was not."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from last500.base.worker import Job, Worker, stopping
from last500.cli import trials
from last500.simulation.models import Trial
from last500.simulation.rules import State, Why
from last500.simulation.tests import world

SLEEPS = "import time; time.sleep(60)"
ENDS = "pass"


@pytest.fixture
def child(monkeypatch):
    """The process does what the test says; none of them is left behind."""

    def does(code: str) -> None:
        monkeypatch.setattr(trials, "argv", lambda trial, lease: [sys.executable, "-c", code])

    yield does
    trials.stop()


def killed() -> None:
    process = trials._running[0].child.process
    process.kill()
    process.wait()


@pytest.mark.django_db
def test_the_worker_starts_one_and_goes_on_with_its_other_jobs(cast, child, monkeypatch):
    monkeypatch.setattr("last500.base.worker.close_old_connections", lambda: None)
    child(SLEEPS)
    world.begun(cast)
    ran = []
    every = timedelta(seconds=0)
    worker = Worker(
        [Job("trial", every, trials.keep_going), Job("other", every, lambda: ran.append(1) or 1)]
    )
    began = time.monotonic()
    assert worker.step() == 2
    assert worker.step() == 1  # it runs; there is nothing to start
    assert time.monotonic() - began < 20 and len(ran) == 2
    assert Trial.objects.get().state == State.RUNNING
    assert trials._running[0].child.exit_code() is None


@pytest.mark.django_db
def test_nothing_waits_and_nothing_is_started(cast, child):
    child(SLEEPS)
    assert trials.keep_going() == 0 and not trials._running


@pytest.mark.django_db
def test_a_killed_process_is_seen_at_once_and_the_trial_taken_up_again(cast, child):
    child(SLEEPS)
    world.begun(cast)
    leases = set()
    for attempt in (1, 2, 3):
        assert trials.keep_going() == 1
        trial = Trial.objects.get()
        assert (trial.state, trial.tries) == (State.RUNNING, attempt)
        leases.add(trial.lease)
        killed()
    assert trials.keep_going() == 0
    trial = Trial.objects.get()
    assert (trial.state, trial.why) == (State.FAILED, Why.LOST) and len(leases) == 3


@pytest.mark.django_db
def test_with_the_worker_the_process_ends(cast, child):
    child(SLEEPS)
    world.begun(cast)
    trials.keep_going()
    process = trials._running[0].child.process
    trials.stop()
    assert process.poll() == -signal.SIGTERM and not trials._running


@pytest.mark.django_db
def test_the_command_computes_and_is_nice(cast, monkeypatch):
    world.quick(monkeypatch)
    trial = world.claimed(cast)
    nice = []
    monkeypatch.setattr(os, "nice", nice.append)
    monkeypatch.setattr("last500.base.worker.stop_on_signals", lambda: None)
    from last500.cli.registry import find

    command, rest = find(["try-out", str(trial.pk), str(trial.lease)])
    assert command is not None
    assert command.run(command.parser().parse_args(rest)) == 0
    assert Trial.objects.get().state == State.DONE and nice == [trials.NICE]


# ---- real processes on a database of their own --------------------------------------------------

PREPARE = """
    import django; django.setup()
    from last500.base.scope import everything
    from last500.simulation import rules
    from last500.simulation.tests import world
    from tests.cast import build
    with everything("a test"):
        cast = build()
        world.placed(cast, count=1500, ago=100)  # so that it takes its time
        world.begun(cast, changes=rules.BY_CODE)
"""
LOOK = """
    import django; django.setup()
    from last500.base.scope import everything
    from last500.simulation.models import Trial
    with everything("a test"):
        trial = Trial.objects.get()
        print(trial.state, trial.tries, trial.progress, trial.lease)
"""


@pytest.fixture
def instance(tmp_path):
    from last500.base.sealing import write_keys
    from tests import migrated

    own = {key: value for key, value in os.environ.items() if not key.startswith("LAST500_")}
    own["DJANGO_SETTINGS_MODULE"] = "last500.settings"
    own |= {"LAST500_VAR": str(tmp_path), "PYTHONPATH": os.pathsep.join([*sys.path, os.getcwd()])}
    write_keys(tmp_path / "keys.json")
    migrated.lay(tmp_path / "last500.sqlite3")
    said(own, PREPARE)
    return own


def said(environment, code: str) -> str:
    argv = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def soon(look, seconds=60):
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.3)
    return seen


def process_of_trial(folder: Path) -> int | None:
    mark = f"LAST500_VAR={folder}\0".encode()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if (
                mark in (path / "environ").read_bytes()
                and b"try-out" in (path / "cmdline").read_bytes()
            ):
                return int(path.name)
        except OSError:
            continue
    return None


@pytest.mark.whole
@pytest.mark.one_engine("Processes, signals and their lease: the statements are tested on both.")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_worker_that_ends_takes_its_process_along_and_the_next_one_goes_on(
    instance, tmp_path, number
):
    argv = [sys.executable, "-m", "last500", "work"]
    worker = subprocess.Popen(argv, env=instance)
    try:
        soon(lambda: process_of_trial(tmp_path))
        soon(lambda: (words := said(instance, LOOK).split())[0] == "running" and words[2] != "0")
        worker.send_signal(number)
        worker.wait(20)
        soon(lambda: process_of_trial(tmp_path) is None)
        assert said(instance, LOOK).split() == ["waiting", "0", "0", "None"]
        worker = subprocess.Popen(argv, env=instance)
        soon(lambda: said(instance, LOOK).split()[:2] == ["running", "1"])
    finally:
        worker.terminate()
        worker.wait(20)
    soon(lambda: process_of_trial(tmp_path) is None)


def test_no_test_leaves_the_worker_asked_to_stop():
    assert not stopping.is_set() and not trials._running and uuid4()
