"""Streets full of members and of open requests, written in bulk and sealed as they always are.

A street has three communities of nine compounds and at most 2,000 members (as many as are looked
at); each has skills, free times, a reach and caps of their own. Two in five were asked within the
last weeks, one in ten has something on hand.
"""

import random
from collections.abc import Iterator
from itertools import count
from uuid import UUID

from benchmarks.rows import Table
from last500.base import clock
from last500.base.ids import uuid7
from last500.people.models import Contact, Person
from last500.places.models import Place
from last500.places.rules import path_step
from last500.reportin.models import ReportIn
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest

OF_A_STREET, COMMUNITIES, COMPOUNDS = 2_000, 3, 9
SKILLS = ("carpentry", "water_repair", "accompany", "phone_teaching", "cleaning", "carrying")
KINDS = ("small_repair", "elder_company", "digital_help", "environment")
_numbers = count(1)


def fill(chance: random.Random, requests: int, members: int, county: Place) -> list[Place]:
    """The streets; members and requests are spread over them evenly."""
    streets = -(-members // OF_A_STREET)
    made = []
    for number in range(streets):
        street = _place(county, "street")
        communities = [_place(street, "community") for _ in range(COMMUNITIES)]
        compounds = [_place(one, "compound") for one in communities for _ in range(COMPOUNDS)]
        people = _members(chance, compounds, _share(members, streets, number))
        done = _requests(chance, compounds, people, len(people), state="confirmed")
        _asked(chance, people, done)
        _requests(chance, compounds, people, _share(requests, streets, number))
        made.append(street)
    return made


def _share(all_of_them: int, parts: int, number: int) -> int:
    return all_of_them // parts + (number < all_of_them % parts)


def _place(parent: Place, level: str) -> Place:
    place = Place.objects.create(
        parent=parent, level=level, name="此地", path=f"new-{next(_numbers)}"
    )
    place.path = parent.path + path_step(place.pk)
    place.save()
    return place


def _members(chance: random.Random, compounds: list[Place], number: int) -> list[tuple[UUID, str]]:
    """Key and index of each."""
    from last500.people.actions import phone_index

    people, report_ins, now = Table(Person), Table(ReportIn), clock.now()
    phones = [f"1{next(_numbers):010d}" for _ in range(number)]
    keys = [(uuid7(), phone_index(phone)) for phone in phones]
    people.fill(
        people.row(id=key, phone=phone, phone_index=index, name="邻居", called="邻居", made_at=now)
        for (key, index), phone in zip(keys, phones, strict=True)
    )
    report_ins.fill(
        report_ins.row(
            id=uuid7(),
            person_id=key,
            place_id=chance.choice(compounds).pk,
            kind="volunteer",
            state="confirmed",
            reach=chance.choice(["compound", "compound", "community", "street"]),
            most_open=chance.choice([1, 2, 3]),
            skills=chance.sample(SKILLS, 2),
            free=[[day, 18 * 60, 21 * 60] for day in sorted(chance.sample(range(7), 3))],
            asked_at=now,
            decided_at=now,
        )
        for key, _index in keys
    )
    return keys


def _requests(
    chance: random.Random,
    compounds: list[Place],
    people: list[tuple[UUID, str]],
    number: int,
    state: str = "verified",
) -> list[UUID]:
    contacts, requests, now = Table(Contact), Table(ServiceRequest), clock.now()
    asking = [chance.choice(people) for _ in range(number)]
    keys = [(uuid7(), uuid7()) for _ in range(number)]
    contacts.fill(
        contacts.row(
            id=contact,
            person_id=person,
            name="邻居",
            phone=f"1{next(_numbers):010d}",
            phone_index=index,
            made_at=now,
        )
        for (_key, contact), (person, index) in zip(keys, asking, strict=True)
    )

    def rows() -> Iterator[list]:
        for (key, contact), (person, _index) in zip(keys, asking, strict=True):
            compound, kind = chance.choice(compounds).pk, chance.choice(KINDS)
            yield requests.row(
                id=key,
                number=f"{next(_numbers):011d}",
                place_id=compound,
                desk_id=compound,
                level="compound",
                state=state,
                due_at=now + 5 * clock.DAY if state == "verified" else None,
                category=kind,
                spot="home",
                text="想请人搭把手。",
                wished_on=clock.today() + chance.randrange(1, 9) * clock.DAY,
                wished_part=chance.choice(["any", "morning", "evening"]),
                contact_id=contact,
                requester_id=person,
                channel="web",
                link_index=key.hex,
                link_key="键",
                wanted=2 if kind == "elder_company" else 1,
                placed_at=now - clock.DAY,
            )

    requests.fill(rows())
    return [key for key, _contact in keys]


def _asked(chance: random.Random, people: list[tuple[UUID, str]], done: list[UUID]) -> None:
    """One matter of those that are over for each asking."""
    invitations, held, now = Table(Invitation), Table(Acceptance), clock.now()
    invitations.fill(
        invitations.row(
            id=uuid7(),
            request_id=request,
            helper_id=key,
            answer="refused",
            asked_at=now,
            reasons=[],
        )
        for key, _index in people
        if chance.random() < 0.4
        for request in chance.sample(done, chance.randrange(1, 4))
    )
    held.fill(
        held.row(id=uuid7(), request_id=request, helper_id=key, slot=0, accepted_at=now)
        for (key, _index), request in zip(people, done, strict=True)
        if chance.random() < 0.1
    )
