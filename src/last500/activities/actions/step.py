"""What the verbs of activities share: a role held, its places passed on, history, who is told.

Every verb that moves a place holds the role's row first, so that counting, the line and the places
change together; the constraints and triggers of the tables stand behind it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from last500.activities import rules
from last500.activities.guards import OVERLAP
from last500.activities.models import Activity, ActivityEvent, PlaceOffer, Role, SignUp
from last500.activities.queries import clash, hindered, may_run
from last500.activities.rules import Action, Offer, Refill, Says, State
from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.notify.actions import post as tell
from last500.organisations.queries import desk_with_holders, liaisons_of
from last500.people.models import Person
from last500.people.rules import clean_line

CHANGED = N_("报名刚刚变过，请再看看。")


class Full(Conflict):
    """The last place went to somebody else; whoever reads this may join the line."""


class Clash(Refused):
    """They come to another date at that time; `other` is its key, where it is known."""

    other: UUID | None = None


def held(role: Role) -> Role:
    """The role as it is now, its row ours until the transaction ends."""
    rows = Role.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("activity__place", "activity__lead").get(pk=role.pk)


def held_activity(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("place", "lead", "series").get(pk=activity.pk)


def me(actor: Actor) -> Person:
    """The actor's own row. Raises Forbidden for whoever has not signed in."""
    if actor.person is None:
        raise Forbidden("sign in first")
    return Person.objects.get(pk=actor.person)


def require_run(actor: Actor, activity: Activity) -> None:
    if not may_run(actor, activity):
        raise Forbidden("not an organiser of it")


def append(activity: Activity, action: str, actor: Actor | None = None, **facts: object) -> None:
    """A line of history. `actor` only for what an organiser does: sign-ups carry no person."""
    by = actor.person if actor else None
    ActivityEvent.objects.create(
        activity=activity, at=clock.now(), action=action, actor_id=by, facts=facts
    )


def reason_or_refuse(reason: str) -> str:
    reason = clean_line(reason)[:120]
    if not reason:
        raise Refused(_("请写一句为什么，报了名的人会看到。"), "reason")
    return reason


def move(activity: Activity, action: Action, **values: object) -> None:
    """Take a step of the table. Raises Conflict where somebody was faster."""
    step = rules.STEPS[action]
    here = Activity.objects.filter(pk=activity.pk, state__in=sorted(step.start))
    if not here.update(state=step.to, **values):
        raise Conflict(_("有人刚处理过这场活动，请看看现在的情况。"))
    for name, value in (values | {"state": step.to}).items():
        setattr(activity, name, value)


# ---- who is told --------------------------------------------------------------------------------


def words(activity: Activity) -> dict[str, str]:
    return {"place": activity.place.name, "activity": activity.title}


def page_of(activity: Activity) -> str:
    return f"/activities/{activity.pk}/"


def organisers(activity: Activity) -> list[Person]:
    """Whom the activity's affairs concern: who leads it, else the desk."""
    if activity.leader is not None and activity.leader.is_active:
        return [activity.leader]
    if activity.lead is not None and (people := liaisons_of(activity.lead)):
        return people
    _desk, holders = desk_with_holders(activity.place)
    return holders


def people_coming(activity: Activity, role: Role | None = None) -> list[Person]:
    rows = SignUp.objects.coming().filter(role__activity=activity)
    if role is not None:
        rows = rows.filter(role=role)
    keys = rows.values("person")
    return list(Person.objects.filter(pk__in=keys, is_active=True).order_by("pk"))


def tell_about(kind: str, activity: Activity, people: Iterable[Person], **more: str) -> None:
    tell(kind, people, link=page_of(activity), **words(activity), **more)


# ---- places -------------------------------------------------------------------------------------


def may_come(actor: Actor, role: Role, age: int, *, by_link: bool = False) -> None:
    """Raises Conflict where nobody can sign up any more, Refused with what stands against it."""
    closed = role.activity.state != State.OPEN
    if closed or role.begun:
        words = _("已经开始了，不能再报名。") if role.begun and not closed else ""
        raise Conflict(words or _("这场活动现在不能报名。"))
    against = hindered(actor, role, age, by_link=by_link)
    if against:
        raise Refused(_(rules.HINDRANCE_WORDS[against[0]]))


