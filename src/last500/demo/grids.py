"""Seats of the demo town: who answers for which building, a year of months, some words told.

In bulk, as if each had pressed their own button; what the visitor can try is told by the own verbs.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from last500.base import clock
from last500.base.actor import Actor
from last500.demo.ground import COMPOUNDS
from last500.demo.scene import Town
from last500.grids import actions, queries, rules
from last500.grids.actions.seats import Plan
from last500.grids.models import Coverage, Note, Placement, Seat, SeatEvent, Willing
from last500.grids.rules import Kind, NoteState, Passed, State
from last500.organisations.queries import actor_of
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.reportin.models import ReportIn

DUTIES = {
    Kind.COURTYARD_LEAD: (*rules.DUTIES, "开关院门"),
    Kind.ENTRANCE_LEAD: ("收大家的意见", "看楼道灯", "带消息"),
}
HELD, SHOWN = 0.72, 0.85
# What neighbours told, and what was answered; where it went instead.
TOLD = (
    ("二楼到三楼的声控灯不亮了", "晚上去换了灯泡，再坏了说一声。", ""),
    ("单元门关不严，风一吹就响", "找了物业，周四来调闭门器。", ""),
    ("楼道口的旧沙发放了半个月", "", Passed.REQUEST),
    ("车棚充电的插座不够，想一起说说", "", Passed.TOPIC),
    ("停水通知没看到，能不能提前贴", "下次提前两天贴在单元门上。", ""),
    ("一楼的水表井盖松了", "跟值守说了，已经垫稳。", ""),
    ("楼顶门锁着，晒被子上不去", "钥匙在门岗，说一声就能拿。", ""),
)


@dataclass
class _Laid:
    """What is written in one statement for each table."""

    seats: list[Seat] = field(default_factory=list)
    events: list[SeatEvent] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    counts: list[Coverage] = field(default_factory=list)
    homes: dict[str, list[ReportIn]] = field(default_factory=dict)


def prepare(town: Town) -> None:
    laid = _Laid(homes=_homes())
    for number, compound in enumerate(town.ground.compounds):
        before = len(laid.seats)
        _seats(laid, town, number, compound)
        _people(laid, town, laid.seats[before:])
        _months(laid, town, compound, before)
    Seat.objects.bulk_create(laid.seats)
    SeatEvent.objects.bulk_create(laid.events)
    Placement.objects.bulk_create(laid.placements)
    _notes(laid, town)
    Note.objects.bulk_create(laid.notes)
    Coverage.objects.bulk_create(laid.counts)
    _leave_something_to_do(town)


def _homes() -> dict[str, list[ReportIn]]:
    """Who lives in which building, by its path; the persona is not seated in advance."""
    rows = ReportIn.objects.filter(state="confirmed", building__isnull=False)
    found = defaultdict(list)
    for row in rows.select_related("building", "person").order_by("asked_at", "pk"):
        if row.building and row.person.phone != "10000000002":
            found[row.building.path].append(row)
    return found


def _desk_of(town: Town, compound: Place) -> Actor:
    number = town.ground.compounds.index(compound)
    community = town.ground.community_of(number)
    return (town.folk.desks.get(compound.pk) or town.folk.desks[community.pk])[0]


def _seats(laid: _Laid, town: Town, number: int, compound: Place) -> None:
    """Building leads everywhere; courtyard leads in courtyards; entrance leads where it is large;
    a compound leaves out what it does not need."""
    plan, made = COMPOUNDS[number], town.now - timedelta(days=town.chance.randrange(330, 360))
    places = buildings_of(compound)
    wanted = [(one, Kind.BUILDING_LEAD) for one in places if one.level == "building"]
    if plan.kind == "three_no":
        wanted = []
        yards = [one for one in places if one.level == "courtyard"] or [compound]
        wanted += [(one, Kind.COURTYARD_LEAD) for one in yards]
    if plan.households > 390:
        wanted += [(one, Kind.ENTRANCE_LEAD) for one in places if one.level == "entrance"]
    if plan.organised:
        wanted.append((compound, Kind.LIAISON))
    desk = _desk_of(town, compound)
    for place, kind in wanted:
        duties = list(DUTIES.get(kind, rules.DUTIES))
        seat = Seat(place=place, kind=kind, duties=duties, made_at=made)
        laid.seats.append(seat)
        laid.events.append(SeatEvent(seat=seat, at=made, action="set_up", actor_id=desk.person))


def _people(laid: _Laid, town: Town, seats: list[Seat]) -> None:
    """About seven of ten seats have somebody, each of whom lives there and holds one."""
    taken = {row.person_id for row in laid.placements}
    for seat in seats:
        if town.chance.random() > HELD:
            continue
        path = seat.place.path
        near = [
            row
            for home, rows in laid.homes.items()
            if home.startswith(path) or path.startswith(home)
            for row in rows
            if row.person_id not in taken
        ]
        if near:
            row = town.chance.choice(near)
            taken.add(row.person_id)
            laid.placements.append(_holder(town, seat, row))


def _holder(town: Town, seat: Seat, row: ReportIn) -> Placement:
    began = town.now - timedelta(days=town.chance.randrange(20, 358))
    began = max(began, seat.made_at + clock.DAY)
    day = clock.local(began).date()
    placement = Placement(
        seat=seat,
        person=row.person,
        state=State.HOLDING,
        asked_at=began - 2 * clock.DAY,
        said_yes_at=began,
        which=1,
        from_on=day,
        until_on=rules.term_ends(day, seat.term),
        shows_name=town.chance.random() < SHOWN,
        takes_notes=town.chance.random() < SHOWN,
    )
    placement.called = (row.person.called or "邻居") if placement.shows_name else ""
    return placement


def _months(laid: _Laid, town: Town, compound: Place, before: int) -> None:
    """A year of counts that grow towards today."""
    seats = laid.seats[before:]
    if not seats:
        return
    keys = {seat.pk for seat in seats}
    began = [row.said_yes_at for row in laid.placements if row.seat_id in keys]
    month = rules.first_of(clock.local(town.now).date())
    for _number in range(12):
        edge = _end_of(month, town.now)
        held = sum(1 for moment in began if moment and moment <= edge)
        laid.counts.append(Coverage(place=compound, month=month, seats=len(seats), held=held))
        month = rules.first_of(month - timedelta(days=1))


def _end_of(month: date, now: datetime) -> datetime:
    """The last moment of a month, or now."""
    local = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    first = local.replace(year=month.year, month=month.month, day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return min(now, following)


def _notes(laid: _Laid, town: Town) -> None:
    """Words that neighbours told over the last weeks: most answered, two with their holder."""
    takers = [row for row in laid.placements if row.takes_notes]
    for number, row in enumerate(town.chance.sample(takers, min(24, len(takers)))):
        compound = next(
            one for one in town.ground.compounds if row.seat.place.path.startswith(one.path)
        )
        homes = town.folk.residents.get(compound.pk)
        if not homes:
            continue
        text, answer, passed = TOLD[number % len(TOLD)]
        told = town.now - timedelta(days=town.chance.randrange(2, 60), hours=number)
        author = town.chance.choice(homes).person
        note = Note(seat=row.seat, author=author, told_at=told, text=text)
        if number < 2:
            note.told_at = town.now - timedelta(hours=20 + number)
            note.due_at = note.told_at + rules.ANSWERED_WITHIN
        elif passed:
            note.state, note.passed = NoteState.PASSED_ON, passed
            note.done_at = told + timedelta(hours=30)
        else:
            note.state, note.answer = NoteState.ANSWERED, answer
            note.done_at = told + timedelta(hours=town.chance.randrange(3, 70))
        laid.notes.append(note)


def _leave_something_to_do(town: Town) -> None:
    """In the compound of the walk: somebody is asked, somebody is willing, a term ends soon."""
    compound, now = town.ground.compounds[0], town.now
    desk = _desk_of(town, compound)
    vacant = [
        post.seat
        for node in queries.tree_of(compound)
        for post in node.posts
        if not post.held and post.seat.kind == Kind.BUILDING_LEAD
    ]
    _ask_the_persona(town, desk, compound, vacant)
    for seat in vacant:
        found = queries.could_be_asked(desk, seat)
        if found:
            Willing.objects.get_or_create(
                person=found[-1].report_in.person, defaults={"since": now - 9 * clock.DAY}
            )
        if len(found) > 1:
            with clock.at(now - 5 * clock.HOUR):
                actions.offer(actor_of(found[0].report_in.person), seat)
            break


def _ask_the_persona(town: Town, desk: Actor, compound: Place, vacant: list[Seat]) -> None:
    """The helper of the walk lives in the first building and is asked for a seat there."""
    first = town.ground.buildings[compound.pk][0]
    seat = next((one for one in vacant if one.place_id == first.pk), None)
    if seat is None:
        with clock.at(town.now - 2 * clock.DAY):
            seat = actions.set_up(desk, first, Plan(kind=Kind.LIAISON))
    persona = town.folk.helpers[0].actor.person
    assert persona is not None
    with clock.at(town.now - clock.DAY):
        actions.ask(desk, seat, persona)
