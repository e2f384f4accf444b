"""Keys are changed while the site writes, killed on the way, gone on with, and thrown away."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, close_old_connections, connection, transaction

from last500.base import clock, keyfile, resealing, sealing
from last500.base.fields import Sealed
from last500.base.scope import everything
from last500.cli import run_own
from last500.cli.registry import COMMANDS
from last500.people.models import Contact
from last500.proof.models import Entry

SOURCE = Path(__file__).resolve().parents[2] / "src"
SQLITE = os.environ.get("LAST500_TEST_DB") == "sqlite"


@pytest.fixture
def key_file(tmp_path, settings, monkeypatch):
    """A key file of this test's own: others run beside it. A copy, so that what is there opens."""
    shutil.copy(django_settings.KEYS_FILE, tmp_path / "keys.json")
    settings.KEYS_FILE = tmp_path / "keys.json"
    monkeypatch.setattr(sealing, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(resealing, "BREATH", 0)
    with everything("a test of keys"):
        yield settings.KEYS_FILE
    sealing.forget_keys()


def keys(words: str) -> int:
    from last500.cli import own_commands

    own_commands()
    verb, *rest = words.split()
    command = COMMANDS[f"keys {verb}"]
    return run_own(command, rest)


def contacts(n: int) -> list[Contact]:
    rows = [
        Contact(name=f"名{i}", phone=f"1000{i:07d}", door=f"{i}室", made_at=clock.now())
        for i in range(n)
    ]
    return Contact.objects.bulk_create(rows)


def heads() -> set[bytes]:
    return {head for counted in resealing.heads().values() for head in counted}


def everything_opens(rows: list[Contact]) -> None:
    fresh = {row.pk: row for row in Contact.objects.all()}
    for row in rows:
        assert (fresh[row.pk].name, fresh[row.pk].phone) == (row.name, row.phone)


AES1, AES2, AES3, SM4_1 = b"\x01\x01", b"\x01\x02", b"\x01\x03", b"\x02\x01"


@pytest.mark.django_db(transaction=True)
def test_twice_under_load_then_the_old_key_is_destroyed(cast, key_file, capsys):
    """Two rotations while the site writes: no error, nothing lost, nothing unreadable after."""
    rows = contacts(2200)
    said: dict = {}
    trouble: list[BaseException] = []
    stop = threading.Event()

    def site():
        try:
            with everything("the site of a test"):
                chance = random.Random(500)
                while not stop.is_set():
                    row = Contact.objects.get(pk=chance.choice(rows).pk)
                    row.name = f"新名{chance.random()}"
                    row.save(update_fields=["name"])
                    said[row.pk] = row.name
        except BaseException as fault:
            trouble.append(fault)
        finally:
            close_old_connections()
            connection.close()

    writer = threading.Thread(target=site)
    writer.start()
    try:
        assert keys("rotate") == 0
        half = len(said)
        assert keys("rotate") == 0
    finally:
        stop.set()
        writer.join()
    assert trouble == []
    assert 0 < half < len(said), "the site did write meanwhile"
    if heads() != {AES3}:  # a write that was under way when the rotation ended
        assert keys("rotate") == 0
    assert heads() == {AES3}
    for number in (1, 2):
        assert keys(f"destroy {number} --now") == 0
    sealing.forget_keys()
    assert sorted(sealing.keyring().data) == [3]
    for row in rows:
        row.name = said.get(row.pk, row.name)
    everything_opens(rows)
    assert keys("check") == 0
    assert "Key 3 seals." in capsys.readouterr().out


def meanwhile(monkeypatch, pk):
    """The site writes one row between what the rotation has read and what it will write."""
    really, times = resealing.write, []

    def late(model, fields, changes):
        if model is Contact and not times:
            times.append(1)
            row = Contact.objects.get(pk=pk)
            row.name = "刚改的"
            row.save(update_fields=["name"])
        return really(model, fields, changes)

    monkeypatch.setattr(resealing, "write", late)


@pytest.mark.django_db
def test_what_the_site_wrote_meanwhile_is_not_overwritten(key_file, monkeypatch):
    row = contacts(3)[1]
    keyfile.change(key_file, lambda kept: keyfile.with_new_key(kept, clock.now()))
    meanwhile(monkeypatch, row.pk)
    outcome = resealing.reseal()
    assert Contact.objects.get(pk=row.pk).name == "刚改的"
    assert heads() == {AES2}
    assert not outcome.unreadable


@pytest.mark.django_db
def test_without_the_condition_it_would_be(key_file, monkeypatch):
    """Positive control of the last one."""
    row = contacts(3)[1]
    keyfile.change(key_file, lambda kept: keyfile.with_new_key(kept, clock.now()))
    meanwhile(monkeypatch, row.pk)
    whole = resealing._statement

    def unconditional(model, fields):
        statement, _and, condition = whole(model, fields).partition(" AND ")
        return f"{statement} AND (1 = 1 OR ({condition}))"

    monkeypatch.setattr(resealing, "_statement", unconditional)
    resealing.reseal()
    assert Contact.objects.get(pk=row.pk).name == row.name


KILLED = """
import os, signal, sys, types
import django
django.setup()
from last500.base import resealing
from last500.cli import keys
really, times = resealing.write, []
def cut_off(model, fields, changes):
    from django.db import transaction
    times.append(len(changes))
    if sum(times) > 1000:
        with transaction.atomic():
            really(model, fields, changes)
            os.kill(os.getpid(), signal.SIGKILL)
    return really(model, fields, changes)
resealing.write = cut_off
sys.exit(keys.rotate(types.SimpleNamespace(dry_run=False, prepare=False, to=None)))
"""


def in_a_process(script: str, key_file) -> subprocess.CompletedProcess:
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        database = f"sqlite:///{kept['NAME']}"
    else:
        database = f"postgresql://{kept['USER']}@/{kept['NAME']}?host={kept['HOST']}"
    env = {name: value for name, value in os.environ.items() if not name.startswith("LAST500_")}
    env |= {
        "DJANGO_SETTINGS_MODULE": "last500.settings",
        "LAST500_DATABASE": database,
        "LAST500_KEYS": str(key_file),
        "LAST500_VAR": str(key_file.parent),
        "PYTHONPATH": str(SOURCE),
    }
    return subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.django_db(transaction=True)
def test_killed_on_the_way_it_is_gone_on_with(key_file, capsys):
    rows = contacts(2500)
    killed = in_a_process(KILLED, key_file)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    counted = sum((Counter(n) for n in resealing.heads().values()), Counter())
    done = counted[AES2] / 3
    assert done == 1000, "whole batches, and the one that was cut off not at all"
    everything_opens(rows)  # both keys are readable meanwhile
    assert keys("rotate --dry-run") == 0
    assert heads() == {AES1, AES2}
    assert keys("rotate") == 0
    assert "Going on: 4500 values" in capsys.readouterr().out
    assert (heads(), sealing.keyring().active) == ({AES2}, 2), "no third key was made"
    everything_opens(rows)


@pytest.mark.django_db
def test_another_algorithm_is_a_rotation_too(key_file, settings):
    rows = contacts(5)
    settings.SEAL_ALGORITHM = "sm4-gcm"
    sealing.forget_keys()
    everything_opens(rows)
    assert keys("rotate") == 0
    assert heads() == {SM4_1}
    everything_opens(rows)
    settings.SEAL_ALGORITHM = "aes-256-gcm"
    sealing.forget_keys()
    everything_opens(rows)


@pytest.mark.django_db
def test_a_dry_run_changes_nothing(key_file, capsys):
    contacts(2)
    before, file = heads(), key_file.read_bytes()
    assert keys("rotate --dry-run") == 0
    assert (heads(), key_file.read_bytes()) == (before, file)
    assert "people_contact.phone" in capsys.readouterr().out


@pytest.mark.django_db
def test_check_names_what_cannot_be_opened(key_file, capsys):
    one, other = contacts(2)
    assert keys("check") == 0
    moved = bytes(Contact.objects.values_list("phone", flat=True).get(pk=one.pk))
    Contact.objects.filter(pk=other.pk).update(phone=Sealed(moved))
    assert keys("check") == 1
    said = capsys.readouterr()
    assert "1 values cannot be opened: people_contact.phone (1)" in said.err
    assert "aes-256-gcm  key 1" in said.out


@pytest.mark.django_db
def test_a_value_that_no_key_opens_does_not_stop_a_rotation(key_file, capsys):
    one, other = contacts(2)
    broken = Sealed(b"\x01\x09" + b"?" * 40)
    Contact.objects.filter(pk=other.pk).update(phone=broken)
    assert keys("rotate") == 1
    assert "people_contact.phone (1)" in capsys.readouterr().err
    assert heads() == {AES2, b"\x01\x09"}
    assert Contact.objects.get(pk=one.pk).phone == one.phone
    assert bytes(Contact.objects.values_list("phone", flat=True).get(pk=other.pk)) == broken


@pytest.mark.django_db
def test_a_key_in_use_is_not_destroyed(key_file, capsys):
    contacts(2)
    keyfile.change(key_file, lambda kept: keyfile.with_new_key(kept, clock.now()))
    file = key_file.read_bytes()
    assert keys("destroy 1 --now") == 1
    assert "people_contact.name (2)" in capsys.readouterr().err
    assert key_file.read_bytes() == file


@pytest.mark.django_db
def test_a_key_that_sealed_a_moment_ago_rests_first(key_file, capsys, monkeypatch):
    contacts(2)
    assert keys("rotate") == 0
    assert keys("check") == 0
    assert "last500 keys destroy 1" in capsys.readouterr().out
    assert keys("destroy 1") == 1
    assert keys("destroy 2 --now") == 1, "the one that seals"
    later = clock.now() + 11 * clock.MINUTE
    monkeypatch.setattr(clock, "now", lambda: later)
    assert keys("destroy 1") == 0
    assert keys("check") == 0
    log = Entry.objects.filter(stream="security").order_by("seq").values_list("kind", flat=True)
    assert list(log) == ["data_key_added", "data_key_destroyed"]


@pytest.mark.django_db
def test_new_never_overwrites(key_file, tmp_path):
    before = key_file.read_bytes()
    assert keys("new") == 1
    assert key_file.read_bytes() == before
    assert keys(f"new {tmp_path / 'other.json'}") == 0
    assert (tmp_path / "other.json").exists()


@pytest.mark.django_db
def test_a_key_is_brought_to_all_machines_before_it_seals(key_file):
    contacts(2)
    assert keys("rotate --prepare") == 0
    assert (heads(), sorted(sealing.keyring(look=True).data)) == ({AES1}, [1, 2])
    assert keys("rotate") == 0
    assert (heads(), sorted(sealing.keyring(look=True).data)) == ({AES2}, [1, 2])


@pytest.mark.django_db
def test_keys_of_the_environment_are_never_written(key_file, settings, tmp_path, capsys):
    contacts(2)
    settings.KEYS_JSON, settings.KEYS_READ_ONLY = key_file.read_text(), True
    file = key_file.read_bytes()
    for words in ("rotate", "rotate --prepare", "destroy 1", "new"):
        assert keys(words) == 1, words
    assert key_file.read_bytes() == file
    assert keys(f"rotate --to {tmp_path / 'next.json'}") == 0
    settings.KEYS_JSON = (tmp_path / "next.json").read_text()
    assert keys("rotate") == 0
    assert heads() == {AES2}


def until(happens: Callable[[], bool], seconds: int = 20) -> None:
    for _try in range(seconds * 50):
        if happens():
            return
        time.sleep(0.02)


def somebody_waits() -> bool:
    """For a row that this transaction holds. SQLite has one writer: whoever waits, waits."""
    if SQLITE:
        time.sleep(0.4)
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"
        )
        return cursor.fetchone() is not None


