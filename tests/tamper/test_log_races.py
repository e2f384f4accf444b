"""Two write to one stream at the same moment: no gap, no twin, and the control shows the race."""

import threading
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection

from last500.proof import actions, checkpoints
from last500.proof.actions import record
from last500.proof.models import Checkpoint, Entry, Leaf
from tests.tamper.world import bundled, checked, new_log, write_entries
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def both_have_read_the_last_entry(monkeypatch):
    """Hold each writer between reading the last entry and writing its own, until both are there."""
    gate, counted = threading.Barrier(2), Entry.counted_hash

    def wait_then_count(entry: Entry) -> str:
        with suppress(threading.BrokenBarrierError):  # the other one waits for the lock
            gate.wait(0.3)
        return counted(entry)

    monkeypatch.setattr(Entry, "counted_hash", wait_then_count)


def two_write() -> list[object]:
    return all_at_once(lambda name: record("security", name, {}), ["one", "two"])


def test_two_at_once_follow_one_another(both_have_read_the_last_entry):
    assert all(isinstance(answer, Entry) for answer in two_write())
    first, second = Entry.objects.order_by("seq")
    assert (first.seq, second.seq, second.prev_hash) == (1, 2, first.entry_hash)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite BEGIN IMMEDIATE is the lock"
)
def test_control_without_the_lock_two_take_the_same_place(
    both_have_read_the_last_entry, monkeypatch
):
    monkeypatch.setattr(actions, "_one_writer", lambda stream: None)
    assert sum(isinstance(answer, IntegrityError) for answer in two_write()) == 1


def test_two_checkpointers_at_once_give_each_entry_one_place(settings, tmp_path):
    new_log(settings, tmp_path)
    write_entries(20)
    answers = all_at_once(lambda name: checkpoints.publish(), ["one", "two"])
    assert sorted(answers) == [0, 20]
    assert sorted(Leaf.objects.values_list("index", flat=True)) == list(range(20))
    assert Checkpoint.objects.count() == 1
    assert checked(bundled()) == []
