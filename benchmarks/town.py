"""A plausible town in seconds: a hundred compounds, their offices, helpers and years of requests.

One compound has a pile of 2,400 open requests on its desk; another has the invitations that the
measured helpers accept. Everything sealed is sealed as the product does it, each row by itself.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from benchmarks.load import CLIENTS
from benchmarks.rows import Table, to_database
from last500.base import clock
from last500.base.ids import public_number, secret_key
from last500.base.sealing import blind_index
from last500.notify.models import Message
from last500.organisations.models import Office
from last500.people.actions import person_with_phone, phone_index
from last500.people.models import Consent, Contact, Person
from last500.places import actions as places
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.service_requests.models import Event, Invitation, RoutingRule, ServiceRequest
from last500.service_requests.queries import LINK_INDEX

STREETS, COMMUNITIES, COMPOUNDS = 5, 4, 5
PILE = 2_400
PATTERNS = 10_000
TEXTS = (
    "楼道三层的灯坏了一周，晚上老人上下楼看不清。",
    "老人要去医院复查，想请一位邻居陪着走一趟，大概半天。",
    "单元门的门禁坏了，外人随便进，晚上不放心，麻烦看看能不能修。",
    "孩子放学到家早，大人六点半才到，想请人看一个小时作业。",
    "阳台水管滴水，楼下说渗到他家了，不知道该找哪家。",
    "手机里的健康码和挂号不会弄，想请年轻人教一教。",
)
KINDS = (
    ("public_facility", "stairs", 7),
    ("hospital_company", "home", 3),
    ("small_repair", "home", 7),
    ("public_facility", "yard", 15),
)
NAMES = ("陈桂英", "林静", "王建", "李敏", "周宁", "赵川", "钱芳", "何晓", "孙立", "唐文")
# Of a hundred requests, how they stand: two years of a town, most of it long done.
STATES = (
    *["confirmed"] * 62,
    *["unconfirmed"] * 9,
    *["referred"] * 8,
    *["withdrawn"] * 5,
    *["declined"] * 2,
    *["unmet"] * 3,
    *["placed"] * 2,
    *["verified"] * 2,
    *["accepted"] * 2,
    *["contacted"] * 2,
    *["done"] * 3,
)
PILED = ("placed", "placed", "placed", "verified", "verified", "reopened", "contacted", "done")
FINAL = {"confirmed", "unconfirmed", "referred", "withdrawn", "declined", "unmet"}
WAY = {
    "placed": ("placed",),
    "verified": ("placed", "verified"),
    "offered": ("placed", "verified", "offered"),
    "accepted": ("placed", "verified", "offered", "accepted"),
    "contacted": ("placed", "verified", "offered", "accepted", "contacted"),
    "done": ("placed", "verified", "offered", "accepted", "done"),
    "reopened": ("placed", "verified", "offered", "accepted", "done", "reopened"),
    "confirmed": ("placed", "verified", "accepted", "confirmed"),
    "unconfirmed": ("placed", "verified", "accepted", "unconfirmed"),
    "referred": ("placed", "referred"),
    "withdrawn": ("placed", "withdrawn"),
    "declined": ("placed", "declined"),
    "unmet": ("placed", "verified", "offered", "unmet"),
}
ACTIONS = {
    "placed": "place",
    "verified": "verify",
    "offered": "offer",
    "accepted": "accept",
    "contacted": "contact",
    "done": "report_done",
    "reopened": "reopen",
    "confirmed": "confirm",
    "unconfirmed": "lapse",
    "referred": "refer",
    "withdrawn": "withdraw",
    "declined": "decline",
    "unmet": "close_unmet",
}


@dataclass
class Town:
    compounds: list[Place]
    pile: Place
    helped: Place
    secretary: Person
    requester: Person
    helpers: list[Person]
    # Invitation and request, for each measured helper.
    asked: list[list[tuple[UUID, UUID]]] = field(default_factory=list)
    links: list[tuple[str, UUID]] = field(default_factory=list)
    phones: int = 0

    def phone(self) -> str:
        """Another telephone that exists nowhere: no mobile number begins with 10."""
        self.phones += 1
        return f"1000{self.phones:07d}"


@transaction.atomic
def build_places() -> Town:
    city = places.add(None, "city", "绵城市", code="990100000000")
    county = places.add(city, "county", "涪江区", code="990101000000")
    compounds = []
    for s in range(STREETS):
        street = places.add(county, "street", f"第{s + 1}街道")
        for c in range(COMMUNITIES):
            community = places.add(street, "community", f"第{s + 1}-{c + 1}社区")
            for number in range(COMPOUNDS):
                slug = f"bench-{s}-{c}-{number}"
                compounds.append(
                    places.add(
                        community,
                        "compound",
                        f"小区{s}{c}{number}",
                        slug=slug,
                        kind="commercial",
                        households=300,
                    )
                )
    for compound in compounds[:2]:
        for number in range(12):
            places.add(compound, "building", f"{number + 1}号楼")
    town = Town(compounds, compounds[0], compounds[1], *[None] * 2, [])  # type: ignore[list-item, arg-type]
    staff(town, county)
    return town


def staff(town: Town, county: Place) -> None:
    for place in Place.objects.filter(level__in=["street", "community", "compound"]):
        kind = {"street": "street_officer", "community": "community_officer"}.get(place.level)
        if kind is None and place.pk % 5 >= 3 and place not in (town.pile, town.helped):
            continue  # four compounds in ten have no organisation
        person = person_with_phone(town.phone(), name=random.choice(NAMES))
        office = kind or "secretary"
        Office.objects.create(person=person, kind=office, place=place, from_on=date(2020, 1, 1))
        if place == town.pile:
            town.secretary = person
    rule = {"place": county, "order": 1, "name": "公共设施先问物业"}
    RoutingRule.objects.create(**rule, words="电梯 消防", route="property", days=7)
    town.requester = person_with_phone(town.phone(), name=random.choice(NAMES))
    for place in town.compounds:
        for _number in range(CLIENTS if place == town.helped else 4):
            helper = person_with_phone(town.phone(), name=random.choice(NAMES))
            ReportIn.objects.create(
                person=helper,
                place=place,
                kind="volunteer",
                state="confirmed",
                skills=["electric_repair", "phone_teaching"],
                reach="street",
                # The measured helpers accept thousands; everybody else means two.
                most_open=30_000 if place == town.helped else 2,
                asked_at=clock.now(),
                decided_at=clock.now(),
            )
            if place == town.helped:
                town.helpers.append(helper)


class Filler:
    """Makes the rows of requests with everything that hangs on them."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.now = clock.now()
        self.random = random.Random(500)
        self.count = 0
        self.patterns: list[tuple[datetime, dict[Table, list]]] = []
        self.requests, self.contacts = Table(ServiceRequest), Table(Contact)
        self.consents, self.events = Table(Consent), Table(Event)
        self.invitations, self.messages = Table(Invitation), Table(Message)
        self.tables = {
            table: []
            for table in (
                self.contacts,
                self.requests,
                self.consents,
                self.events,
                self.invitations,
                self.messages,
            )
        }

    def key(self, moment: datetime) -> UUID:
        """A version 7 key of that moment, so that indexes grow as they do in life."""
        stamp = int(moment.timestamp() * 1000)
        self.count += 1
        low = self.count * 0x9E3779B97F4A7C15 & ((1 << 62) - 1)  # spread, and never twice
        return UUID(int=stamp << 80 | 0x7 << 76 | 0x2 << 62 | low)

    def add(self, number: int, place: Place, state: str, age: timedelta) -> UUID:
        placed = self.now - age
        key, contact = self.key(placed), self.key(placed)
        marks = {table: len(rows) for table, rows in self.tables.items()}
        phone = f"1000{1_000_000 + number % 8_000_000:07d}"
        self.tables[self.contacts].append(
            self.contacts.row(
                id=contact,
                name=self.random.choice(NAMES),
                phone=phone,
                phone_index=phone_index(phone),
                door=f"{number % 4 + 1}单元{number % 18 + 1}0{number % 4 + 1}",
                made_at=placed,
            )
        )
        self.tables[self.requests].append(self._request(key, contact, place, state, placed))
        self.tables[self.consents].append(
            self.consents.row(
                id=self.key(placed),
                contact_id=contact,
                purpose="service_request",
                version="2026-11",
                given_how="own_page",
                at=placed,
            )
        )
        self._history(key, state, placed)
        if state in FINAL and len(self.patterns) < PATTERNS:
            new = {table: rows[marks[table] :] for table, rows in self.tables.items()}
            self.patterns.append((placed, new))
        return key

    def add_like_another(self, age: timedelta) -> None:
        """A request that was closed long ago, after the pattern of one made before.

        Its sealed columns are copies, so of the right size but not to be opened; nothing here
        opens what is closed.
        """
        placed, pattern = self.random.choice(self.patterns)
        placed = min(placed, self.now - age)
        contact, key, at = (to_database(x) for x in (self.key(placed), self.key(placed), placed))
        self._copy(pattern, self.contacts, id=contact, phone_index=f"{self.count:064x}")
        self._copy(
            pattern,
            self.requests,
            id=key,
            number=f"{self.count:011d}",
            link_index=f"{self.count:064x}",
            contact_id=contact,
            placed_at=at,
        )
        self._copy(pattern, self.consents, id=to_database(self.key(placed)), contact_id=contact)
        self._copy(pattern, self.events, id=None, request_id=key, at=at)

    def _copy(self, pattern: dict, table: Table, **values: object) -> None:
        for row in pattern[table]:
            new = row.copy()
            for name, value in values.items():
                new[table.place[name]] = value
            if values["id"] is None:
                new[table.place["id"]] = to_database(self.key(self.now))
            self.tables[table].append(new)

    def _request(
        self, key: UUID, contact: UUID, place: Place, state: str, placed: datetime
    ) -> tuple:
        category, spot, days = self.random.choice(KINDS)
        link, closed = secret_key(), placed + timedelta(days=3)
        if place == self.town.pile and state not in FINAL and len(self.town.links) < 400:
            self.town.links.append((link, key))
        team = state in {"accepted", "contacted", "done", "confirmed", "unconfirmed"}
        return self.requests.row(
            id=key,
            number=public_number(),
            place_id=place.pk,
            desk_id=place.pk,
            level="compound",
            state=state,
            due_at=None if state in FINAL else self.now + self._ahead(),
            category=category,
            spot=spot,
            days=days,
            text=self.random.choice(TEXTS),
            contact_id=contact,
            requester_id=self.town.requester.pk if place == self.town.helped else None,
            channel="web",
            link_index=blind_index(LINK_INDEX, link),
            link_key=link,
            summary="楼道灯不亮",
            route="property" if state == "referred" else "helpers",
            taken=1 if team and state not in FINAL and state != "done" else 0,
            placed_at=placed,
            verified_at=placed if len(WAY[state]) > 2 else None,
            accepted_at=placed if team else None,
            done_at=closed if state in {"done", "confirmed", "unconfirmed"} else None,
            closed_at=closed if state in FINAL else None,
            solved=True if state == "confirmed" else None,
            rating=self.random.choice((None, 1, 2, 3, 3)) if state == "confirmed" else None,
        )

    def _ahead(self) -> timedelta:
        return timedelta(minutes=self.random.randint(-600, 6000))

    def _history(self, key: UUID, state: str, placed: datetime) -> None:
        old, at = "", to_database(placed)
        rows, request = self.tables[self.events], to_database(key)
        for new in WAY[state]:
            rows.append(
                self.events.row(
                    id=self.key(placed),
                    request_id=request,
                    at=at,
                    action=ACTIONS[new],
                    from_state=old,
                    to_state=new,
                    role="desk" if new in {"verified", "offered", "referred"} else "requester",
                    door="web",
                )
            )
            old = new

    def invite(self, request: UUID, helper: Person, answer: str = "asked") -> UUID:
        key = self.key(self.now)
        row = self.invitations.row(
            id=key, request_id=request, helper_id=helper.pk, answer=answer, asked_at=self.now
        )
        self.tables[self.invitations].append(row)
        self.tables[self.messages].append(
            self.messages.row(
                id=self.key(self.now),
                kind="invited",
                person_id=helper.pk,
                channel="inbox",
                params={"place": "小区", "category": "小修小补"},
                state="sent",
                next_at=self.now,
                made_at=self.now,
                sent_at=self.now,
            )
        )
        return key

    def flush(self) -> None:
        for table, rows in self.tables.items():
            if rows:
                table.fill(rows)
                rows.clear()


