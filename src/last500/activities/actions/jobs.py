"""What happens when a moment has passed and nobody clicked: the worker's verbs.

Each takes a bounded number of rows, each row in a transaction of its own.
"""

from django.db import transaction
from django.db.models import F, Q

from last500.activities import rules
from last500.activities.actions.planning import call_off_for_good
from last500.activities.actions.step import (
    append,
    ask_next,
    close,
    freed,
    give_back,
    held,
    held_activity,
    move,
    people_coming,
    tell_about,
)
from last500.activities.models import Activity, PlaceOffer, Role, SignUp
from last500.activities.rules import Action, Offer, Says, State
from last500.base import clock
from last500.base.marking import N_

NEVER_OPENED = N_("没有开放报名，时间过了。")


def lapse_asks(limit: int = 200) -> int:
    """Nobody said yes in time: silence is no, the next one is asked."""
    rows = SignUp.objects.filter(state=Says.ASKED, ends_ask_at__lte=clock.now())
    return sum(_lapse(row) for row in rows.order_by("ends_ask_at").select_related("role")[:limit])


@transaction.atomic
def _lapse(row: SignUp) -> int:
    role = held(row.role)
    late = SignUp.objects.filter(pk=row.pk, state=Says.ASKED, ends_ask_at__lte=clock.now())
    found = late.first()
    if found is None:
        return 0
    close(found, Says.LAPSED)
    give_back(role, found.heads)
    freed(role)
    append(role.activity, "lapsed", role=role.name)
    return 1


def ask_again(limit: int = 100) -> int:
    """Free places beside a line; there are none unless a large party went elsewhere."""
    stuck = Q(sign_ups__state=Says.WAITING, taken__lt=F("places"))
    coming = Q(activity__state=State.OPEN, starts_at__gt=clock.now())
    rows = Role.objects.filter(stuck, coming).distinct().order_by("pk")
    return sum(_ask(role) for role in rows[:limit])


@transaction.atomic
def _ask(role: Role) -> int:
    return ask_next(held(role))


def remind_due(limit: int = 100) -> int:
    """Whoever comes hears of it once before the start; letters wait for the end of quiet hours."""
    rows = Activity.objects.filter(remind_at__lte=clock.now(), state=State.OPEN)
    return sum(_remind(one) for one in rows.order_by("remind_at")[:limit])


@transaction.atomic
def _remind(activity: Activity) -> int:
    due = Activity.objects.filter(pk=activity.pk, remind_at__lte=clock.now())
    if not due.update(remind_at=None):
        return 0
    activity = held_activity(activity)
    if activity.begun:
        return 0
    day = clock.local(activity.starts_at)
    when = f"{day.month}-{day.day} {day.hour}:{day.minute:02d}"
    people = people_coming(activity)
    tell_about("activity_soon", activity, people, when=when, where=_where(activity))
    return len(people)


def _where(activity: Activity) -> str:
    return activity.where or activity.place.name


def end_due(limit: int = 200) -> int:
    """What is over: held, closed after five weeks, never opened; offers nobody took."""
    now = clock.now()
    held_now = Activity.objects.filter(state=State.OPEN, ends_at__lte=now)
    done = sum(_hold(one) for one in held_now.order_by("ends_at")[:limit])
    edge = now - rules.GONE_THROUGH_WITHIN
    old = Activity.objects.filter(state=State.HELD, ends_at__lte=edge)
    done += sum(_close(one) for one in old.order_by("ends_at")[:limit])
    never = Activity.objects.filter(state=State.PLANNED, ends_at__lte=now)
    done += sum(_never(one) for one in never.order_by("ends_at")[:limit])
    offers = PlaceOffer.objects.waiting().filter(ends_at__lte=now)
    return done + offers.update(state=Offer.OVER, closed_at=now)


@transaction.atomic
def _hold(activity: Activity) -> int:
    activity = held_activity(activity)
    if activity.state != State.OPEN:
        return 0
    move(activity, Action.HOLD)
    rows = SignUp.objects.live().exclude(state=Says.COMES).filter(role__activity=activity)
    for row in rows.select_related("role"):
        if row.state == Says.ASKED:
            give_back(row.role, row.heads)
        close(row, Says.OVER)
    append(activity, "held")
    return 1


@transaction.atomic
def _close(activity: Activity) -> int:
    activity = held_activity(activity)
    if activity.state != State.HELD:
        return 0
    move(activity, Action.CLOSE, closed_at=clock.now())
    append(activity, "closed")
    return 1


@transaction.atomic
def _never(activity: Activity) -> int:
    activity = held_activity(activity)
    if activity.state != State.PLANNED:
        return 0
    call_off_for_good(activity, NEVER_OPENED)
    return 1
