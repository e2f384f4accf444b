"""The lists of the demo town: needs in every state, resources with bookings, a profile with money.

Told by the own verbs at the moments when they would have happened.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.base.errors import Refused
from last500.demo import list_words as words
from last500.demo.scene import Town
from last500.lists import actions, calendars, rules
from last500.lists.actions import Wish
from last500.lists.models import Booking, Claim, Need, Resource
from last500.lists.rules import Act, Deal
from last500.organisations.models import Liaison, Organisation
from last500.places.models import Place
from last500.units.models import UnitReportIn

DAY, HOUR = clock.DAY, clock.HOUR


@dataclass
class Unit:
    """A unit with somebody who speaks for it, and where it is reported in."""

    organisation: Organisation
    liaison: Actor
    communities: tuple[Place, ...]
    resources: tuple[Resource, ...] = ()


def prepare(town: Town) -> None:
    units = _units(town.now) or _report_in(town)
    chance = Random(town.chance.random())
    for unit in units:
        unit.resources = _offer(unit, town.now - 170 * DAY)
    for community in town.ground.communities:
        desk = town.folk.desks[community.pk][0]
        near = [unit for unit in units if community in unit.communities]
        _profile(desk, community, town.now, chance)
        venues = _venues(desk, community, town.now - 200 * DAY)
        _needs(town, desk, community, near, chance)
        if near:
            _bookings(town, desk, community, near, chance)
            _venue_bookings(town, desk, community, venues, near, chance)


def _units(now: datetime) -> list[Unit]:
    """Those that have been reported in since before what is told of them, with their liaison."""
    since = now - 171 * DAY
    agreed = UnitReportIn.objects.agreed().select_related("organisation", "community")
    rows = agreed.filter(unit_agreed_at__lt=since, community_agreed_at__lt=since)
    found: dict[object, Unit] = {}
    for row in rows.order_by("organisation__name", "community__path"):
        held = row.organisation.liaisons.filter(from_on__lte=since.date())
        liaison = held.order_by("from_on").first()
        if liaison is None:
            continue
        known = found.get(row.organisation_id)
        places = (known.communities if known else ()) + (row.community,)
        found[row.organisation_id] = Unit(row.organisation, Actor(person=liaison.person_id), places)
    return list(found.values())


def _report_in(town: Town) -> list[Unit]:
    """Where no unit is reported in yet: each at two communities, with a helper as its liaison."""
    communities, at = town.ground.communities, town.now - 180 * DAY
    rows = Organisation.objects.filter(kind="unit").order_by("name")
    for number, organisation in enumerate(rows):
        person = town.folk.helpers[7 + 11 * number].actor.person
        Liaison.objects.create(organisation=organisation, person_id=str(person), from_on=at.date())
        for turn in (0, 1, 3):
            UnitReportIn.objects.create(
                organisation=organisation,
                community=communities[(number + turn) % len(communities)],
                state="agreed",
                asked_at=at,
                unit_agreed_at=at,
                community_agreed_at=at,
            )
    return _units(town.now)


def _offer(unit: Unit, at: datetime) -> tuple[Resource, ...]:
    named = (drafts for word, drafts in words.OFFERS.items() if word in unit.organisation.name)
    with clock.at(at):
        return tuple(
            actions.add_resource(
                unit.liaison, unit.organisation, replace(draft, communities=unit.communities)
            )
            for draft in next(named, words.ANY_OFFER)
        )


def _venues(desk: Actor, community: Place, at: datetime) -> list[Resource]:
    with clock.at(at):
        return [actions.add_resource(desk, community, draft) for draft in words.VENUES]


def _profile(desk: Actor, community: Place, now: datetime, chance: Random) -> None:
    today = clock.local(now).date()
    with clock.at(now - 20 * DAY):
        for what, number, source in words.COUNTS:
            near = int(number * (0.8 + chance.random() * 0.4))
            on = today - 60 * DAY
            actions.set_count(desk, community, what=what, number=near, on=on, source=source)
        for title, source, yuan, spent in words.MONEY:
            planned = yuan * rules.FEN
            line = actions.add_budget_line(
                desk, community, year=today.year, title=title, planned_fen=planned, source=source
            )
            for number, (what, price) in enumerate(spent):
                on = max(today.replace(month=1, day=1), today - (30 + 40 * number) * DAY)
                entry = actions.spend(desk, line, on=on, fen=price * rules.FEN, words=what)
                if number == 1 and title == "文体活动":
                    actions.take_back(desk, entry)


# ---- needs and claims ---------------------------------------------------------------------------


def _needs(town: Town, desk: Actor, community: Place, near: list[Unit], chance: Random) -> None:
    today = clock.local(town.now).date()
    for number, row in enumerate(words.NEEDS):
        began = town.now - timedelta(days=20 + 3 * number, hours=chance.randint(1, 6))
        with clock.at(began):
            draft = words.need_draft(row, today + row[8] * DAY)
            need = actions.state_need(desk, community, draft)
        if near:
            unit = near[number % len(near)]
            _claim(row[9], need, unit, desk, began + 2 * DAY, town.now, chance)
    _proposal(town, community)


def _claim(
    how: str, need: Need, unit: Unit, desk: Actor, at: datetime, now: datetime, chance: Random
) -> None:
    """What has become of it: agreed in part, waiting, done, refused, or never answered."""
    if how == "open":
        return
    if how == "asked":
        at = now - 20 * HOUR
    with clock.at(at):
        number = max(1, need.wanted // 2) if how == "part" else need.wanted
        said = chance.choice(words.CLAIM_WORDS)
        claim = actions.claim(unit.liaison, need, unit.organisation, number=number, words=said)
    steps: dict[str, tuple[Act, ...]] = {
        "part": (Act.AGREE,),
        "agreed": (Act.AGREE,),
        "done": (Act.AGREE, Act.HOLD),
        "refused": (Act.REFUSE,),
    }
    for turn, act in enumerate(steps.get(how, ()), 1):
        with clock.at(min(at + turn * 3 * DAY, now - HOUR)):
            note = chance.choice(words.REFUSALS) if act == Act.REFUSE else ""
            actions.step(desk, fresh(Claim, claim), act, note=note)
    if how == "lapsed":
        Claim.objects.filter(pk=claim.pk).update(lapses_at=at + 14 * DAY)
        with clock.at(at + 14 * DAY):
            actions.step(CLOCK, fresh(Claim, claim), Act.LAPSE)


Row = TypeVar("Row", Claim, Booking)


def fresh(model: type[Row], row: Row) -> Row:
    return model.objects.get(pk=row.pk)


def _proposal(town: Town, community: Place) -> None:
    """One compound's desk asks for a handrail; the community has not answered yet."""
    for compound in town.ground.compounds:
        desks = town.folk.desks.get(compound.pk)
        if desks and compound.path.startswith(community.path):
            draft = words.NeedDraft(
                kind="other",
                title="楼梯加一道扶手",
                until_on=clock.local(town.now).date() + 40 * DAY,
                words="一单元到三单元，老人上下不方便。",
                audience="elders",
            )
            with clock.at(town.now - 30 * HOUR):
                actions.state_need(desks[0], compound, draft)
            return


