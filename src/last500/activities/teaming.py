"""People who can do something, asked to one date; into a team they are asked by `gather`."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.activities.actions.step import append, require_run, tell_about
from last500.activities.models import Role, SignUp
from last500.activities.rules import State
from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.posts.rules import is_near
from last500.reportin import week
from last500.reportin.rules import is_minor
from last500.teams.gathering import Group, gather, groups, reported_in

ASKED_FOR_EACH = 3  # of those who fit, so many are asked for each place that is missing
ASKED_MOST = 30
__all__ = ["Group", "fitting", "gather", "groups", "invite_to"]


def fitting(role: Role) -> list[Person]:
    """Who could help here: can do it, is free then, goes that far, has not said anything yet."""
    activity = role.activity
    said = SignUp.objects.filter(role__activity=activity).values_list("person", flat=True)
    known = set(said)
    begins = clock.local(role.starts_at)
    start = begins.hour * 60 + begins.minute
    end = start + role.minutes
    found = []
    for row in reported_in(activity.place.path):
        free = week.free_on(row.windows, row.other_days, begins.date())
        fits = not role.skills or bool(set(role.skills) & set(row.skills))
        grown = not role.least_age or not is_minor(row.age)
        near = is_near(row.place.path, row.reach, activity.place.path)
        here = near or row.place.path.startswith(activity.place.path)
        then = any(a <= start and end <= b for a, b in free)
        if row.person_id not in known and fits and grown and here and then:
            found.append(row.person)
    return found


@transaction.atomic
def invite_to(actor: Actor, role: Role) -> int:
    """Tell some who fit that a hand is missing; whoever does not come need not answer.

    Raises Refused when nobody fits or nothing is missing, TooMany when it was done today.
    """
    activity = role.activity
    require_run(actor, activity)
    if not actor.may(Permission.ACTIVITY_EDIT, activity.place.path):
        raise Forbidden("a desk knows who can do what")
    if activity.state != State.OPEN or role.begun:
        raise Conflict(_("这场活动现在不能报名。"))
    if not role.helps or role.free == 0:
        raise Refused(_("这一项不缺人。"))
    limits.hit("activity-invite", str(role.pk), limits.ACTIVITY_INVITES)
    chosen = fitting(role)[: min(ASKED_MOST, ASKED_FOR_EACH * role.free)]
    if not chosen:
        raise Refused(_("现在没有合适又有空的邻居：可以放宽本领，或者换个时间。"))
    append(activity, "invited", actor, role=role.name)
    tell_about("activity_invited", activity, chosen, role=role.name)
    return len(chosen)
