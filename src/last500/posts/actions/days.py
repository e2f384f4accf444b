"""Single dates: cannot come, stand in, was there; the organiser calls one off or goes through it.

No check-in: nobody says anything on the day itself. Afterwards the holder may say how long, or
the organiser ticks who was there; of either a service record arises (records.actions).
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.people.rules import clean_line
from last500.posts import rules
from last500.posts.actions.checking import may_take
from last500.posts.actions.claiming import own_place
from last500.posts.actions.step import append, held, me, tell_holders
from last500.posts.models import Holding, OwnDate, Post, PostDate, Waiting
from last500.posts.queries.days import is_date, moment_of, present_on
from last500.posts.rules import Says, State
from last500.records import actions as records
from last500.records.rules import ConfirmedAs, Source
from last500.records.rules import State as RecordState

REASON_MOST = 120


def _coming_date(post: Post, on: date) -> None:
    """Raises Conflict for what is no date of the post, is called off or has begun."""
    off = PostDate.objects.filter(post=post, on=on).exclude(called_off="").exists()
    if post.state != State.OPEN or not is_date(post, on) or off:
        raise Conflict(_("这一天没有这个岗位。"))
    if moment_of(post, on) <= clock.now():
        raise Conflict(_("这一次已经开始了。"))


@transaction.atomic
def cannot_come(actor: Actor, post: Post, on: date) -> None:
    """ "This time not": it costs nothing. The others and the line are asked to stand in."""
    post = held(post)
    holding = own_place(actor, post)
    _coming_date(post, on)
    if not rules.lasts_on(on, holding.from_on, holding.to_on):
        raise Conflict(_("那一天你已经不在这个岗位上了。"))
    said, fresh = OwnDate.objects.get_or_create(
        post=post, person=holding.person, on=on, defaults={"says": Says.AWAY}
    )
    if not fresh:
        raise Conflict(_("你已经说过这次来不了了。"))
    append(post, "away", on=on.isoformat())
    _ask_for_stand_in(post, on, but=said.person_id)


def _ask_for_stand_in(post: Post, on: date, *, but: UUID) -> None:
    others = Holding.objects.active().filter(post=post).exclude(person=but)
    away = OwnDate.objects.filter(post=post, on=on, says=Says.AWAY).values("person")
    line = Waiting.objects.in_line().filter(post=post, person__isnull=False)
    keys = {*others.exclude(person__in=away).values_list("person", flat=True)}
    keys |= {*line.values_list("person", flat=True)}
    people = Person.objects.filter(pk__in=keys, is_active=True, restricted_at=None)
    tell_holders("post_stand_in", post, people.order_by("pk"), day=on.isoformat())


@transaction.atomic
def back(actor: Actor, post: Post, on: date) -> None:
    """Come after all, unless somebody stands in already."""
    post = held(post)
    _coming_date(post, on)
    own = OwnDate.objects.filter(post=post, person=actor.person, on=on, says=Says.AWAY)
    if OwnDate.objects.filter(instead_of__in=own).exists():
        raise Conflict(_("已经有邻居答应替你了，这次歇一歇吧。"))
    if not own.delete()[0]:
        raise Conflict(_("你本来就来。"))


@transaction.atomic
def stand_in(actor: Actor, post: Post, on: date, *, age: int = 0) -> OwnDate:
    """Come this once instead of somebody who cannot. One stand-in for an absence."""
    person = me(actor)
    may_take(actor, post, age)
    post = held(post)
    _coming_date(post, on)
    absence = _absence_of(post, on)
    if absence is None:
        raise Conflict(_("这一次已经有人替了，谢谢你。"))
    if person.pk in present_on(post, on):
        raise Conflict(_("这一次你本来就在。"))
    try:
        with transaction.atomic():
            return OwnDate.objects.create(
                post=post, person=person, on=on, says=Says.STANDS_IN, instead_of=absence
            )
    except IntegrityError:
        raise Conflict(_("这一次已经有人替了，谢谢你。")) from None


def _absence_of(post: Post, on: date) -> OwnDate | None:
    """One who cannot come, still holds the post then, and whom nobody replaces yet."""
    lasting = Q(to_on=None) | Q(to_on__gte=on)
    holders = Holding.objects.filter(lasting, post=post, from_on__lte=on).values("person")
    away = OwnDate.objects.filter(post=post, on=on, says=Says.AWAY, person__in=holders)
    return away.filter(stand_in=None).order_by("pk").first()


@transaction.atomic
def no_stand_in(actor: Actor, post: Post, on: date) -> None:
    """The stand-in cannot come either: others are asked again."""
    post = held(post)
    _coming_date(post, on)
    mine = OwnDate.objects.filter(post=post, person=actor.person, on=on, says=Says.STANDS_IN)
    own = mine.first() if actor.person else None
    if own is None:
        raise Forbidden("no stand-in")
    own.delete()
    _ask_for_stand_in(post, on, but=own.person_id)


# ---- afterwards ---------------------------------------------------------------------------------


def _held_on(post: Post, person: UUID, on: date) -> bool:
    lasting = Q(to_on=None) | Q(to_on__gte=on)
    return Holding.objects.filter(lasting, post=post, person=person, from_on__lte=on).exists()


def _began_at(post: Post, on: date, at: time | None) -> datetime:
    """When it began: the post's own time, or for one without, what they say."""
    if post.has_dates:
        return moment_of(post, on)
    minute = at.hour * 60 + at.minute if at else 9 * 60
    return rules.moment(on, minute, clock.ZONE)


