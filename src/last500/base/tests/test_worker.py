"""The worker: each job in its own time, and one that fails harms no other."""

import logging
from datetime import timedelta

import pytest

from last500.base import clock
from last500.base.worker import LONGEST_WAIT, Job, Worker, stopping

MORNING = clock.parse("2026-11-23 08:00")
EVERY = timedelta(seconds=10)

pytestmark = pytest.mark.django_db


def counting(answer: int = 1) -> tuple[list[int], Job]:
    calls: list[int] = []

    def run() -> int:
        calls.append(answer)
        return answer

    return calls, Job("counting", EVERY, run)


def test_a_job_runs_at_once_and_then_at_its_interval():
    calls, job = counting()
    worker = Worker([job])
    for seconds, expected in [(0, 1), (5, 1), (10, 2), (19, 2), (20, 3)]:
        with clock.at(MORNING + timedelta(seconds=seconds)):
            worker.step()
        assert len(calls) == expected


def test_a_step_tells_how_many_items_were_handled():
    assert Worker([counting(3)[1]]).step() == 3


def test_a_failing_job_is_logged_and_does_not_stop_the_next(caplog):
    def broken() -> int:
        raise RuntimeError("no light")

    calls, job = counting()
    with caplog.at_level(logging.ERROR):
        Worker([Job("broken", EVERY, broken), job]).step()
    assert calls == [1]
    assert "broken" in caplog.text and "no light" in caplog.text


def test_a_failing_job_waits_longer_each_time_up_to_a_limit(caplog):
    tries = []

    def broken() -> int:
        tries.append(clock.now())
        raise RuntimeError

    worker, moment = Worker([Job("broken", EVERY, broken)]), MORNING
    while len(tries) < 12:
        with clock.at(moment):
            worker.step()
        moment += timedelta(seconds=1)
    pauses = [later - earlier for earlier, later in zip(tries, tries[1:], strict=False)]
    assert pauses == sorted(pauses)
    assert pauses[0] == 2 * EVERY
    assert pauses[-1] == LONGEST_WAIT


def test_a_job_that_works_again_returns_to_its_interval(caplog):
    answers = iter([RuntimeError(), 1, 1])

    def shaky() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    worker = Worker([Job("shaky", EVERY, shaky)])
    for seconds in (0, 20, 30):
        with clock.at(MORNING + timedelta(seconds=seconds)):
            worker.step()
    assert next(answers, "used up") == "used up"


def test_a_stop_is_heeded_between_jobs():
    calls, job = counting()

    def stop() -> int:
        stopping.set()
        return 0

    try:
        Worker([Job("stop", EVERY, stop), job]).run()
    finally:
        stopping.clear()
    assert calls == []


def test_two_jobs_of_one_name_are_refused():
    with pytest.raises(ValueError, match="same name"):
        Worker([counting()[1], counting()[1]])
