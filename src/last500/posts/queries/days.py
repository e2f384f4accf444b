"""Dates: computed from the rhythm, with what was said of single ones."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from last500.base import clock
from last500.base.actor import Actor
from last500.organisations.queries import calendar
from last500.posts import rules
from last500.posts.models import Holding, OwnDate, Post, PostDate
from last500.posts.rules import Says, State

AHEAD = 100 * clock.DAY
NEXT_MOST = 6
OF_EACH = 2  # dates of one post among all that comes


@dataclass
class Day:
    """One date of a post. `coming` counts holders and stand-ins; `wanted` absences without one.

    `own` is what the reader does (rules.Says), or nothing.
    """

    post: Post
    on: date
    at: datetime
    coming: int = 0
    wanted: int = 0
    called_off: str = ""
    ticked: bool = False
    own: str = ""
    minutes: int | None = None
    holders: set[UUID] = field(default_factory=set, repr=False)
    said: list[OwnDate] = field(default_factory=list, repr=False)

    @property
    def iso(self) -> str:
        return self.on.isoformat()

    @property
    def begun(self) -> bool:
        return self.at <= clock.now()


def is_off(post: Post) -> Callable[[date], bool]:
    """Holidays, where the post leaves them out."""
    special = calendar().special if post.skips_holidays else {}
    return lambda day: special.get(day) is False


def gaps_of(post: Post) -> list[rules.Gap]:
    return [
        (date.fromisoformat(begin), date.fromisoformat(end) if end else None)
        for begin, end in post.gaps
    ]


def _computed(post: Post, since: date, until: date) -> Iterator[date]:
    if post.state == State.ENDED and post.ended_at:
        until = min(until, clock.local(post.ended_at).date())
    return rules.dates(post.rhythm, since, until, gaps=gaps_of(post), is_off=is_off(post))


def moment_of(post: Post, on: date) -> datetime:
    return rules.moment(on, post.start or 0, clock.ZONE)


def is_date(post: Post, on: date) -> bool:
    return on in _computed(post, on, on)


def days_of(
    posts: Sequence[Post], since: date, until: date, *, reader: UUID | None = None, most: int = 400
) -> dict[UUID, list[Day]]:
    """The dates of these posts in order, with who comes as numbers. Three statements in all."""
    keys = [post.pk for post in posts]
    found: dict[UUID, dict[date, Day]] = {post.pk: {} for post in posts}
    known = {post.pk: post for post in posts}
    for post in posts:
        for on, _number in zip(_computed(post, since, until), range(most), strict=False):
            found[post.pk][on] = Day(post, on, moment_of(post, on))
    for row in PostDate.objects.filter(post__in=keys, on__range=(since, until)):
        days = found[row.post_id]
        day = days.setdefault(row.on, Day(known[row.post_id], row.on, _at(known, row)))
        day.called_off, day.ticked = row.called_off, row.ticked_at is not None
    _count_people(found, keys, since, until, reader)
    return {key: sorted(days.values(), key=lambda day: day.on) for key, days in found.items()}


def _at(known: dict[UUID, Post], row: PostDate) -> datetime:
    return moment_of(known[row.post_id], row.on)


def _count_people(
    found: dict[UUID, dict[date, Day]],
    keys: list[UUID],
    since: date,
    until: date,
    reader: UUID | None,
) -> None:
    lasting = Q(to_on=None) | Q(to_on__gte=since)
    held = Holding.objects.filter(lasting, post__in=keys, from_on__lte=until)
    for post, person, begin, end in held.values_list("post", "person", "from_on", "to_on"):
        for day in found[post].values():
            if rules.lasts_on(day.on, begin, end):
                day.holders.add(person)
    said = OwnDate.objects.filter(post__in=keys, on__range=(since, until))
    for row in said.only("post", "person", "on", "says", "instead_of", "minutes"):
        if (day_of := found[row.post_id].get(row.on)) is not None:
            day_of.said.append(row)
    for days in found.values():
        for day in days.values():
            _count(day, reader)


def _count(day: Day, reader: UUID | None) -> None:
    """An absence counts only of somebody who still holds the post then."""
    away = {row.pk: row for row in day.said if row.says == Says.AWAY}
    away = {key: row for key, row in away.items() if row.person_id in day.holders}
    standing = [row for row in day.said if row.says == Says.STANDS_IN]
    day.coming = len(day.holders) - len(away) + len(standing)
    day.wanted = len(set(away) - {row.instead_of_id for row in standing})
    day.own = Says.COMES if reader in day.holders else ""
    for row in day.said:
        if row.person_id == reader:
            day.minutes = row.minutes
            day.own = row.says if row.says != Says.AWAY or row.pk in away else day.own


def next_days(posts: Sequence[Post], *, reader: UUID | None = None) -> dict[UUID, list[Day]]:
    today = clock.today()
    return days_of(posts, today, today + AHEAD, reader=reader, most=NEXT_MOST)


def own_days(actor: Actor, most: int) -> list[Day]:
    """The next dates at which the actor comes, over all their posts. Five statements."""
    if actor.person is None:
        return []
    today = clock.today()
    held = Holding.objects.active().filter(person=actor.person)
    helping = OwnDate.objects.filter(person=actor.person, on__gte=today, says=Says.STANDS_IN)
    wanted = Q(pk__in=held.values("post")) | Q(pk__in=helping.values("post"))
    posts = list(Post.objects.open().filter(wanted).select_related("place")[:30])
    if not posts:
        return []
    days: list[Day] = []
    for found in next_days(posts, reader=actor.person).values():
        coming = [day for day in found if _is_coming(day)]
        days += coming[:OF_EACH]
    return sorted(days, key=lambda day: day.at)[:most]


def _is_coming(day: Day) -> bool:
    return day.own in {Says.COMES, Says.STANDS_IN} and not day.called_off and not day.begun


def past_days(posts: Sequence[Post], days: int, reader: UUID | None = None) -> list[Day]:
    """Dates that have begun within so many days, the newest first; none that was called off."""
    today = clock.today()
    found = days_of(posts, today - days * clock.DAY, today, reader=reader)
    begun = [d for days in found.values() for d in days if d.begun and not d.called_off]
    return sorted(begun, key=lambda day: day.at, reverse=True)


def to_tick(posts: Iterable[Post]) -> list[Day]:
    """Dates that the organiser may still go through, the newest first."""
    dated = [post for post in posts if post.has_dates]
    found = past_days(dated, rules.TICKED_WITHIN_DAYS)
    return [day for day in found if not day.ticked and day.coming > 0]


def to_say(actor: Actor, posts: Sequence[Post]) -> list[Day]:
    """Dates of the actor's own of which they may still say that they were there."""
    dated = [post for post in posts if post.has_dates]
    found = past_days(dated, rules.SAID_WITHIN_DAYS, reader=actor.person)
    there = {Says.COMES, Says.STANDS_IN}
    return [day for day in found if day.own in there and day.minutes is None and not day.ticked]


def present_on(post: Post, on: date) -> dict[UUID, str]:
    """Who could have been there: holders of that day and stand-ins, with what they said."""
    held = Holding.objects.filter(Q(to_on=None) | Q(to_on__gte=on), post=post, from_on__lte=on)
    found: dict[UUID, str] = dict.fromkeys(held.values_list("person", flat=True), "")
    for row in OwnDate.objects.filter(post=post, on=on):
        if row.person_id in found or row.says == Says.STANDS_IN:
            found[row.person_id] = row.says
    return found
