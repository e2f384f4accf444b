"""Posts of the demo town: who holds them, who waits, a year of Wednesdays with their records.

In bulk, as if each had pressed their own button; what the visitor can try is told by the own verbs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import uuid7
from last500.demo.people import Helper
from last500.demo.post_words import POSTS, Words
from last500.demo.scene import Town
from last500.people.models import Consent, Person
from last500.places.models import Place
from last500.posts import actions, rules
from last500.posts.actions.desk import give_link
from last500.posts.filled import Filled
from last500.posts.models import Holding, OwnDate, Post, PostDate, PostEvent, Waiting
from last500.posts.queries.days import is_off, moment_of
from last500.posts.rules import State, Waits
from last500.records.models import ServiceRecord
from last500.records.rules import ConfirmedAs, Source, Span, fault
from last500.records.rules import State as RecordState
from last500.reportin.models import ReportIn, ReportInEvent

YEAR, KEPT = timedelta(days=365), timedelta(days=150)
SHOWN_UP = 0.82  # of ten dates a holder comes to about eight
LEFT_TO_TICK = 1


@dataclass
class _Told:
    """What is written in one statement for each table."""

    holdings: list[Holding] = field(default_factory=list)
    line: list[Waiting] = field(default_factory=list)
    days: list[PostDate] = field(default_factory=list)
    own: list[OwnDate] = field(default_factory=list)
    records: list[ServiceRecord] = field(default_factory=list)
    events: list[PostEvent] = field(default_factory=list)
    taken: dict[object, list[Span]] = field(default_factory=dict)

    def write(self) -> None:
        Holding.objects.bulk_create(self.holdings)
        Waiting.objects.bulk_create(self.line)
        PostDate.objects.bulk_create(self.days, batch_size=500)
        OwnDate.objects.bulk_create(self.own, batch_size=500)
        ServiceRecord.objects.bulk_create(self.records, batch_size=500)
        PostEvent.objects.bulk_create(self.events)


def prepare(town: Town) -> None:
    told, posts, people = _Told(), [], set()
    for words in POSTS:
        desk, place = _desk_of(town, words)
        post = _post(town, words, place, desk)
        posts.append(post)
        crowd = _crowd(town, words)
        people |= {_key(helper) for helper in crowd}
        _hold(told, town, post, words, crowd)
    _let_them_be_here_for_a_year(town, people)
    Post.objects.bulk_create(posts)
    _load_times(told, people)
    for post, words in zip(posts, POSTS, strict=True):
        _tell_the_year(told, town, post, _desk_of(town, words)[0])
    told.write()
    _leave_something_to_do(town, posts)


def _desk_of(town: Town, words: Words) -> tuple[Actor, Place]:
    if words.at_community:
        place = town.ground.community_of(words.compound)
    else:
        place = town.ground.compounds[words.compound]
    community = town.ground.community_of(words.compound)
    return (town.folk.desks.get(place.pk) or town.folk.desks[community.pk])[0], place


def _crowd(town: Town, words: Words) -> list[Helper]:
    """Neighbours of that compound, the persona first where the walk begins."""
    here = [one for one in town.folk.helpers if one.number == words.compound]
    rest = here[1:] if words.compound == 0 else list(here)
    town.chance.shuffle(rest)
    first = here[:1] if words.persona else []
    return [*first, *rest][: words.held + words.waiting]


def _key(helper: Helper) -> UUID:
    assert helper.actor.person is not None
    return helper.actor.person


def _post(town: Town, words: Words, place: Place, desk: Actor) -> Post:
    today = clock.local(town.now).date()
    filled = Filled(
        kind=words.kind,
        title=words.title,
        what=words.what,
        where=words.where,
        skills=words.skills,
        pattern=words.pattern,
        weekday=words.weekday,
        nth=words.nth,
        start=words.start,
        minutes=words.minutes,
        from_on=today - YEAR,
        until_on=today + timedelta(days=120) if words.pattern == "free" else None,
        skips_holidays=words.skips_holidays,
        places=words.places,
        least_age=words.least_age,
        risk=words.risk,
        risk_note=words.risk_note,
        insurance="人身意外险，社区统一投保" if words.insured else "",
        insured_on=today - YEAR if words.insured else None,
    )
    post = Post(place=place, state=State.OPEN, made_at=town.now - YEAR, made_by_id=desk.person)
    for name, value in filled.values().items():
        setattr(post, name, value)
    give_link(post)
    post.taken = min(words.held, words.places)
    if words.paused:
        post.state, post.reason = State.PAUSED, words.paused
        post.gaps = [[(today - timedelta(days=20)).isoformat(), None]]
    elif post.waits_for_insurance:
        post.state, post.reason = State.PAUSED, "等保险办好再开始。"
        post.gaps = [[(today - YEAR).isoformat(), None]]
    return post


def _hold(told: _Told, town: Town, post: Post, words: Words, crowd: list[Helper]) -> None:
    told.events.append(
        PostEvent(post=post, at=post.made_at, action="set_up", actor_id=post.made_by_id)
    )
    for slot, helper in enumerate(crowd[: words.held]):
        since = post.from_on + timedelta(days=town.chance.randrange(0, 240) if slot else 0)
        told.holdings.append(Holding(post=post, person_id=_key(helper), slot=slot, from_on=since))
    for number, helper in enumerate(crowd[words.held :]):
        at = town.now - (40 - number) * clock.DAY
        told.line.append(Waiting(post=post, person_id=_key(helper), state=Waits.WAITING, at=at))


def _let_them_be_here_for_a_year(town: Town, people: set) -> None:
    """Whoever holds a post for a year had reported in before it."""
    came = town.now - YEAR - 20 * clock.DAY
    ReportIn.objects.filter(person__in=people).update(asked_at=came, decided_at=came + clock.DAY)
    Consent.objects.filter(person__in=people, purpose="report_in").update(at=came)
    events = ReportInEvent.objects.filter(report_in__person__in=people)
    events.filter(from_state="").update(at=came)
    events.exclude(from_state="").update(at=came + clock.DAY)
    Person.objects.filter(pk__in=people).update(made_at=came - clock.DAY)


def _load_times(told: _Told, people: set) -> None:
    """Times of theirs that are recorded already: nobody is at two places at once."""
    rows = ServiceRecord.objects.live().filter(person__in=people)
    for person, began, ended in rows.values_list("person", "began_at", "ended_at"):
        told.taken.setdefault(person, []).append(Span(began, ended))


def _days_of(post: Post, until: date) -> Iterator[date]:
    gaps = [(date.fromisoformat(a), date.fromisoformat(b) if b else None) for a, b in post.gaps]
    return rules.dates(post.rhythm, post.from_on, until, gaps=gaps, is_off=is_off(post))


def _tell_the_year(told: _Told, town: Town, post: Post, desk: Actor) -> None:
    today = clock.local(town.now).date()
    mine = [holding for holding in told.holdings if holding.post is post]
    past = [day for day in _days_of(post, today) if moment_of(post, day) < town.now - clock.HOUR]
    for number, day in enumerate(past):
        ticked = number < len(past) - LEFT_TO_TICK
        if day >= today - KEPT:
            at = moment_of(post, day) + clock.DAY
            by = {"ticked_at": at, "ticked_by_id": desk.person} if ticked else {}
            told.days.append(PostDate(post=post, on=day, **by))
        for holding in mine if ticked else ():
            if holding.from_on <= day and town.chance.random() < SHOWN_UP:
                _served(told, town, holding, day, desk)


def _served(told: _Told, town: Town, holding: Holding, day: date, desk: Actor) -> None:
    post = holding.post
    began = moment_of(post, day)
    minutes = max(30, post.minutes - town.chance.choice((0, 0, 0, 10, 15, 20)))
    one = Span(began, began + minutes * clock.MINUTE)
    taken = told.taken.setdefault(holding.person_id, [])
    near = [other for other in taken if abs(other.began - began) < 2 * clock.DAY]
    if holding.person_id == desk.person or fault(one, near, now=town.now, zone=clock.ZONE):
        return
    taken.append(one)
    key = uuid7()
    if day >= clock.local(town.now).date() - KEPT:
        told.own.append(
            OwnDate(
                pk=key,
                post=post,
                person_id=holding.person_id,
                on=day,
                says="comes",
                minutes=minutes,
                said_at=began + clock.DAY,
            )  # fmt: skip
        )
    told.records.append(
        ServiceRecord(
            person_id=holding.person_id,
            place=post.place,
            source=Source.POST,
            about=key,
            kind=post.kind,
            began_at=one.began,
            ended_at=one.ended,
            minutes=minutes,
            state=RecordState.CONFIRMED,
            entered_by_id=desk.person,
            entered_at=began + clock.DAY,
            confirmed_by_id=desk.person,
            confirmed_at=began + clock.DAY,
            confirmed_as=ConfirmedAs.ORGANISER,
        )
    )


def _leave_something_to_do(town: Town, posts: list[Post]) -> None:
    """At the walk's compound: one leaves and the next is asked; one date misses somebody."""
    books = posts[1]
    leaving = Holding.objects.active().filter(post=books).order_by("-slot").first()
    persona = Actor(person=town.folk.by_code["helper"].pk)
    if leaving is not None:
        with clock.at(town.now - 3 * clock.HOUR):
            actions.join(persona, books, age=rules.GROWN)
            first = Waiting.objects.get(post=books, person=persona.person)
            Waiting.objects.filter(pk=first.pk).update(at=town.now - 60 * clock.DAY)
            actions.leave(Actor(person=leaving.person_id), books, note="书目在抽屉里，钥匙在门岗。")
    repair = posts[0]
    other = Holding.objects.active().filter(post=repair).order_by("slot")[1]
    coming = next(
        day
        for day in rules.dates(
            repair.rhythm, clock.today() + clock.DAY, clock.today() + 30 * clock.DAY
        )
    )
    with clock.at(town.now - 2 * clock.HOUR):
        actions.cannot_come(Actor(person=other.person_id), repair, coming)