def crosswise(key_file) -> list[str]:
    """The site holds the last row and then wants the first, while all are re-sealed in order."""
    rows = contacts(3)
    keyfile.change(key_file, lambda kept: keyfile.with_new_key(kept, clock.now()))
    held, over, faults = threading.Event(), threading.Event(), []

    def site():
        try:
            with everything("the site of a test"), transaction.atomic():
                Contact.objects.filter(pk=rows[2].pk).update(erased_at=None)
                held.set()
                until(lambda: over.is_set() or somebody_waits())
                Contact.objects.filter(pk=rows[0].pk).update(erased_at=None)
        except OperationalError as fault:
            faults.append(f"site: {fault}")
        finally:
            connection.close()

    holder = threading.Thread(target=site)
    holder.start()
    held.wait(10)
    try:
        resealing.reseal()
    except OperationalError as fault:
        faults.append(f"rotation: {fault}")
    over.set()
    holder.join()
    return faults


@pytest.mark.django_db(transaction=True)
def test_site_and_rotation_never_wait_for_each_other_in_a_circle(key_file):
    assert crosswise(key_file) == []
    assert heads() == {AES2}


@pytest.mark.skipif(SQLITE, reason="SQLite has one writer: there is no circle")
@pytest.mark.django_db(transaction=True)
def test_without_leaving_out_held_rows_they_would(key_file, monkeypatch):
    """Positive control of the last one."""
    monkeypatch.setattr(connection.features, "has_select_for_update_skip_locked", False)
    assert any("deadlock" in fault for fault in crosswise(key_file))