# ---- bookings -----------------------------------------------------------------------------------


def _bookings(town: Town, desk: Actor, community: Place, near: list[Unit], chance: Random) -> None:
    """Of what units offer: some used, some agreed, one that waits, one refused."""
    ends = (Act.HOLD, Act.CANCEL, Act.AGREE, Act.ASK, Act.REFUSE, Act.HOLD)
    for number, unit in enumerate(near):
        for turn, resource in enumerate(unit.resources):
            end = ends[(number + turn) % len(ends)]
            days = -35 - 9 * turn if end == Act.HOLD else 8 + 3 * turn + number
            _one(town, resource, community, desk, unit.liaison, days, end, chance)


def _venue_bookings(
    town: Town,
    desk: Actor,
    community: Place,
    venues: list[Resource],
    near: list[Unit],
    chance: Random,
) -> None:
    for number, unit in enumerate(near[:3]):
        end = (Act.ASK, Act.AGREE, Act.HOLD)[number]
        days = -20 if end == Act.HOLD else 6 + number
        by, host = unit.organisation, desk
        _one(town, venues[0], by, unit.liaison, host, days, end, chance)
    for days in (-12, -5, 3, 10):
        _one(town, venues[1], community, desk, desk, days, Act.HOLD, chance)


def _one(
    town: Town,
    resource: Resource,
    by: Organisation | Place,
    asker: Actor,
    host: Actor,
    days: int,
    end: Act,
    chance: Random,
) -> None:
    """Asked for some days before, answered a day later, used or to be used `days` from now."""
    today = clock.local(town.now).date()
    asked = min(town.now + (days - 12) * DAY, town.now - 2 * DAY)
    with clock.at(asked):
        found = _free(resource, today + days * DAY)
        if found is None:
            return
        number = min(2, resource.pieces)
        wish = replace(found, purpose=chance.choice(words.PURPOSES), number=number)
        try:
            booking = actions.book(asker, resource, by=by, wish=wish)
        except Refused:
            return
    _then(booking, asker, host, end, asked, town.now, chance)


def _free(resource: Resource, on: date) -> Wish | None:
    """The first free time on that day or in the week after it, two hours long at most."""
    for ahead in range(8):
        day = on + ahead * DAY
        if resource.lent_by_day:
            return Wish(on=day, last=day + DAY, purpose="")
        cells = calendars.free_days([resource], 60)[resource.pk]
        free = next((cell for cell in cells if cell.on == day), None)
        if free and free.slots:
            slot = free.slots[0]
            return Wish(on=day, start=slot.start, end=min(slot.end, slot.start + 120), purpose="")
    return None


def _then(
    booking: Booking,
    asker: Actor,
    host: Actor,
    end: Act,
    asked: datetime,
    now: datetime,
    chance: Random,
) -> None:
    if booking.state == Deal.ASKED and end != Act.ASK:
        with clock.at(min(asked + DAY, now - HOUR)):
            if end == Act.REFUSE:
                note = chance.choice(words.REFUSALS)
                actions.step(host, fresh(Booking, booking), Act.REFUSE, note=note)
                return
            actions.step(host, fresh(Booking, booking), Act.AGREE)
    if end == Act.CANCEL:
        with clock.at(min(asked + 2 * DAY, now - HOUR / 2)):
            note = "人没凑齐，下回再约。"
            actions.step(asker, fresh(Booking, booking), Act.CANCEL, note=note)
    if end == Act.HOLD and booking.ends_at < now - HOUR:
        with clock.at(booking.ends_at + HOUR):
            actions.step(asker, fresh(Booking, booking), Act.HOLD)
