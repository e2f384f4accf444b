"""The application's role on PostgreSQL: it does the day's work, and cannot touch what is written.

SQLite has no roles; there the guards stand alone (test_guards.py).
"""

import pytest
from django.db import DatabaseError, connection, transaction

from last500.base import roles
from last500.people import actions as people
from last500.proof import checkpoints
from last500.proof.actions import record
from last500.proof.models import Entry, Opening
from last500.service_requests import actions
from tests.tamper.hands import take_guards_away
from tests.tamper.world import new_log

ROLE = "last500_app_of_a_test"
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no roles: nothing to grant or refuse"
)
REFUSED = {
    "update": "UPDATE proof_entry SET kind = 'forged'",
    "delete": "DELETE FROM proof_entry",
    "truncate": "TRUNCATE proof_entry CASCADE",
    "disable the triggers": "ALTER TABLE proof_entry DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER append_only_rows ON proof_entry",
    "drop the table": "DROP TABLE proof_entry CASCADE",
    "call itself a replica": "SET session_replication_role = replica",
    "replace the function": "CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger "
    "LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "make a table": "CREATE TABLE beside (id int)",
    "forget a migration": "DELETE FROM django_migrations",
}


@pytest.fixture
def as_application(db):
    """Call it: from there on, this test's transaction is the application's."""

    def begin() -> None:
        with connection.cursor() as cursor:
            roles.grant(cursor, ROLE)
            cursor.execute(f"SET LOCAL ROLE {ROLE}")

    return begin


def go(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@on_postgresql
@pytest.mark.parametrize("way", REFUSED)
def test_the_application_cannot_touch_the_log_or_any_table(way, as_application):
    record("security", "tried", {})
    as_application()
    with pytest.raises(DatabaseError, match="permission denied|must be owner"):
        go(REFUSED[way])
    assert Entry.objects.get().kind == "tried"


@on_postgresql
@pytest.mark.parametrize("way", REFUSED)
def test_control_the_owner_without_guards_can(way, db):
    record("security", "tried", {})
    if way in {"update", "delete", "truncate"}:
        take_guards_away(connection)
    go(REFUSED[way])


@on_postgresql
def test_the_application_does_the_days_work(cast, as_application, settings, tmp_path):
    new_log(settings, tmp_path)
    as_application()
    request = cast.accepted()
    actions.report_done(cast.actor("wang"), request)
    actions.reveal(cast.actor("lin"), cast.placed(), field="phone", reason="打电话核实")
    code, plain = people.ask_for_code(cast.chen.phone, address="127.0.0.1")
    people.use_code(code.pk, plain, phone=cast.chen.phone)
    assert checkpoints.publish() == Entry.objects.count() == 2
    Opening.objects.first().delete()  # what may be erased it may erase
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (ROLE,)


@on_postgresql
def test_granting_again_changes_nothing(db):
    with connection.cursor() as cursor:
        roles.grant(cursor, ROLE)
        first = roles.planned(cursor, ROLE)
        roles.grant(cursor, ROLE)
        assert roles.planned(cursor, ROLE) == first
    assert f"REVOKE UPDATE, DELETE, TRUNCATE ON proof_entry FROM {ROLE}" in first


@on_postgresql
def test_a_name_that_is_more_than_a_name_is_only_a_name(db):
    with connection.cursor() as cursor:
        planned = roles.planned(cursor, 'x"; DROP TABLE y')
    assert planned[0] == 'CREATE ROLE "x""; DROP TABLE y" NOLOGIN NOSUPERUSER NOBYPASSRLS'
