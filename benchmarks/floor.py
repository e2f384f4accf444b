"""The floor: the same operations as bare SQL on the same database, by the same number of clients.

Same inserts, updates and selects in one transaction, with rows made and sealed beforehand: what
is left is the price of the database itself. Everything above it is the price of the product.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from benchmarks.rows import Table, to_database
from benchmarks.town import Filler, Town
from last500.base import clock
from last500.base.models import OnceKey
from last500.notify.models import Message
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.service_requests.models import Acceptance, Event

Job = Callable[[], object]
PAGE = 50


class Driver(threading.local):
    """A connection of the bare driver for each client, set up as the product sets up its own."""

    def __init__(self) -> None:
        self.connection: Any = None

    def open(self) -> Any:
        if self.connection is None:
            database = settings.DATABASES["default"]
            if connection.vendor == "sqlite":
                import sqlite3

                self.connection = sqlite3.connect(
                    database["NAME"], isolation_level=None, timeout=20, cached_statements=64
                )
                for pragma in database["OPTIONS"]["init_command"].split(";"):
                    self.connection.execute(pragma)
            else:
                import psycopg

                self.connection = psycopg.connect(
                    host=database["HOST"],
                    user=database["USER"],
                    dbname=database["NAME"],
                    autocommit=True,
                    prepare_threshold=1,
                )
        return self.connection


DRIVER = Driver()


class Floor:
    """Makes the jobs of each operation; everything that can be made beforehand is."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.filler = Filler(town)
        self.events, self.messages = Table(Event), Table(Message)
        self.acceptances, self.keys = Table(Acceptance), Table(OnceKey)
        self.sqlite = connection.vendor == "sqlite"
        self.begin = "BEGIN IMMEDIATE" if self.sqlite else "BEGIN"

    def sql(self, statement: str) -> str:
        return statement if self.sqlite else statement.replace("?", "%s")

    def insert(self, table: Table, row: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        return table.insert("?" if self.sqlite else "%s"), row

    def transaction(self, *statements: tuple[str, Sequence[Any]]) -> Job:
        ready = [(self.sql(statement), values) for statement, values in statements]

        def job() -> str:
            database = DRIVER.open()
            database.execute(self.begin)
            for statement, values in ready:
                found = database.execute(statement, values)
                if found.description:
                    found.fetchall()
            database.execute("COMMIT")
            return "done"

        return job

    def reading(self, *statements: tuple[str, Sequence[Any]]) -> Job:
        ready = [(self.sql(statement), values) for statement, values in statements]

        def job() -> str:
            database = DRIVER.open()
            for statement, values in ready:
                database.execute(statement, values).fetchall()
            return "done"

        return job

    def place(self, number: int, compound: Place) -> Job:
        """Limits, whose desk, which route; contact, request, history, consent, message, key."""
        self.filler.add(number, compound, "placed", timedelta(0))
        made = []
        for table, rows in self.filler.tables.items():
            made += [self.insert(table, row) for row in rows]
            rows.clear()
        above = path_steps(compound.path)
        marks = ", ".join("?" * len(above))
        return self.transaction(
            ("SELECT * FROM places_place WHERE slug = ?", [compound.slug]),
            (
                'INSERT INTO base_limitcount (name, "window", count) VALUES (?, 1, 1), (?, 1, 1)'
                ' ON CONFLICT (name, "window") DO UPDATE SET count = base_limitcount.count + 1'
                " RETURNING name, count",
                [f"place:{uuid4().hex}", f"place-from:{uuid4().hex}"],
            ),
            (
                "SELECT * FROM organisations_office o JOIN people_person p ON p.id = o.person_id"
                f" JOIN places_place l ON l.id = o.place_id WHERE o.place_id IN ({marks})",
                above,
            ),
            (
                f"SELECT * FROM service_requests_routingrule WHERE place_id IN ({marks})",
                above,
            ),
            *made,
            self._message(self.town.secretary, "desk_new"),
            self._key(),
        )

    def accept(self, helper: Person, invitation: UUID, request: UUID) -> Job:
        """May they; count them in; acceptance, answers, history, messages, key."""
        now = clock.now()
        key, me, at = (to_database(value) for value in (request, helper.pk, now))
        due = to_database(now + timedelta(days=1))
        return self.transaction(
            (
                "SELECT * FROM service_requests_invitation i JOIN service_requests_servicerequest r"
                " ON r.id = i.request_id JOIN places_place l ON l.id = r.place_id"
                " JOIN people_contact c ON c.id = r.contact_id WHERE i.id = ?",
                [to_database(invitation)],
            ),
            (
                "SELECT h.*, p.*, (SELECT count(*) FROM service_requests_acceptance a WHERE"
                " a.helper_id = h.person_id AND a.ended_at IS NULL) FROM reportin_reportin h"
                " JOIN people_person p ON p.id = h.person_id WHERE h.person_id = ?",
                [me],
            ),
            (
                "UPDATE service_requests_servicerequest SET taken = taken + 1, state = 'accepted',"
                " accepted_at = ?, due_at = ?, open_to = '' WHERE id = ? AND state = 'offered'"
                " AND taken < wanted",
                [at, due, key],
            ),
            self.insert(
                self.acceptances,
                self.acceptances.row(
                    id=uuid4(),
                    request_id=request,
                    helper_id=helper.pk,
                    slot=0,
                    visit_code="白鹭",
                    accepted_at=now,
                ),
            ),
            (
                "SELECT * FROM service_requests_invitation i JOIN people_person p ON"
                " p.id = i.helper_id WHERE i.request_id = ? AND i.answer = 'asked'",
                [key],
            ),
            (
                "UPDATE service_requests_invitation SET answered_at = ?, answer = CASE WHEN"
                " helper_id = ? THEN 'accepted' ELSE 'stopped' END"
                " WHERE request_id = ? AND answer = 'asked'",
                [at, me, key],
            ),
            self.insert(
                self.events,
                self.events.row(
                    id=uuid4(),
                    request_id=request,
                    at=now,
                    action="accept",
                    from_state="offered",
                    to_state="accepted",
                    role="helper",
                    door="web",
                ),
            ),
            self._message(self.town.requester, "request_moved"),
            self._message(self.town.secretary, "no_longer_needed"),
            self._key(),
        )

    def _message(self, person: Person, kind: str) -> tuple[str, Sequence[Any]]:
        now = clock.now()
        row = self.messages.row(
            id=uuid4(),
            kind=kind,
            person_id=person.pk,
            channel="inbox",
            params={"place": "小区", "category": "公共设施"},
            link="/f/0123456789abcdef012345/",
            state="sent",
            next_at=now,
            made_at=now,
            sent_at=now,
        )
        return self.insert(self.messages, row)

    def _key(self) -> tuple[str, Sequence[Any]]:
        key = uuid4().hex
        return self.insert(
            self.keys,
            self.keys.row(
                key=key,
                body_hash="0" * 64,
                answer="/f/0123456789abcdef012345/?sent=1",
                made_at=clock.now(),
            ),
        )

    def desk(self) -> Job:
        """How much lies in each state, and a page of what is due first."""
        here = [self.town.pile.pk]
        return self.reading(
            (
                "SELECT state, count(*) FROM service_requests_servicerequest"
                " WHERE desk_id = ? AND due_at IS NOT NULL GROUP BY state",
                here,
            ),
            (
                "SELECT * FROM service_requests_servicerequest r JOIN places_place l"
                " ON l.id = r.place_id WHERE desk_id = ? AND due_at IS NOT NULL"
                f" ORDER BY due_at LIMIT {PAGE}",
                here,
            ),
        )

    def follow(self, key: UUID) -> Job:
        """The request with its place and contact, its history, who comes, who looked."""
        it = [to_database(key)]
        return self.reading(
            (
                "SELECT * FROM service_requests_servicerequest r JOIN places_place l"
                " ON l.id = r.place_id JOIN people_contact c ON c.id = r.contact_id"
                " WHERE r.id = ?",
                it,
            ),
            ("SELECT * FROM service_requests_event WHERE request_id = ? ORDER BY at LIMIT 200", it),
            (
                "SELECT * FROM service_requests_acceptance WHERE request_id = ?"
                " AND ended_at IS NULL",
                it,
            ),
            ("SELECT * FROM people_accessevent WHERE about = ? ORDER BY at DESC LIMIT 50", it),
            ("SELECT * FROM service_requests_photo WHERE request_id = ?", it),
        )
