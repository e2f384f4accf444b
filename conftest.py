"""What every test stands on: which database, no way out to the network, the cast."""

import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

RUN = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=["sqlite", "postgresql"],
        default=os.environ.get("LAST500_TEST_DB", "sqlite"),
        help="the database to run on (read by tests/settings.py)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RUN] = ExitStack()
    parallel_worker = hasattr(config, "workerinput")
    if os.environ["LAST500_TEST_DB"] == "postgresql" and not parallel_worker:
        start_postgres(config)
    forbid_the_network()
    let_the_flush_pass()
    let_examples_take_their_time()


def let_examples_take_their_time() -> None:
    """On a busy machine making examples is slow: that says nothing about what they test."""
    from hypothesis import HealthCheck, settings

    slow = [HealthCheck.too_slow]
    settings.register_profile("last500", deadline=None, suppress_health_check=slow)
    settings.load_profile("last500")


def start_postgres(config: pytest.Config) -> None:
    """A run that was asked for PostgreSQL and cannot have it fails; it never skips."""
    from tests.postgres import postgres
    from tests.settings import PG_FOLDER

    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # or nothing is tidied up
    PG_FOLDER.mkdir()
    try:
        config.stash[RUN].enter_context(postgres(PG_FOLDER))
    except Exception as fault:
        raise pytest.UsageError(f"PostgreSQL did not start, so this run fails: {fault}") from fault


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The second database says nothing new about a test that touches none, nor about one that is
    marked with the reason why nothing of it depends on the engine: those run once."""
    once = [item for item in items if one_engine_is_enough(item)]
    if os.environ["LAST500_TEST_DB"] == "sqlite":
        return
    if once and len(once) < len(items):  # asked for by name, such a test runs all the same
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if not one_engine_is_enough(item)]


def one_engine_is_enough(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("one_engine")
    if mark and not (mark.args and len(mark.args[0]) > 30):
        raise pytest.UsageError(f"{item.nodeid}: one_engine needs a sentence that says why")
    return mark is not None or not uses_the_database(item)


def uses_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(
        fixtures & {"db", "transactional_db", "django_db_setup"}
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[RUN].close()


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {os.environ['LAST500_TEST_DB']}"


def let_the_flush_pass() -> None:
    """Emptying the tables after a test with real transactions is what the guards of append-only
    tables are there to refuse; the test run owns its database, so it lifts them for that moment.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from tests.tamper.hands import guards_lifted

    empty = TransactionTestCase._fixture_teardown

    def empty_without_guards(self: TransactionTestCase) -> None:
        with guards_lifted(connection):
            empty(self)

    TransactionTestCase._fixture_teardown = empty_without_guards


class ReachedOut(AssertionError):
    """A test tried to leave this machine."""


def forbid_the_network() -> None:
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse_far(sock: socket.socket, address: object) -> None:
        if sock.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])  # type: ignore[index]
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise ReachedOut(f"a test tried to reach {host}")

    def guarded(sock: socket.socket, address: object) -> None:
        refuse_far(sock, address)
        connect(sock, address)  # type: ignore[arg-type]

    def guarded_ex(sock: socket.socket, address: object) -> int:
        refuse_far(sock, address)
        return connect_ex(sock, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = guarded_ex  # type: ignore[method-assign, assignment]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test looks at the database in the house's name, from its first fixture to the tidying up.

    What it asks of pages runs in the scope of each request, jobs and threads in their own.
    """
    from last500.base.scope import everything

    with everything("a test looks"):
        return (yield)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Whether an empty, migrated database of an earlier run was laid ready (tests/migrated.py)."""
    from django.db import connection

    from tests import migrated

    ready = migrated.put(connection)
    if ready:
        connection.settings_dict["TEST"]["MIGRATE"] = False
    return ready


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_blocker: object
) -> Iterator[None]:
    """On PostgreSQL the whole suite runs as the application's role, so that the walls bind it."""
    from django.conf import settings
    from django.db import connection

    from tests import migrated

    if not django_db_keepdb:
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            migrated.keep(connection)
    if not settings.DATABASE_ROLE:
        yield
        return
    from last500.base import roles, wall

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            roles.grant(cursor, settings.DATABASE_ROLE)
        wall.assume(settings.DATABASE_ROLE)
    let_the_owner_empty_tables(type(connection.ops))
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        wall.assume(None)


def let_the_owner_empty_tables(operations: type) -> None:
    """Tidying up after a test with transactions of its own empties tables: not for the role."""
    empty = operations.execute_sql_flush  # type: ignore[attr-defined]

    def as_owner(self: object, statements: list[str]) -> None:
        empty(self, ["SET ROLE NONE", *statements, "RESET ROLE"])

    operations.execute_sql_flush = as_owner  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _a_clean_desk(request: pytest.FixtureRequest) -> None:
    """The source strings are what a test reads, whatever language the last test switched to."""
    from django.utils import translation

    translation.activate("zh-hans")
    from last500.organisations.queries import forget_calendar

    forget_calendar()


@pytest.fixture
def cast(db):
    """The small town that every test knows (tests/cast.py)."""
    from tests.cast import build

    return build()
