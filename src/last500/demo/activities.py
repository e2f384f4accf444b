"""Activities of the demo town: small dates over the last months and the next weeks, who comes, who
waits, who was there, one that was called off, one that waits for the desk's consent.

Set up by the own verbs; who came in the past in bulk, as if each had pressed their own button.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from last500.activities import actions, rules
from last500.activities.actions.attendance import KIND
from last500.activities.models import Activity, Role, SignUp
from last500.activities.plan import Plan
from last500.activities.rules import Says, State
from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.ids import uuid7
from last500.demo.activity_words import ACTIVITIES, Words
from last500.demo.scene import Town
from last500.demo.unit_words import UNITS
from last500.organisations.models import Organisation
from last500.organisations.queries import actor_of
from last500.people.models import Person
from last500.places.models import Place
from last500.posts.rules import Pattern, Rhythm
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, Source, Span, fault
from last500.records.rules import State as RecordState

SHOWN_UP = 0.85
LEFT_TO_TICK = timedelta(days=7)


@dataclass
class _Told:
    """What is written in one statement for each table."""

    sign_ups: list[SignUp] = field(default_factory=list)
    records: list[ServiceRecord] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    served: dict[UUID, list[Span]] = field(default_factory=dict)
    coming: dict[UUID, list[rules.Span]] = field(default_factory=dict)

    def free(self, person: UUID, role: Role) -> bool:
        return not any(one.meets(role.span) for one in self.coming.get(person, ()))


def prepare(town: Town) -> None:
    chance = Random(town.now.date().toordinal() + 7)  # a stream of its own
    told = _Told()
    made = [(words, _set_up(town, words)) for words in ACTIVITIES]
    with clock.at(town.now):
        actions.end_due(1000)
        _load_times(town, told)
        for words, found in made:
            for activity in found:
                _fill(town, told, words, activity, chance)
        SignUp.objects.bulk_create(told.sign_ups, batch_size=300)
        Role.objects.bulk_update(told.roles, ["taken"], batch_size=300)
        ServiceRecord.objects.bulk_create(told.records, batch_size=300)
        _leave_something_to_do(town, [found for _words, found in made])


# ---- setting up ---------------------------------------------------------------------------------


def _place(town: Town, words: Words) -> Place:
    if words.at_community:
        return town.ground.community_of(words.compound)
    return town.ground.compounds[words.compound]


def _desk(town: Town, words: Words) -> Actor:
    place, community = _place(town, words), town.ground.community_of(words.compound)
    return (town.folk.desks.get(place.pk) or town.folk.desks[community.pk])[0]


def _first_day(words: Words, begun: date, today: date) -> date:
    """A date of its own lies ahead; a series began when it was set up."""
    since = begun + timedelta(days=2) if words.weeks else today + timedelta(days=5)
    return since + timedelta((words.weekday - since.weekday()) % 7)


def _set_up(town: Town, words: Words) -> list[Activity]:
    place, desk = _place(town, words), _desk(town, words)
    begun = town.now - words.ago * clock.DAY
    lead = Organisation.objects.get(name=UNITS[0].name).pk if words.led_by_unit else None
    with clock.at(begun):
        first = _first_day(words, clock.today(), clock.local(town.now).date())
        plan = Plan(
            title=words.title,
            what=words.what,
            on=first,
            start=words.start,
            minutes=words.minutes,
            risk=words.risk,
            roles=words.roles,
            audience=words.audience,
            where=words.where,
            risk_note=words.risk_note,
            insurance=words.insurance,
            insured_on=clock.today() if words.insurance else None,
            with_code=words.with_code,
            lead=lead,
        )
        if words.led_by_neighbour:
            helper = Actor(person=town.folk.by_code["helper"].pk)
            return [actions.set_up(helper, place, plan)]
        if not words.weeks:
            return [actions.set_up(desk, place, plan)]
        return actions.set_up_series(desk, place, plan, _rhythm(words, first))


def _rhythm(words: Words, first: date) -> Rhythm:
    step = {"weekly": 7, "fortnightly": 14, "monthly": 30}[words.pattern]
    return Rhythm(
        pattern=Pattern(words.pattern),
        from_on=first,
        until_on=first + timedelta(days=step * (words.weeks - 1) + 6),
        weekday=words.weekday,
        nth=1,
        start=words.start,
        minutes=words.minutes,
    )


# ---- who comes ----------------------------------------------------------------------------------


def _load_times(town: Town, told: _Told) -> None:
    """Times of theirs that are recorded already: nobody is at two places at once."""
    since = town.now - 120 * clock.DAY
    rows = ServiceRecord.objects.live().filter(began_at__gt=since)
    for person, began, ended in rows.values_list("person", "began_at", "ended_at"):
        told.served.setdefault(person, []).append(Span(began, ended))


def _helpers(town: Town, words: Words, chance: Random) -> list[Person]:
    """Neighbours of that compound, the persona first where the walk begins."""
    keys = [h.actor.person for h in town.folk.helpers if h.number == words.compound]
    first, rest = keys[:1] if words.compound == 0 else [], keys[1 if words.compound == 0 else 0 :]
    chance.shuffle(rest)
    order = {key: number for number, key in enumerate([*first, *rest])}
    people = Person.objects.filter(pk__in=order, restricted_at=None)
    return sorted(people, key=lambda person: order[person.pk])


def _guests(town: Town, words: Words, chance: Random) -> list[Person]:
    homes = list(town.folk.residents.get(town.ground.compounds[words.compound].pk, ()))
    chance.shuffle(homes)
    return [home.person for home in homes]


def _fill(town: Town, told: _Told, words: Words, activity: Activity, chance: Random) -> None:
    activity.refresh_from_db()
    if activity.state not in {State.OPEN, *rules.OVER}:
        return
    roles = list(Role.objects.filter(activity=activity).select_related("activity__place"))
    helpers, guests = iter(_helpers(town, words, chance)), iter(_guests(town, words, chance))
    wanted = {"helper": words.helping, "participant": words.joining}
    over = activity.state in rules.OVER
    ticked = over and activity.ends_at < town.now - LEFT_TO_TICK
    for role in sorted(roles, key=lambda one: one.order):
        crowd = helpers if role.helps else guests
        while wanted[role.side] > 0 and role.free > 0:
            person = next(crowd, None)
            if person is None:
                break
            heads = 1 + min(chance.choice((0, 0, 1, 2)), role.brings, role.free - 1)
            if told.free(person.pk, role):
                wanted[role.side] -= 1
                _come(town, told, role, person, heads, ticked and chance.random() < SHOWN_UP)
        told.roles.append(role)
    if ticked:
        _tick(town, words, activity)


def _come(town: Town, told: _Told, role: Role, person: Person, heads: int, there: bool) -> None:
    at = role.starts_at - 6 * clock.DAY
    row = SignUp(
        pk=uuid7(),
        role=role,
        person=person,
        state=Says.COMES,
        heads=heads,
        starts_at=role.starts_at,
        ends_at=role.ends_at,
        at=min(at, town.now - clock.HOUR),
        came_at=role.ends_at + clock.HOUR if there else None,
    )
    role.taken += heads
    told.coming.setdefault(person.pk, []).append(role.span)
    told.sign_ups.append(row)
    if there and role.helps:
        _served(town, told, row)


def _served(town: Town, told: _Told, row: SignUp) -> None:
    role = row.role
    one = Span(role.starts_at, role.ends_at)
    taken = told.served.setdefault(row.person_id, [])
    near = [other for other in taken if abs(other.began - one.began) < 2 * clock.DAY]
    by = role.activity.consented_by_id
    if row.person_id == by or fault(one, near, now=town.now, zone=clock.ZONE):
        return
    taken.append(one)
    row.minutes = role.minutes
    # One after the other, as somebody goes through a list with care.
    after = role.ends_at + clock.DAY + (len(told.records) % 40) * 3 * clock.MINUTE
    told.records.append(
        ServiceRecord(
            person_id=row.person_id,
            place=role.activity.place,
            source=Source.ACTIVITY,
            about=row.pk,
            kind=KIND,
            began_at=one.began,
            ended_at=one.ended,
            minutes=role.minutes,
            state=RecordState.CONFIRMED,
            entered_by_id=by,
            entered_at=after,
            confirmed_by_id=by,
            confirmed_at=after,
            confirmed_as=ConfirmedAs.ORGANISER,
        )
    )


def _tick(town: Town, words: Words, activity: Activity) -> None:
    after: datetime = activity.ends_at + clock.DAY
    Activity.objects.filter(pk=activity.pk).update(
        state=State.CLOSED,
        closed_at=after,
        ticked_at=after,
        ticked_by_id=_desk(town, words).person,
    )


# ---- what the visitor can try -------------------------------------------------------------------


def _coming_of(found: list[Activity]) -> Iterator[Activity]:
    """Open dates that lie ahead, the next first."""
    rows = Activity.objects.filter(pk__in=[one.pk for one in found], state=State.OPEN)
    return iter(rows.select_related("place", "lead").order_by("starts_at"))


def _leave_something_to_do(town: Town, found: list[list[Activity]]) -> None:
    """At the walk's compound a full shift with a line; one date called off; a word to those who
    come; the persona's own calendar."""
    desk = town.folk.desks[town.ground.compounds[0].pk][0]
    reading = list(_coming_of(found[0]))
    if len(reading) > 1:
        _make_a_line(town, reading[0])
        _ask_the_resident(town, reading[1:-1])
        off = reading[-1]
        with clock.at(town.now - 5 * clock.HOUR):
            actions.call_off(desk, off, reason="这一天架空层消防检修，借不到场地。")
    rice = next(_coming_of(found[2]), None)
    if rice is not None:
        with clock.at(town.now - 3 * clock.HOUR):
            actions.say(desk, rice, "糯米和粽叶备好了，请自己带一条围裙。")
    actions.renew_feed(Actor(person=town.folk.by_code["helper"].pk))