def no_clash(person: Person, role: Role) -> None:
    """Raises Clash, in words that say which other date it is: it is their own."""
    other = clash(person.pk, role.span)
    if other is not None:
        found = Clash(clash_words(other.role.activity.title))
        found.other = other.role.activity_id
        raise found


def clash_words(title: str) -> str:
    said = _("这段时间你已经报了“%(other)s”。一个人同一时间只能在一处：先取消那一场，再来报。")
    return said % {"other": title}


def take_places(role: Role, heads: int) -> bool:
    """So many more heads, if sign-up is open and there is room: check and act in one."""
    room = Role.objects.filter(
        pk=role.pk, activity__state=State.OPEN, taken__lte=F("places") - heads
    )
    if not room.update(taken=F("taken") + heads):
        return False
    role.taken += heads
    return True


def give_back(role: Role, heads: int) -> None:
    Role.objects.filter(pk=role.pk).update(taken=F("taken") - heads)
    role.taken -= heads


def seat(role: Role, person: Person, heads: int) -> SignUp:
    """Write down whoever has said yes, on places that are counted already."""
    row = SignUp(
        role=role,
        person=person,
        state=Says.COMES,
        heads=heads,
        starts_at=role.starts_at,
        ends_at=role.ends_at,
        at=clock.now(),
    )
    with said_by_the_table():
        row.save(force_insert=True)
    return row


@contextmanager
def said_by_the_table() -> Iterator[None]:
    """A savepoint in which the table's own No becomes a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if OVERLAP in str(fault):
            raise Clash(clash_words(_("另一场"))) from fault
        raise Conflict(_(CHANGED)) from fault


def first_waiting(role: Role) -> SignUp | None:
    rows = SignUp.objects.waiting().filter(role=role)
    return rows.select_related("person").order_by("at", "pk").first()


def ask_next(role: Role) -> int:
    """Ask as many of the line as there is room for, strictly in order; gives how many.

    The place is kept for whoever is asked, for a time that is shorter the nearer the start is.
    """
    until = rules.answer_until(clock.now(), role.starts_at)
    if until is None or role.activity.state != State.OPEN:
        return 0
    line = SignUp.objects.waiting().filter(role=role).select_related("person")
    rows = list(line.order_by("at", "pk")[: rules.PLACES_MOST])
    rows = rows[: rules.to_ask([row.heads for row in rows], role.places - role.taken)]
    asked = [row for row in rows if take_places(role, row.heads)]
    for row in asked:
        here = SignUp.objects.waiting().filter(pk=row.pk)
        if not here.update(state=Says.ASKED, asked_at=clock.now(), ends_ask_at=until):
            raise Conflict(_(CHANGED))
    urgent = rules.is_late(clock.now(), role.starts_at)
    kind = "activity_asked_soon" if urgent else "activity_asked"
    tell_about(kind, role.activity, [row.person for row in asked], role=role.name)
    return len(asked)


def freed(role: Role) -> None:
    """Somebody gave up their place: the next is asked, or the organiser hears that one is short."""
    after = rules.after_leaving(
        is_open=role.activity.state == State.OPEN,
        begun=role.begun,
        waiting=first_waiting(role) is not None,
    )
    if after == Refill.ASK:
        ask_next(role)
    elif after == Refill.SHORT and role.helps and rules.is_late(clock.now(), role.starts_at):
        missing = str(role.places - role.taken)
        people = organisers(role.activity)
        tell_about("activity_short", role.activity, people, role=role.name, missing=missing)


def close(row: SignUp, state: Says) -> None:
    """Out of it. Raises Conflict when that had happened already."""
    rows = SignUp.objects.filter(pk=row.pk, state=row.state)
    if not rows.update(state=state, ends_ask_at=None, closed_at=clock.now()):
        raise Conflict(_(CHANGED))
    end_offers(row)


def end_offers(row: SignUp) -> None:
    """What they had offered, and what was asked of them, is over."""
    now = clock.now()
    for rows in (PlaceOffer.objects.filter(sign_up=row), PlaceOffer.objects.filter(other=row)):
        rows.filter(state=Offer.ASKED).update(state=Offer.OVER, closed_at=now)