@transaction.atomic
def went(actor: Actor, post: Post, on: date, *, minutes: int, at: time | None = None) -> OwnDate:
    """Their own word that they were there; it waits for the organiser's.

    Raises Refused when the minutes or the day cannot be, Conflict when it was said before.
    """
    person = me(actor)
    post = held(post)
    if not clock.today() - rules.SAID_WITHIN_DAYS * clock.DAY <= on <= clock.today():
        raise Refused(_("只能补记最近五周的。更早的请找小区值守。"), "on")
    if not _was_a_date(post, on):
        raise Refused(_("那一天没有这个岗位，请再看看日子。"), "on")
    own = OwnDate.objects.filter(post=post, person=person, on=on).first()
    stands_in = own is not None and own.says == Says.STANDS_IN
    if not (stands_in or _held_on(post, person.pk, on)):
        raise Forbidden("not theirs")
    if own is not None and own.minutes is not None:
        raise Conflict(_("这一次已经记下了。"))
    own = _note_minutes(post, person, on, minutes)
    _enter(actor, own, person, _began_at(post, on, at), confirmed=False)
    return own


def _was_a_date(post: Post, on: date) -> bool:
    if not post.has_dates:
        return post.from_on <= on <= (post.until_on or on)
    kept = PostDate.objects.filter(post=post, on=on).first()
    return kept.called_off == "" if kept is not None else is_date(post, on)


def _note_minutes(post: Post, person: Person, on: date, minutes: int) -> OwnDate:
    if not 1 <= minutes <= rules.MOST_MINUTES:
        raise Refused(_("一次最少 1 分钟，最多 10 小时。"), "minutes")
    own, _fresh = OwnDate.objects.get_or_create(
        post=post, person=person, on=on, defaults={"says": Says.COMES}
    )
    own.says = Says.STANDS_IN if own.says == Says.STANDS_IN else Says.COMES
    own.minutes, own.said_at = minutes, clock.now()
    own.save(update_fields=["says", "minutes", "said_at"])
    return own


def _enter(
    actor: Actor, own: OwnDate, person: Person, began_at: datetime, *, confirmed: bool
) -> None:
    """The service record of this row; an organiser's tick also confirms one that waits."""
    record = records.enter(
        actor,
        person=person,
        place=own.post.place,
        source=Source.POST,
        about=own.pk,
        kind=own.post.kind,
        began_at=began_at,
        minutes=own.minutes or 0,
        confirmed_by=actor.person if confirmed else None,
        confirmed_as=ConfirmedAs.ORGANISER if confirmed else None,
    )
    if confirmed and record.state == RecordState.ENTERED:
        records.confirm(record, confirmed_by=actor.person, confirmed_as=ConfirmedAs.ORGANISER)


@transaction.atomic
def tick(actor: Actor, post: Post, on: date, present: Mapping[UUID, int]) -> list[UUID]:
    """The organiser goes through a past date: who was there, and for how many minutes.

    Of whoever has said their minutes themselves, these are confirmed. It never confirms one's
    own: that waits for another organiser. Gives back those whose time could not be written down
    (they were recorded elsewhere at that time). Raises Conflict when somebody was faster.
    """
    require(actor, Permission.POST_EDIT, post.place)
    post = held(post)
    if not _was_a_date(post, on) or moment_of(post, on) > clock.now():
        raise Conflict(_("这一次还没有开始，或者那一天没有这个岗位。"))
    row, _fresh = PostDate.objects.get_or_create(post=post, on=on)
    ticking = PostDate.objects.filter(pk=row.pk, ticked_at=None)
    if not ticking.update(ticked_at=clock.now(), ticked_by=actor.person):
        raise Conflict(_("这一次已经有人核对过了。"))
    possible = present_on(post, on)
    people = Person.objects.in_bulk([key for key in present if key in possible])
    odd = [key for key in people if not _ticked(actor, post, on, people[key], present[key])]
    append(post, "ticked", actor, on=on.isoformat())
    return odd


def _ticked(actor: Actor, post: Post, on: date, person: Person, minutes: int) -> bool:
    try:
        with transaction.atomic():
            said = OwnDate.objects.filter(post=post, person=person, on=on, minutes__gt=0).first()
            own = said or _note_minutes(post, person, on, minutes)
            began = moment_of(post, on)
            _enter(actor, own, person, began, confirmed=person.pk != actor.person)
    except Refused:
        return False
    return True


@transaction.atomic
def call_off(actor: Actor, post: Post, on: date, *, reason: str) -> None:
    """This one date does not take place; whoever would come is told why."""
    require(actor, Permission.POST_EDIT, post.place)
    post = held(post)
    reason = clean_line(reason)[:REASON_MOST]
    if not reason:
        raise Refused(_("请写一句为什么，来的人会看到。"), "reason")
    _coming_date(post, on)
    row, _fresh = PostDate.objects.get_or_create(post=post, on=on)
    PostDate.objects.filter(pk=row.pk).update(called_off=reason)
    append(post, "called_off", actor, on=on.isoformat())
    coming = Person.objects.filter(pk__in=present_on(post, on), is_active=True)
    tell_holders("post_date_off", post, coming.order_by("pk"), day=on.isoformat())