def _ask_the_resident(town: Town, dates: list[Activity]) -> None:
    """She waits for a date that is full; somebody cancels, and she is asked."""
    resident = town.folk.by_code["resident"]
    homes = town.folk.residents[town.ground.compounds[0].pk]
    others = [home.person for home in homes if home.person != resident]
    for activity in dates[:1]:
        role = Role.objects.get(activity=activity, side="participant")
        came = [one for turn, one in enumerate(others) if _takes_a_place(town, role, one, turn)]
        with clock.at(town.now - 20 * clock.HOUR):
            actions.join(actor_of(resident), _loaded(role))
        with clock.at(town.now - 2 * clock.HOUR):
            actions.cancel(actor_of(came[-1]), _loaded(role))


def _loaded(role: Role) -> Role:
    return Role.objects.select_related("activity__place", "activity__lead").get(pk=role.pk)


def _takes_a_place(town: Town, role: Role, person: Person, turn: int) -> bool:
    row = _loaded(role)
    if not row.free:
        return False
    with clock.at(town.now - 40 * clock.HOUR + turn * clock.MINUTE):
        try:
            actions.sign_up(actor_of(person), row)
        except Refused:
            return False
    return True


def _make_a_line(town: Town, activity: Activity) -> None:
    """The last places go, and two more families wait."""
    role = Role.objects.filter(activity=activity, side="participant").first()
    if role is None:
        return
    waiting = 0
    for home in town.folk.residents.get(town.ground.compounds[0].pk, ()):
        row = _loaded(role)
        actor = actor_of(home.person)
        verb = actions.sign_up if row.free and not waiting else actions.join
        with clock.at(town.now - (30 - waiting) * clock.HOUR):
            try:
                verb(actor, row, brings=min(2, max(0, row.free - 1)) if row.free else 1)
            except Refused:
                continue
        waiting += verb is actions.join
        if waiting == 2:
            return
