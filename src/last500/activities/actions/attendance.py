"""Who was there: the organiser's tick, one's own word, or the code on the table that asks for it.

None of it is asked of anybody, and no place is looked up. Of a helper's minutes a service record
arises (records.actions) that counts when somebody else has confirmed it; of a participant none.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.activities import rules
from last500.activities.actions.step import append, held_activity, me, move, require_run
from last500.activities.models import Activity, Role, SignUp
from last500.activities.rules import Action, Says, State
from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.people.models import Person
from last500.records import actions as records
from last500.records.rules import ConfirmedAs, Source
from last500.records.rules import State as RecordState

KIND = "activity_help"
MINUTES_MOST = 10 * 60  # a record holds no more


def _own(actor: Actor, role: Role) -> SignUp:
    rows = SignUp.objects.coming().filter(role=role, person=actor.person)
    row = rows.select_related("role__activity__place").first() if actor.person else None
    if row is None:
        raise Forbidden("does not come")
    return row


@transaction.atomic
def here(actor: Actor, role: Role) -> SignUp:
    """ "I am here": their own word, from an hour before the start until it is gone through."""
    row = _own(actor, role)
    now = clock.now()
    if not row.starts_at - rules.HERE_BEFORE <= now <= row.ends_at + rules.GONE_THROUGH_WITHIN:
        raise Conflict(_("还没到时候：开始前一小时起可以说。"))
    SignUp.objects.filter(pk=row.pk, here_at=None).update(here_at=now)
    row.refresh_from_db(fields=["here_at"])
    return row


@transaction.atomic
def helped(actor: Actor, role: Role, *, minutes: int) -> SignUp:
    """A helper's own word of how long they helped; it waits for the organiser's.

    Raises Refused when the minutes or the time cannot be, Conflict when it was said before.
    """
    person = me(actor)
    row = _own(actor, role)
    if not role.helps:
        raise Forbidden("participants keep no hours")
    now = clock.now()
    if not row.ends_at <= now <= row.ends_at + rules.GONE_THROUGH_WITHIN:
        raise Refused(_("活动结束以后五周里可以说；更早的请找组织的人。"), "minutes")
    if not 1 <= minutes <= MINUTES_MOST:
        raise Refused(_("一次最少 1 分钟，最多 10 小时。"), "minutes")
    said = SignUp.objects.filter(pk=row.pk, minutes=None, state=Says.COMES)
    if not said.update(minutes=minutes, here_at=row.here_at or now):
        raise Conflict(_("这一次已经记下了。"))
    row.minutes = minutes
    _enter(actor, row, person, confirmed=False)
    return row


def _enter(actor: Actor, row: SignUp, person: Person, *, confirmed: bool) -> None:
    """The service record of this sign-up; an organiser's tick also confirms one that waits."""
    record = records.enter(
        actor,
        person=person,
        place=row.role.activity.place,
        source=Source.ACTIVITY,
        about=row.pk,
        kind=KIND,
        began_at=row.starts_at,
        minutes=row.minutes or 0,
        confirmed_by=actor.person if confirmed else None,
        confirmed_as=ConfirmedAs.ORGANISER if confirmed else None,
    )
    if confirmed and record.state == RecordState.ENTERED:
        records.confirm(record, confirmed_by=actor.person, confirmed_as=ConfirmedAs.ORGANISER)


@transaction.atomic
def tick(actor: Actor, activity: Activity, present: Mapping[UUID, int]) -> list[UUID]:
    """The organiser goes through it: which sign-ups were there, helpers for how many minutes.

    Of whoever has said their minutes themselves, these are confirmed. It never confirms one's own:
    that waits for another organiser. Gives back those whose time could not be written down (they
    were recorded elsewhere at that time). Raises Conflict when somebody was faster.
    """
    require_run(actor, activity)
    activity = held_activity(activity)
    if activity.state not in {State.OPEN, *rules.OVER} or activity.ends_at > clock.now():
        raise Conflict(_("等活动结束以后再核对。"))
    ticking = Activity.objects.filter(pk=activity.pk, ticked_at=None)
    if not ticking.update(ticked_at=clock.now(), ticked_by=actor.person):
        raise Conflict(_("这一场已经有人核对过了。"))
    rows = SignUp.objects.coming().filter(role__activity=activity, pk__in=list(present))
    odd = []
    for row in rows.select_related("person", "role__activity__place").order_by("pk"):
        SignUp.objects.filter(pk=row.pk).update(came_at=clock.now())
        if row.role.helps and not _ticked(actor, row, present[row.pk]):
            odd.append(row.pk)
    _close(activity)
    append(activity, "ticked", actor)
    return odd


def _ticked(actor: Actor, row: SignUp, minutes: int) -> bool:
    try:
        with transaction.atomic():
            if row.minutes is None:
                row.minutes = max(1, min(minutes, MINUTES_MOST))
                SignUp.objects.filter(pk=row.pk).update(minutes=row.minutes)
            _enter(actor, row, row.person, confirmed=row.person_id != actor.person)
    except Refused:
        return False
    return True


def _close(activity: Activity) -> None:
    """Gone through: nothing more is to be done with it."""
    if activity.state == State.OPEN:
        move(activity, Action.HOLD)
    if activity.state == State.HELD:
        move(activity, Action.CLOSE, closed_at=clock.now())
