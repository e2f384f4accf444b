"""A town drawn by chance, with something of everything that counts or hinders."""

from datetime import timedelta
from random import Random

from last500.base import clock
from last500.dispatch.tests import crowd
from last500.places.models import Place
from last500.places.rules import path_step
from last500.reportin.models import Avoidance, Proof, ReportIn
from last500.reportin.week import PARTS, Window
from last500.service_requests.models import (
    Acceptance,
    CanHelp,
    Invitation,
    KeptApart,
    ServiceRequest,
)

SKILLS = ("electric_repair", "carpentry", "water_repair", "accompany", "cleaning", "law", "sewing")
KINDS = ("small_repair", "elder_company", "public_facility", "law_mediation", "digital_help")
WINDOWS = [(day, *times) for day in range(7) for times in PARTS.values()]


class Drawn:
    def __init__(self, cast, seed: int) -> None:
        self.chance, self.cast = Random(seed), cast
        second = self._place(cast.street, "community")
        compounds = [cast.a, cast.c, *(self._place(second, "compound") for _ in range(2))]
        # Another street, whose helpers nobody here is offered and the other way round.
        self.places = [*compounds, cast.b]
        entrance = self._place(cast.building, "entrance")
        self.doors = {cast.a: [None, cast.building, entrance, self._place(cast.a, "building")]}
        self.helpers = [self._helper() for _ in range(45)]
        self.requests = [self._request(number) for number in range(16)]
        for one in self.requests:
            self._between(one)

    def _place(self, above: Place, level: str) -> Place:
        place = Place.objects.create(parent=above, level=level, name="此地", path=f"{above.path}-")
        place.path = above.path + path_step(place.pk)
        place.save()
        return place

    def _helper(self) -> ReportIn:
        draw, today = self.chance, clock.today()
        place = draw.choice(self.places)
        (row,) = crowd.helpers(
            place,
            1,
            tuple(draw.sample(SKILLS, draw.randrange(3))),
            windows=tuple(Window(*one) for one in draw.sample(WINDOWS, draw.randrange(5))),
            reach=draw.choice(["compound", "chosen", "community", "street", "street"]),
            nearby=[one.pk for one in draw.sample(self.places, draw.choice([0, 0, 2]))],
            building=draw.choice(self.doors.get(place, [None])),
            unwanted=draw.choice([[], [], ["small_repair"], ["elder_company", "digital_help"]]),
            differing=draw.choice([[], [], self._differing()]),
            most_open=draw.choice([1, 2, 3]),
            most_month=draw.choice([None, None, 1, 2]),
            by_distance=draw.random() < 0.2,
            gender=draw.choice(["", "f", "m"]),
            age=draw.choice(["", "", "", "teen"]),
            paused_until=draw.choice([None, None, None, today + clock.DAY, today - clock.DAY]),
        )
        for paper in draw.sample(["law", "electric"], draw.choice([0, 0, 1, 2])):
            Proof.objects.create(
                person=row.person,
                qualification=paper,
                state="seen",
                said_at=clock.now(),
                place=place,
                checked_at=clock.now(),
                seen_by=self.cast.lin,
                as_what="小区值守",
            )
        return row

    def _differing(self) -> list[list]:
        first = clock.today() + self.chance.randrange(4) * clock.DAY
        last = first + self.chance.randrange(3) * clock.DAY
        return [[first.isoformat(), last.isoformat(), self.chance.random() < 0.4, 480, 720]]

    def _request(self, number: int) -> ServiceRequest:
        draw, place = self.chance, self.chance.choice(self.places)
        kind = draw.choice(KINDS)
        days = draw.choice([None, -1, 0, 1, 2, 3])
        wanted = draw.choice([1, 1, 3])
        (one,) = crowd.requests(
            place,
            1,
            kind,
            state="verified",
            building=draw.choice(self.doors.get(place, [None])),
            answers=draw.choice(["", '{"electric": "yes"}', '{"tools": "ladder"}'])
            if kind == "small_repair"
            else "",
            visit_wish=draw.choice([{}, {}, {"helper": "f"}, {"helper": "m"}]),
            wished_on=None if days is None else clock.today() + days * clock.DAY,
            wished_part=draw.choice(["any", "morning", "evening"]),
            due_at=clock.now() + timedelta(hours=draw.choice([-5, 20, 90, 300])),
            wanted=wanted,
            requester=draw.choice([None, draw.choice(self.helpers).person]),
        )
        if number % 4 == 0:  # asked by telephone, by somebody who helps as well
            one.contact.phone_index = draw.choice(self.helpers).person.phone_index
            one.contact.save()
        return one

    def _between(self, one: ServiceRequest) -> None:
        """What hangs on two people; and what some have on hand."""
        now, some = clock.now(), self.chance.sample(self.helpers, 9)
        index = one.contact.phone_index
        for row, answer in zip(some, ["asked", "refused"], strict=False):
            Invitation.objects.create(
                request=one,
                helper=row.person,
                answer=answer,
                asked_at=now - self.chance.choice([1, 40]) * clock.DAY,
            )
        CanHelp.objects.create(request=one, helper=some[2].person, at=now)
        CanHelp.objects.create(request=one, helper=some[3].person, at=now)
        for row, whom in ((some[3], index), (some[5], some[4].person.phone_index)):
            mine = row.person.phone_index
            Avoidance.objects.get_or_create(report_in=row, by_index=mine, phone_index=whom)
        KeptApart.objects.create(
            request=one, by_index=index, phone_index=some[6].person.phone_index
        )
        if one.wanted > 1:
            Acceptance.objects.create(request=one, helper=some[4].person, slot=0, accepted_at=now)
            ServiceRequest.objects.filter(pk=one.pk).update(taken=1)
        elif self.chance.random() < 0.5:
            (held,) = crowd.requests(one.place, 1, state="accepted", due_at=now)
            Acceptance.objects.create(request=held, helper=some[7].person, slot=0, accepted_at=now)
