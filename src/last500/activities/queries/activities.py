"""Activities themselves: of a gate, of a desk, one's own; who may run one."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from last500.activities import rules
from last500.activities.models import Activity, ActivityEvent, Role
from last500.activities.rules import State
from last500.base import clock
from last500.base.actor import Actor
from last500.base.sealing import blind_index
from last500.organisations.models import Organisation
from last500.organisations.queries import is_liaison
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.units.queries import community_of, units_at

HERE_INDEX = "activities.here"
LISTED, PAST_LISTED = 40, 12


def may_run(actor: Actor, activity: Activity) -> bool:
    """Whether the actor organises this activity: the one place where that is decided."""
    if actor.may(Permission.ACTIVITY_EDIT, activity.place.path):
        return True
    if actor.person is None:
        return False
    if activity.leader_id == actor.person:
        return True
    return activity.lead is not None and is_liaison(actor, activity.lead)


def may_consent(actor: Actor, activity: Activity) -> bool:
    return actor.may(Permission.ACTIVITY_EDIT, activity.place.path)


def activity_or_none(actor: Actor, key: UUID) -> Activity | None:
    rows = Activity.objects.visible_to(actor).filter(pk=key)
    return rows.select_related("place", "lead", "project", "series", "booking").first()


def run_or_none(actor: Actor, key: UUID) -> Activity | None:
    """One that the actor organises; to everybody else its pages are not there."""
    rows = Activity.objects.run_by(actor).filter(pk=key)
    return rows.select_related("place", "lead", "project", "series", "booking").first()


def with_roles() -> Prefetch:
    return Prefetch("roles", queryset=Role.objects.order_by("order"))


def shown_at(actor: Actor, compound: Place) -> list[Activity]:
    """What comes here, in the community and in the street around: the next first.

    Two statements. What was called off stays to be read until its time would have passed.
    """
    rows = Activity.objects.shown().filter(
        place__in=path_steps(compound.path),
        state__in=[State.OPEN, State.HELD, State.CALLED_OFF],
        ends_at__gt=clock.now(),
    )
    rows = rows.select_related("place", "lead").prefetch_related(with_roles())
    return list(rows.order_by("starts_at", "pk")[:LISTED])


def held_at(compound: Place, most: int = PAST_LISTED) -> list[Activity]:
    """What was held here of late. One statement."""
    rows = Activity.objects.shown().filter(
        place__in=path_steps(compound.path),
        state__in=rules.OVER,
        ends_at__gt=clock.now() - 90 * clock.DAY,
    )
    return list(rows.select_related("place").order_by("-starts_at")[:most])


def on_desk(actor: Actor, desk: Place) -> list[Activity]:
    """What this desk looks after: what comes and what is to be gone through. Two statements."""
    rows = Activity.objects.run_by(actor).under(desk.path)
    wanted = Q(state__in=rules.COMING) | Q(state=State.HELD)
    rows = rows.filter(wanted).select_related("place", "lead").prefetch_related(with_roles())
    return list(rows.order_by("starts_at", "pk")[: 2 * LISTED])


def organised_by(actor: Actor) -> list[Activity]:
    """Those that the actor leads themselves, or for an organisation; none of a desk's."""
    if actor.person is None:
        return []
    rows = Activity.objects.run_by(Actor(person=actor.person))
    wanted = Q(state__in=rules.COMING) | Q(state=State.HELD)
    rows = rows.filter(wanted).select_related("place", "lead").prefetch_related(with_roles())
    return list(rows.order_by("starts_at", "pk")[:LISTED])


def following(activity: Activity) -> list[Activity]:
    """This date of a series and those after it that have not begun."""
    if activity.series_id is None:
        return [activity]
    rows = Activity.objects.filter(
        series=activity.series_id,
        starts_at__gte=activity.starts_at,
        starts_at__gt=clock.now(),
        state__in=rules.COMING,
    )
    return list(rows.select_related("place", "lead").order_by("starts_at")[: rules.SERIES_MOST])


def dates_of_series(activity: Activity, most: int = 12) -> list[Activity]:
    """Its other dates that are still to come."""
    if activity.series_id is None:
        return []
    rows = Activity.objects.shown().filter(series=activity.series_id, starts_at__gt=clock.now())
    return list(rows.exclude(pk=activity.pk).order_by("starts_at")[:most])


def of_project(project: UUID, most: int = 60) -> list[Activity]:
    """The dates of a project, for its own page; the first first."""
    rows = Activity.objects.shown().filter(project=project).select_related("place", "lead")
    return list(rows.prefetch_related(with_roles()).order_by("starts_at")[:most])


def open_near(paths: Iterable[int], since: datetime, most: int = 100) -> list[Activity]:
    """Open activities of these places from a moment on, with their roles: for the market."""
    rows = Activity.objects.filter(state=State.OPEN, place__in=list(paths), starts_at__gt=since)
    rows = rows.select_related("place", "lead").prefetch_related(with_roles())
    return list(rows.order_by("starts_at", "pk")[:most])


def by_here_key(key: str) -> Activity | None:
    """What the code on the table opens, as long as somebody may say that they are there."""
    if not 16 <= len(key) <= 64:
        return None
    rows = Activity.objects.filter(
        here_index=blind_index(HERE_INDEX, key), state__in=[State.OPEN, *rules.OVER]
    )
    return rows.select_related("place").first()


def leads_here(place: Place) -> list[Organisation]:
    """The organisations that may lead something here: those reported in to the community."""
    community = community_of(place)
    return units_at(community) if community is not None else []


def history(activity: Activity, most: int = 30) -> list[ActivityEvent]:
    rows = ActivityEvent.objects.filter(activity=activity)
    return list(rows.order_by("-at", "-pk")[:most])


def held_first(compound: Place) -> QuerySet[Activity]:
    """Those of the compound itself that were held and gone through, the first one first."""
    rows = Activity.objects.shown().filter(place=compound, state__in=sorted(rules.OVER))
    return rows.filter(ticked_at__isnull=False).order_by("ends_at", "pk")
