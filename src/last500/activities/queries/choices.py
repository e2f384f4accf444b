"""What an organiser may choose from on the form: rooms that are promised, projects they run."""

from uuid import UUID

from django.db.models import Q, QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.lists.models import Booking
from last500.organisations.models import Liaison
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch, path_steps
from last500.projects.models import Project
from last500.projects.rules import OPEN

MOST = 30
Choice = tuple[UUID, str]


def bookings_for(place: Place) -> list[Choice]:
    """Rooms that were promised to this place or the places around it. One statement."""
    rows = Booking.objects.holding().filter(
        for_place__in=path_steps(place.path),
        starts_at__gt=clock.now(),
        exclusive=True,
        state__in=["agreed", "held"],
    )
    found = rows.select_related("resource").order_by("starts_at")[:MOST]
    return [(one.pk, _told(one)) for one in found]


def _told(one: Booking) -> str:
    begins = clock.local(one.starts_at)
    return f"{begins.month}-{begins.day} {one.cell_words} · {one.resource.title}"


def run_here(actor: Actor, place: Place) -> QuerySet[Project]:
    """Projects that go on at this place or around it, and that the actor runs."""
    mine = Q(pk=None)
    for path in actor.branches(Permission.PROJECT_EDIT):
        mine |= Q(place__path__range=branch(path))
    if actor.person:
        speaks = Liaison.objects.acting(clock.today()).filter(person=actor.person)
        mine |= Q(leader=actor.person) | Q(lead__in=speaks.values("organisation"))
    rows = Project.objects.filter(mine, place__in=path_steps(place.path), state__in=OPEN)
    return rows.filter(consented_at__isnull=False)


def projects_for(actor: Actor, place: Place) -> list[Choice]:
    """What may be chosen of them. One statement."""
    return [(one.pk, one.title) for one in run_here(actor, place).order_by("title")[:MOST]]
