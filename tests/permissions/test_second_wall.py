"""Row-level security stands behind `visible_to`: raw SQL in a persona's name stays in their town.

PostgreSQL only; the whole suite runs there as the application's role (conftest.py).
"""

import os
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from last500.base import clock, wall
from last500.base.actor import Actor
from last500.base.scope import (
    Scope,
    acting_as,
    everything,
    scoped_tables,
    walled_tables,
    widen,
    within,
)
from last500.organisations.models import Office
from last500.organisations.rules import OFFICES, Permission
from last500.people.models import Contact
from last500.records import actions as records
from last500.records.actions.importing import stage as stage_records
from last500.reportin.models import Avoidance, ReportIn
from last500.service_requests import actions
from last500.service_requests.models import ImportRow, ImportRun, KeptApart, MergeProposal, Photo
from tests.access import (
    consultations,
    grids,
    imports,
    pairings,
    planning,
    rotas,
    topics,
    votes,
)
from tests.postgres import owner

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(os.environ["LAST500_TEST_DB"] != "postgresql", reason="PostgreSQL's own"),
]


def rows(table: str) -> int:
    """How many rows the database shows, whatever the models think of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.fixture
def matter(cast):
    """Something in every walled table, all of it at compound A."""
    done = cast.done()
    actions.confirm(cast.actor("chen"), done, rating=3)
    one, two = cast.offered("wang"), cast.placed()
    actions.reveal(cast.actor("lin"), two, field="phone", reason="核实")
    MergeProposal.objects.create(a=one, b=two, score=1, made_at=clock.now())
    Photo.objects.create(request=one, file="x", width=1, height=1, added_at=clock.now())
    actions.me_too(cast.actor("li"), cast.placed(spot="yard"), session="")
    KeptApart.objects.create(request=two, phone_index="x")
    actions.can_help(cast.actor("li"), two)
    actions.begin_hand_on(cast.actor("wang"), cast.accepted("wang"))
    Avoidance.objects.create(report_in=ReportIn.objects.get(person=cast.wang), phone_index="x")
    run = ImportRun.objects.create(
        file_name="x", file_index="x", encoding="x", by=cast.he, staged_at=clock.now()
    )
    ImportRow.objects.create(run=run, line=1, row_index="x", verdict="ok")
    record = records.enter(
        cast.actor("li"), person=cast.li, place=cast.a, source="own", about=None, kind="tidying",
        began_at=clock.now() - 2 * clock.HOUR, minutes=60,
    )  # fmt: skip
    records.make_link(cast.actor("li"), record)
    content = f"phone,began_at,minutes\n{cast.wang.phone},2026-03-05 14:30,60\n".encode()
    stage_records(cast.actor("he"), cast.community, content, "a.csv")
    return one


@pytest.fixture
def whole(cast, matter):
    """With what other apps hold behind the wall."""
    imports.walled(cast)
    grids.walled(cast)
    pairings.walled(cast)
    planning.walled(cast)
    rotas.walled(cast)
    topics.walled(cast)
    votes.walled(cast)
    consultations.walled(cast)


def test_every_walled_table_is_behind_the_wall_and_no_other():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relforcerowsecurity FROM pg_class"
            " WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace"
        )
        assert dict(cursor.fetchall()) == dict.fromkeys(walled_tables(), True)
    assert walled_tables() <= scoped_tables()


def test_the_suite_runs_as_a_role_that_can_walk_round_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles"
                       " WHERE rolname = current_user")  # fmt: skip
        assert cursor.fetchone() == (settings.DATABASE_ROLE, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", sorted(walled_tables()))
@pytest.mark.parametrize("stranger", ["zhao", "qian"])
def test_another_towns_people_are_shown_no_row(table, stranger, cast, whole):
    """Zhao is reported in at B, Qian holds its desk. `visible_to` is not asked at all."""
    assert rows(table) > 0  # the house sees them
    of_zhao = {"reportin_reportin", "reportin_reportinevent", "people_consent"}
    own = {"zhao": of_zhao, "qian": of_zhao - {"people_consent"}}[stranger]
    with within(acting_as(cast.actor(stranger))):
        assert rows(table) == (1 if table in own else 0)


@pytest.mark.parametrize("table", sorted(walled_tables()))
def test_control_without_its_policy_the_same_stranger_sees_the_table(table, cast, whole):
    whole = rows(table)
    with owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or rows of this transaction wait
        cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    with within(acting_as(cast.actor("zhao"))):
        assert rows(table) == whole


def test_people_of_the_place_reach_what_is_theirs(cast, matter):
    table = "service_requests_servicerequest"
    with within(acting_as(cast.actor("lin"))):
        assert rows(table) == 5
        assert rows("people_contact") == 5
    with within(acting_as(cast.actor("chen"))):
        assert rows(table) == 5
    with within(acting_as(cast.actor("wang"))):  # done, invited, accepted
        assert rows(table) == 3
    with within(acting_as(cast.actor("hua"))):
        assert rows(table) == 0


def test_the_figures_offices_count_requests_and_reach_no_contact(cast, matter):
    for name in ("tang", "gao"):
        with within(acting_as(cast.actor(name))):
            assert rows("service_requests_servicerequest") == 5
            assert rows("people_contact") == 0
    with within(acting_as(cast.actor("op"))):
        assert rows("service_requests_servicerequest") == 0


def test_an_office_that_has_ended_opens_nothing(cast, matter):
    Office.objects.filter(person=cast.lin).update(to_on=clock.today() - timedelta(days=1))
    with within(acting_as(cast.actor("lin"))):
        assert rows("service_requests_servicerequest") == 0


def test_an_office_opens_nothing_before_the_second_factor(cast, matter):
    with within(acting_as(Actor(person=cast.lin.pk, second_factor_due=True))):
        assert rows("service_requests_servicerequest") == 0


def test_in_nobodys_name_nothing_is_shown(cast, matter):
    with within(Scope()):
        assert {table: rows(table) for table in walled_tables()} == dict.fromkeys(
            walled_tables(), 0
        )


def test_nothing_can_be_written_onto_a_row_that_is_not_reached(cast, matter):
    with within(acting_as(cast.actor("qian"))), connection.cursor() as cursor:
        cursor.execute("UPDATE service_requests_servicerequest SET summary = 'x'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM service_requests_event")
        assert cursor.rowcount == 0


# The doors


@contextmanager
def in_a_request():
    with within(Scope()):
        yield


def test_a_compounds_page_reaches_its_public_side_and_no_home(cast):
    cast.placed(spot="home")
    cast.placed(spot="yard")
    with in_a_request():
        widen(place=cast.a.pk)
        assert rows("service_requests_servicerequest") == 1
    with in_a_request():
        widen(place=cast.b.pk)
        assert rows("service_requests_servicerequest") == 0


def test_a_link_a_number_and_a_verb_reach_one_request_each(cast):
    one, _other = cast.placed(), cast.placed()
    for door in ({"link": one.link_index}, {"link": one.number}, {"request": one.pk}):
        with in_a_request():
            widen(**door)
            assert rows("service_requests_servicerequest") == 1
            assert Contact.objects.get() == one.contact


def test_a_door_takes_nothing_but_ids():
    with pytest.raises(ValueError, match=r"app\.link"):
        wall.prefix({"link": "x', true), set_config('app.everything', '1"})


# How it is told


def said(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(current_setting('app.{name}', true), '')")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_on_the_connection_for_whoever_has_it_next(cast):
    cast.placed()
    with within(acting_as(cast.actor("lin"))):
        assert rows("service_requests_servicerequest") == 1
        assert said("person") == ""
        with transaction.atomic():
            assert rows("service_requests_servicerequest") == 1
            assert said("person") == str(cast.lin.pk)
        assert said("person") == ""
    with within(acting_as(cast.actor("qian"))):
        assert rows("service_requests_servicerequest") == 0


def test_each_statement_says_anew_in_whose_name_it_is_asked(cast, django_assert_num_queries):
    cast.placed()
    with transaction.atomic(), django_assert_num_queries(3):
        assert rows("service_requests_servicerequest") == 1
        with within(acting_as(Actor(person=uuid4()))):
            assert rows("service_requests_servicerequest") == 0
        assert rows("service_requests_servicerequest") == 1


def test_a_savepoint_that_is_undone_does_not_give_the_old_scope_back(cast):
    cast.placed()
    with within(acting_as(cast.actor("qian"))):
        undo = transaction.savepoint()
        with everything("a moment"):
            assert rows("service_requests_servicerequest") == 1
        transaction.savepoint_rollback(undo)
        assert rows("service_requests_servicerequest") == 0


@pytest.mark.django_db(transaction=True)
def test_a_cursor_on_the_server_is_scoped_or_refused(cast):
    cast.placed()
    with within(acting_as(cast.actor("qian"))):
        with transaction.atomic():
            assert list(Contact.objects.iterator()) == []
        with pytest.raises(RuntimeError):
            list(Contact.objects.iterator())
    with within(acting_as(cast.actor("lin"))), transaction.atomic():
        assert len(list(Contact.objects.iterator())) == 1


# What the database believes


def kinds_in(function: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [function])
        source = cursor.fetchone()[0]
    listed = source.split("o.kind IN (")[1].split(")")[0]
    return {word.strip().strip("'") for word in listed.split(",")}


def test_the_database_counts_the_same_offices_as_the_rules():
    def allowed(permission: Permission) -> set[str]:
        return {kind.value for kind, (_levels, may) in OFFICES.items() if permission in may}

    assert kinds_in("app_desk_paths") == allowed(Permission.REQUEST_READ)
    assert kinds_in("app_paths") == allowed(Permission.FIGURES_READ)
    assert allowed(Permission.REPORT_IN_CONFIRM) <= kinds_in("app_paths")


def test_the_wall_binds_an_owner_who_is_no_superuser(cast, matter):
    """An instance that was given no role of its own: FORCE, and no policy that asks itself."""
    with owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE ROLE plain_owner")
        cursor.execute("GRANT ALL ON SCHEMA public TO plain_owner")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'ALTER TABLE "{table}" OWNER TO plain_owner')
        cursor.execute("SELECT oid::regprocedure::text FROM pg_proc WHERE proname LIKE 'app\\_%'")
        for (function,) in cursor.fetchall():
            cursor.execute(f"ALTER FUNCTION {function} OWNER TO plain_owner")
        cursor.execute("SET ROLE plain_owner")
        for name, seen in [("lin", 5), ("wang", 3), ("zhao", 0)]:
            with within(acting_as(cast.actor(name))):
                cursor.execute("SELECT count(*) FROM service_requests_servicerequest")
                assert cursor.fetchone() == (seen,)
                cursor.execute("SELECT count(*) FROM service_requests_acceptance")
                assert (cursor.fetchone()[0] > 0) == (seen > 0)


def test_the_role_empties_and_changes_no_table():
    for statement in ("TRUNCATE people_contact CASCADE", "ALTER TABLE people_contact ADD x int"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
