"""Helpers' places of dated activities that are still free, for a desk's plan (dispatch.wanted)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from last500.activities.models import Activity, Role, SignUp
from last500.activities.rules import Says, Side, State
from last500.base import clock
from last500.base.actor import Actor
from last500.dispatch.wanted import AHEAD, LEVELS, Source, Wanted
from last500.posts.queries import qualifications_for
from last500.posts.rules import Risk

KIND = "activity"


def wanted(actor: Actor, path: str, most: int) -> list[Wanted]:
    """Of open activities below this path within four weeks, the next first; two statements.

    A role for whose places somebody waits is none: they are asked before anybody else.
    """
    line = SignUp.objects.waiting().filter(role=OuterRef("pk"))
    rows = Role.objects.filter(
        activity__in=Activity.objects.visible_to(actor).under(path).values("pk"),
        activity__place__level__in=LEVELS,
        activity__state=State.OPEN,
        side=Side.HELPER,
        starts_at__gt=clock.now(),
        starts_at__lt=clock.now() + AHEAD,
        taken__lt=F("places"),
    ).exclude(Exists(line))
    rows = rows.select_related("activity__place__parent__parent__parent")
    rows = rows.annotate(leader_index=F("activity__leader__phone_index"))
    roles = list(rows.order_by("starts_at", "pk")[:most])
    return _told(roles) if roles else []


def _told(roles: Sequence[Role]) -> list[Wanted]:
    """With whoever said something at the same activity, or comes to another one at that time."""
    activities = {role.activity_id for role in roles}
    then = Q(pk=None)
    for role in roles:
        then |= Q(starts_at__lt=role.ends_at, ends_at__gt=role.starts_at)
    said = SignUp.objects.filter(Q(role__activity__in=activities) | (Q(state=Says.COMES) & then))
    known: dict[UUID, set[UUID]] = defaultdict(set)
    met: dict[UUID, set[str]] = defaultdict(set)
    busy = []
    rows = said.values_list(
        *("role__activity", "person", "person__phone_index", "state", "starts_at", "ends_at")
    )
    for activity, person, index, state, begins, ends in rows:
        known[activity].add(person)
        if state in (Says.COMES, Says.ASKED):
            met[activity].add(index)
        if state == Says.COMES:
            busy.append((person, begins, ends))
    return [
        _one(
            role,
            out=known[role.activity_id]
            | {who for who, a, b in busy if a < role.ends_at and role.starts_at < b},
            met=met[role.activity_id],
        )
        for role in roles
    ]


def _one(role: Role, *, out: Collection[UUID], met: Collection[str]) -> Wanted:
    activity = role.activity
    runs = {key for key in (activity.leader_id, activity.made_by_id) if key is not None}
    return Wanted(
        kind=KIND,
        key=role.pk,
        title=activity.title,
        role=role.name,
        link=f"/activities/{activity.pk}/",
        place=activity.place,
        free=role.free,
        since=activity.opened_at or activity.made_at,
        begins=role.starts_at,
        ends=role.ends_at,
        dated=True,
        skills=tuple(role.skills),
        needs=qualifications_for(role.skills),
        least_age=role.least_age,
        risky=activity.risk == Risk.HIGH,
        out=frozenset(runs.union(out)),
        met=frozenset({*met, vars(role)["leader_index"]} - {None, ""}),
    )


def taken(people: Collection[UUID]) -> Mapping[UUID, int]:
    """To how many dates each of these comes to help that are not over; one statement."""
    rows = SignUp.objects.coming().filter(
        person__in=people, role__side=Side.HELPER, ends_at__gt=clock.now()
    )
    counted = rows.order_by().values("person").annotate(n=Count("pk"))
    return Counter(dict(counted.values_list("person", "n")))


SOURCE = Source(wanted, taken)
