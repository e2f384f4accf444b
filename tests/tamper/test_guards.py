"""Each way around an append-only table that is known, tried with the rights of the owner.

Every way is tried twice: against the guards, where it must fail, and with the guards taken away,
where it must work; a way that works in neither case would prove nothing.
"""

import pytest
from django.db import DatabaseError, connection, transaction

from last500.proof import guards
from last500.proof.actions import record
from last500.proof.models import Checkpoint, Entry, Leaf, Opening
from tests.tamper.hands import take_guards_away

pytestmark = pytest.mark.django_db

COLUMNS = "stream, seq, kind, body, at, prev_hash, entry_hash"
FORGED = "'security', 1, 'forged', '{}', '2026-01-01 00:00:00+00:00', '0', '0'"
ON_SQLITE = {
    "update": ["UPDATE proof_entry SET kind = 'forged'"],
    "update or replace": ["UPDATE OR REPLACE proof_entry SET seq = 1, kind = 'forged' WHERE seq=2"],
    "delete": ["DELETE FROM proof_entry WHERE seq = 2"],
    "delete all": ["DELETE FROM proof_entry"],
    "replace by unique key": [f"INSERT OR REPLACE INTO proof_entry ({COLUMNS}) VALUES ({FORGED})"],
    "replace by row": [
        f"REPLACE INTO proof_entry (rowid, {COLUMNS}) SELECT id, 'x', 9, kind, body, at, '', '' "
        "FROM proof_entry WHERE seq = 1"
    ],
    "upsert": [
        f"INSERT INTO proof_entry ({COLUMNS}) VALUES ({FORGED}) "
        "ON CONFLICT (stream, seq) DO UPDATE SET kind = 'forged'"
    ],
}
ON_POSTGRESQL = {
    "update": ["UPDATE proof_entry SET kind = 'forged'"],
    "delete": ["DELETE FROM proof_entry WHERE seq = 2"],
    "truncate": ["TRUNCATE proof_entry, proof_leaf, proof_opening"],
    "truncate cascade": ["TRUNCATE proof_entry CASCADE"],
    "upsert": [
        f"INSERT INTO proof_entry ({COLUMNS}) VALUES ({FORGED}) "
        "ON CONFLICT (stream, seq) DO UPDATE SET kind = 'forged'"
    ],
    "merge": [
        "MERGE INTO proof_entry e USING (SELECT 1 AS seq) s ON e.seq = s.seq "
        "WHEN MATCHED THEN UPDATE SET kind = 'forged'"
    ],
    "update as a replica": [
        "SET LOCAL session_replication_role = replica",
        "UPDATE proof_entry SET kind = 'forged'",
    ],
    "truncate as a replica": [
        "SET LOCAL session_replication_role = replica",
        "TRUNCATE proof_entry, proof_leaf, proof_opening",
    ],
}
WAYS = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL


@pytest.fixture
def two_entries():
    for number in (1, 2):
        record("security", "tried", {"number": number})


def contents() -> list[tuple]:
    return list(Entry.objects.order_by("pk").values_list())


def go(way: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        for statement in WAYS[way]:
            cursor.execute(statement)


@pytest.fixture
def replace_fires_no_delete_triggers():
    """An attacker's own connection does not switch recursive_triggers on."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = OFF")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers = ON")


@pytest.mark.parametrize("way", WAYS)
def test_no_way_around_the_guards(way, two_entries, replace_fires_no_delete_triggers):
    before = contents()
    with pytest.raises(DatabaseError, match="append-only"):
        go(way)
    assert contents() == before


@pytest.mark.parametrize("way", WAYS)
def test_control_without_the_guards_each_way_works(
    way, two_entries, replace_fires_no_delete_triggers
):
    before = contents()
    assert take_guards_away(connection)
    go(way)
    assert contents() != before


def test_after_all_migrations_the_guards_are_on_every_table_that_wants_them():
    """SQLite drops triggers when a table is altered; this finds the migration that forgot."""
    wanted = {model._meta.db_table for model in (Checkpoint, Entry, Leaf)}
    assert wanted <= set(guards.guarded(connection))


def test_control_a_missing_guard_is_noticed():
    guards.remove(connection, "proof_leaf")
    assert "proof_leaf" not in guards.guarded(connection)
    guards.install(connection, "proof_leaf")
    assert "proof_leaf" in guards.guarded(connection)


def test_an_opening_may_be_erased_and_its_entry_may_not():
    entry = record("security", "tried", {}, personal={"person": "7"})
    Opening.objects.filter(entry=entry).delete()
    assert Entry.objects.filter(pk=entry.pk).exists()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).delete()