def build(size: int, to_accept: int) -> Town:
    """The town with `size` requests; `to_accept` of them wait for the measured helpers."""
    town = build_places()
    filler = Filler(town)
    with quickly():
        for number, (place, state, age) in enumerate(plan(town, size - to_accept, filler.random)):
            if len(filler.patterns) == PATTERNS and state in FINAL:
                filler.add_like_another(age)
            else:
                filler.add(number, place, state, age)
            if number % 10_000 == 9_999:
                filler.flush()
        each = to_accept // len(town.helpers)
        for helper, other in zip(town.helpers, town.helpers[1:] + town.helpers[:1], strict=True):
            mine = []
            for number in range(each):
                request = filler.add(number, town.helped, "offered", timedelta(hours=2))
                mine.append((filler.invite(request, helper), request))
                filler.invite(request, other)  # somebody else was asked as well
            town.asked.append(mine)
        filler.flush()
    town.phones += 1_000
    return town


def plan(town: Town, count: int, chance: random.Random) -> Iterator[tuple[Place, str, timedelta]]:
    for number in range(count):
        if number < PILE:
            yield town.pile, chance.choice(PILED), timedelta(hours=chance.randint(1, 400))
        else:
            age = timedelta(days=2 * 365 * (1 - number / count), hours=1)  # oldest first
            yield chance.choice(town.compounds[2:]), chance.choice(STATES), age


@contextmanager
def quickly() -> Iterator[None]:
    """Fill in one transaction, without checks and with the indexes made afterwards.

    Nothing of the filling needs to survive a power cut, and its rows are known to be whole.
    """
    light = {
        "sqlite": ("PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF"),
        "postgresql": ("SET synchronous_commit=off", "SET session_replication_role=replica"),
    }
    with connection.cursor() as cursor:
        for statement in light[connection.vendor]:
            cursor.execute(statement)
        with transaction.atomic():
            indexes = plain_indexes(cursor)
            for name, _made_by in indexes:
                cursor.execute(f'DROP INDEX "{name}"')
            yield
            for _name, made_by in indexes:
                cursor.execute(made_by)
        cursor.execute("ANALYZE")
    connection.close()  # the next one begins as the product's do


def plain_indexes(cursor: Any) -> list[tuple[str, str]]:
    """Names of the indexes that only make things faster, and the statements that make them."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")
    else:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname"
            " NOT IN (SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))"
        )
    found = cursor.fetchall()
    return [row for row in found if "UNIQUE" not in row[1]]
