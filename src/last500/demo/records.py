"""A year of service in the demo town: brought from elsewhere at first, then entered and confirmed.

What came of the requests is there already, by the resident's own word. This adds the rest: hours
from before the town was here, own entries that wait at the desks, a correction, a certificate, a
link, and one concentration for the community to look at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.sealing import blind_index
from last500.demo.people import Helper
from last500.demo.scene import Town
from last500.people.models import Person
from last500.places.models import Place
from last500.records import actions, queries
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, Source, Span, State, fault
from last500.records.unusual import Outcome

BEFORE = 95  # days: since then the town records by itself
DONE = (
    ("visiting", "陪三楼的张大爷晒太阳、读报。"),
    ("visiting", "去看了两户独居老人，帮着换了灯泡。"),
    ("tidying", "清了楼道里的旧纸箱，扫了院坝。"),
    ("tidying", "和邻居一起拔了花坛里的草。"),
    ("patrol", "晚上在院里走了三圈，提醒关好单元门。"),
    ("teaching", "在小区活动室教大家用手机挂号。"),
    ("mediating", "坐下来听两家说漏水的事，定了请人来修的日子。"),
    ("activity", "端午包粽子，搭了桌子，收了摊。"),
    ("publicity", "挨户说了燃气软管要换的事。"),
)
WAITING_AT_A_DESK = 3


def prepare(town: Town) -> None:
    free = _beside_what_is_there(_from_before(town))
    ServiceRecord.objects.bulk_create(free, batch_size=500)
    for number in range(0, len(town.ground.compounds), 3):
        _waiting(town, number)
    me, home = _persona(town), town.ground.compounds[0]
    _lately(town, me, home)
    _a_correction(town, me, home)
    _the_same_minutes(town)
    _answered(town)
    _looked_at(town, me)


def _persona(town: Town) -> Actor:
    return Actor(person=town.folk.by_code["helper"].pk)


def _from_before(town: Town) -> Iterator[ServiceRecord]:
    """Nine months that another system had kept; each confirmed since by the desk."""
    for helper in town.folk.helpers:
        compound = town.ground.compounds[helper.number]
        desk = town.folk.desks.get(compound.pk)
        if not desk or town.chance.random() < 0.5:
            continue
        busy = helper.actor.person == town.folk.by_code["helper"].pk
        days = town.chance.sample(range(BEFORE, 365), 14 if busy else town.chance.randint(1, 7))
        for day in days:
            began = clock.local(town.now - day * clock.DAY).replace(
                hour=town.chance.choice((9, 10, 14, 15, 16, 19)),
                minute=town.chance.choice((0, 0, 30)), second=0, microsecond=0,
            )  # fmt: skip
            yield _brought(town, helper, compound, desk[0], began)


def _beside_what_is_there(rows: Iterable[ServiceRecord]) -> Iterator[ServiceRecord]:
    """Nobody is at two places at once: not even in two systems."""
    taken: dict[UUID, list[Span]] = defaultdict(list)
    live = ServiceRecord.objects.live().values_list("person", "began_at", "ended_at")
    for person, began, ended in live:
        taken[person].append(Span(began, ended))
    for row in rows:
        there = taken[row.person_id]
        if fault(row.span, there, now=clock.now(), zone=clock.ZONE) is None:
            there.append(row.span)
            yield row


def _brought(
    town: Town, helper: Helper, compound: Place, desk: Actor, began: datetime
) -> ServiceRecord:
    assert helper.actor.person is not None
    kind, note = town.chance.choice(DONE)
    minutes = town.chance.choice((30, 45, 60, 60, 75, 90, 120, 150))
    number = f"{town.chance.randrange(10**9):09d}"
    entered = town.now - (BEFORE - 4) * clock.DAY + timedelta(minutes=town.chance.randrange(9000))
    record = ServiceRecord(
        person_id=helper.actor.person,
        place=compound,
        source=Source.ELSEWHERE,
        kind=kind,
        began_at=began,
        ended_at=began + timedelta(minutes=minutes),
        minutes=minutes,
        state=State.CONFIRMED,
        entered_by_id=town.folk.by_code["community"].pk,
        entered_at=entered,
        confirmed_by_id=desk.person,
        confirmed_as=ConfirmedAs.ORGANISER,
        confirmed_at=entered + timedelta(days=2, minutes=town.chance.randrange(600)),
        external_index=blind_index("record_number", number),
    )
    record.note, record.external_number = note, number
    return record


def _own(
    town: Town, who: Actor, place: Place, days: int, hour: int, minutes: int, done: int
) -> ServiceRecord | None:
    """Somebody enters their own on the evening of that day; None where the time is taken."""
    assert who.person is not None
    kind, note = DONE[done % len(DONE)]
    day = clock.local(town.now - days * clock.DAY)
    began = day.replace(hour=hour, minute=0, second=0, microsecond=0)
    with suppress(Refused), clock.at(min(began + timedelta(hours=6), town.now)):
        return actions.enter(
            who,
            person=Person.objects.get(pk=who.person),
            place=place,
            source=Source.OWN,
            about=None,
            kind=kind,
            began_at=began,
            minutes=minutes,
            note=note,
        )
    return None


def _waiting(town: Town, number: int) -> None:
    """A few own entries of the last days, for the desk to read."""
    here = [helper for helper in town.folk.helpers if helper.number == number]
    for count, helper in enumerate(here[1 : 1 + WAITING_AT_A_DESK]):
        _own(
            town, helper.actor, town.ground.compounds[number], count + 1, 9 + 3 * count,
            30 + 15 * count, number + count,
        )  # fmt: skip


def _lately(town: Town, me: Actor, home: Place) -> None:
    """The helper persona's: three confirmed by whoever was served, who scanned the code at the
    door; one declined, one with an open link."""
    desk = town.folk.desks[home.pk][0]
    for count, days in enumerate((55, 41, 20)):
        record = _own(town, me, home, days, 20, 60 + 15 * count, count)
        if record is None:
            continue
        scanned = record.entered_at + timedelta(minutes=5)
        with clock.at(scanned):
            link = actions.make_link(me, record)
        with clock.at(scanned + timedelta(seconds=40)):
            actions.say(desk, link, so=True)
    record = _own(town, me, home, 12, 21, 30, 4)
    if record is not None:
        with clock.at(town.now - 11 * clock.DAY):
            actions.decline(desk, record, reason="那天晚上是全小区停电抢修，记的是不是前一天？")
    record = _own(town, me, home, 1, 7, 45, 0)
    if record is not None:
        with clock.at(town.now - 2 * clock.HOUR):
            actions.make_link(me, record)


def _a_correction(town: Town, me: Actor, home: Place) -> None:
    """One was counted too long; its certificate was withdrawn, and a new one is there."""
    desk = town.folk.desks[home.pk][0]
    tries = (_own(town, me, home, 33, hour, 180, 3) for hour in (18, 8, 13))
    record = next(filter(None, tries), None)
    if record is None:
        return
    until = clock.local(town.now).date()
    since = until - timedelta(days=300)
    with clock.at(town.now - 32 * clock.DAY):
        actions.confirm_at_desk(desk, record)
        actions.certify(me, since, until - timedelta(days=32))
    with clock.at(town.now - 30 * clock.DAY):
        actions.correct(desk, record, minutes=80, reason="和他一起的邻居说，拔草不到一个半小时。")
        actions.certify(me, since, until - timedelta(days=30))


def _the_same_minutes(town: Town) -> None:
    """A neighbour who watches the gate every other morning, always for two hours."""
    here = [one for one in town.folk.helpers if one.number == 0]
    for days in range(3, 28, 2):
        _own(town, here[-1].actor, town.ground.compounds[0], days, 6, 120, 4)


def _answered(town: Town) -> None:
    """What has waited for more than a week was read by its desk; nearly all of it was so."""
    edge = town.now - 8 * clock.DAY
    waiting = ServiceRecord.objects.waiting().filter(entered_at__lt=edge)
    for record in waiting.select_related("place", "person").order_by("entered_at"):
        desk = town.folk.desks.get(record.place_id)
        if not desk or desk[0].person == record.person_id:
            continue
        with clock.at(record.entered_at + timedelta(days=2, hours=town.chance.randrange(9))):
            if town.chance.random() < 0.9:
                actions.confirm_at_desk(desk[0], record)
            else:
                actions.decline(desk[0], record, reason="问过居民，说那天没有人来。")


def _looked_at(town: Town, me: Actor) -> None:
    """The community looked at what stood together; the person reads that it was all right."""
    community, here = town.folk.actor("community"), town.ground.community_of(0)
    with clock.at(town.now - 10 * clock.DAY):
        for found in queries.unusual_at(community, here):
            if found.person == me.person:
                actions.looked_at(
                    community, here, found.mark, outcome=Outcome.RIGHT,
                    note="打过电话：都是做完当面扫的码。",
                )  # fmt: skip
