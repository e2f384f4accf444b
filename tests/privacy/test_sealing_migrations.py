"""Rows that lay in the clear before are sealed by the migrations, and come back by the way back.

In a database of its own, which is only brought as far as these migrations.
"""

from types import SimpleNamespace

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from last500.base import clock, sealing
from last500.base.scope import everything
from tests.postgres import owner

BEFORE = [
    ("reportin", "0001_initial"),
    ("notify", "0001_initial"),
    ("service_requests", "0002_imports_and_merge_proposals"),
    ("people", "0001_initial"),
]
SEALED = [
    ("reportin", "0002_seal_what_helpers_offer"),
    ("notify", "0002_seal_words_of_messages"),
    ("service_requests", "0003_seal_words_of_the_desk"),
    ("people", "0002_seal_reasons_of_looks"),
]
OLD = "old"


@pytest.fixture
def older(transactional_db, tmp_path):
    """A second, empty database under the alias `old`."""
    kept = dict(connection.settings_dict)
    own = {"NAME": str(tmp_path / "old.sqlite3")}
    if connection.vendor == "postgresql":
        options = {name: one for name, one in kept["OPTIONS"].items() if name != "options"}
        own = {"NAME": f"{kept['NAME']}_older", "OPTIONS": options}  # as the owner of the tables
        with owner() as cursor:
            cursor.execute(f'CREATE DATABASE "{own["NAME"]}"')
    connections.databases[OLD] = kept | own
    try:
        connections[OLD].connect()  # the test runner lets no other database be opened by itself
        with everything("migrations read every row"):
            yield connections[OLD]
    finally:
        connections[OLD].close()
        if connection.vendor == "postgresql":
            connections[OLD].close_pool()
            with owner() as cursor:
                cursor.execute(f'DROP DATABASE "{own["NAME"]}"')
        del connections[OLD], connections.databases[OLD]


def migrate(older, targets):
    """Bring the database there; returns a look-up of its models by name."""
    MigrationExecutor(older).migrate(targets)
    found = MigrationExecutor(older).loader.project_state(targets).apps

    def rows(name: str):
        return found.get_model(*name.split("."))._base_manager.using(OLD)

    return rows


def filled(rows) -> SimpleNamespace:
    """One row of each kind, as the older tables held them."""
    now, same = clock.now(), {"name": "芙蓉苑", "path": "1", "level": "compound"}
    place = rows("places.Place").create(**same)
    person = rows("people.Person").create(phone_index="1", made_at=now)
    contact = rows("people.Contact").create(made_at=now, phone="10000000001")
    helper = rows("reportin.ReportIn").create(
        person=person,
        place=place,
        kind="member",
        state="confirmed",
        skills=["law"],
        unwanted=["children"],
        asked_at=now,
    )
    for day in (5, 6):
        rows("reportin.FreeWindow").create(report_in=helper, day=day, start=480, end=720)
    matter = rows("service_requests.ServiceRequest").create(
        number="1",
        place=place,
        desk=place,
        level="compound",
        state="closed",
        spot="home",
        contact=contact,
        channel="web",
        link_index="1",
        summary="楼道灯不亮",
        risk_note="有狗",
        placed_at=now,
    )
    about = {"request": matter, "helper": person}
    invitation = rows("service_requests.Invitation").create(
        **about, asked_at=now, reasons=["skill:law"]
    )
    held = rows("service_requests.Acceptance").create(
        **about, slot=1, visit_code="白鹭", accepted_at=now
    )
    run = rows("service_requests.ImportRun").create(
        file_name="王家.csv", file_index="x", encoding="utf-8", staged_at=now
    )
    look = rows("people.AccessEvent").create(
        contact=contact, field="phone", reason="核实", about=run.pk, at=now
    )
    message = rows("notify.Message").create(
        kind="invited",
        person=person,
        channel="inbox",
        params={"place": "芙蓉苑"},
        state="sent",
        next_at=now,
        made_at=now,
    )
    return SimpleNamespace(
        helper=helper.pk,
        matter=matter.pk,
        invitation=invitation.pk,
        held=held.pk,
        run=run.pk,
        look=look.pk,
        message=message.pk,
    )


def said(rows, key: SimpleNamespace) -> list:
    """What the tables say, sealed or not."""
    helper = rows("reportin.ReportIn").get(pk=key.helper)
    matter = rows("service_requests.ServiceRequest").get(pk=key.matter)
    return [
        (helper.kind, helper.skills, helper.unwanted),
        (matter.summary, matter.risk_note),
        rows("service_requests.Invitation").get(pk=key.invitation).reasons,
        rows("service_requests.Acceptance").get(pk=key.held).visit_code,
        rows("service_requests.ImportRun").get(pk=key.run).file_name,
        rows("people.AccessEvent").get(pk=key.look).reason,
        rows("notify.Message").get(pk=key.message).params,
    ]


def test_there_and_back(older):
    rows = migrate(older, BEFORE)
    key = filled(rows)
    before = said(rows, key)
    assert before[1] == ("楼道灯不亮", "有狗")

    rows = migrate(older, SEALED)
    assert said(rows, key) == before
    helper = rows("reportin.ReportIn").get(pk=key.helper)
    assert helper.free == [[5, 480, 720], [6, 480, 720]]
    with older.cursor() as cursor:
        cursor.execute("SELECT kind, skills, unwanted, free FROM reportin_reportin")
        (lie,) = cursor.fetchall()
    assert [bytes(value)[:2] for value in lie] == [sealing.keyring().head] * 4

    rows = migrate(older, BEFORE)
    assert said(rows, key) == before
    windows = rows("reportin.FreeWindow").filter(report_in=key.helper)
    assert sorted(windows.values_list("day", "start", "end")) == [(5, 480, 720), (6, 480, 720)]
