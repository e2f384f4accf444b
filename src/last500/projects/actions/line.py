"""The waiting line of a role that is full: whoever waits is asked before they are moved up.

Asked, they have the place kept for them until a moment; silence is no. In the order in which they
came, and nobody who comes later goes past them.
"""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.base.errors import Conflict, Forbidden
from last500.people.models import Person
from last500.projects.actions.step import held, told
from last500.projects.models import Project, ProjectRole, RoleClaim, RoleWait
from last500.projects.rules import TAKING, Waits

ANSWERS = timedelta(days=2)
IN_FRONT = 200


def own_wait(actor: Actor, role: ProjectRole) -> RoleWait | None:
    return RoleWait.objects.in_line().filter(role=role, person=actor.person).first()


def somebody_waits(role: ProjectRole) -> bool:
    return RoleWait.objects.filter(role=role, state=Waits.WAITING).exists()


def wait_for(person: UUID, role: ProjectRole) -> RoleWait:
    """At the end of the line; the project held, and what hinders asked before."""
    fresh = ProjectRole.objects.get(pk=role.pk)
    if fresh.missing and not somebody_waits(role):
        raise Conflict(_("刚好有空位，可以直接来。"))
    try:
        with transaction.atomic():
            return RoleWait.objects.create(
                role=role, person_id=person, state=Waits.WAITING, at=clock.now()
            )
    except IntegrityError:
        raise Conflict(_("你已经在排队了。")) from None


def take_place(role: ProjectRole) -> bool:
    """One more place taken, if one was left: check and act in one."""
    rows = ProjectRole.objects.filter(pk=role.pk, number__gt=F("taken") + F("brought"))
    return bool(rows.update(taken=F("taken") + 1))


def give_back(role: ProjectRole) -> None:
    ProjectRole.objects.filter(pk=role.pk).update(taken=F("taken") - 1)


def first_waiting(role: ProjectRole) -> list[RoleWait]:
    rows = RoleWait.objects.filter(role=role, state=Waits.WAITING).select_related("person")
    return list(rows.order_by("at", "pk")[:IN_FRONT])


def ask_next(project: Project, role: ProjectRole) -> int:
    """Keep each free place for whoever is next, and ask them. How many were asked.

    In the caller's transaction, the project held.
    """
    if project.state not in TAKING:
        return 0
    asked = 0
    for row in first_waiting(role):
        if not take_place(role):
            break
        if not _ask(row):  # out of the line at this very moment
            give_back(role)
            continue
        told("project_place", [row.person], project, CLOCK, role=role.title)
        asked += 1
    return asked


def _ask(row: RoleWait) -> bool:
    now = clock.now()
    rows = RoleWait.objects.filter(pk=row.pk, state=Waits.WAITING)
    return bool(rows.update(state=Waits.ASKED, asked_at=now, ends_at=now + ANSWERS))


def close(row: RoleWait, state: Waits) -> bool:
    """Out of the line, on condition that nothing else has happened to it."""
    rows = RoleWait.objects.filter(pk=row.pk, state=row.state)
    return bool(rows.update(state=state, ends_at=None, closed_at=clock.now()))


def say_yes(row: RoleWait) -> RoleClaim:
    """Take the place that is kept. Raises Conflict when the time for it is over."""
    late = row.state != Waits.ASKED or row.ends_at is None or row.ends_at <= clock.now()
    if late or not close(row, Waits.TOOK):
        raise Conflict(_("这一次的时间过了。还想来的话，可以再排队。"))
    return RoleClaim.objects.create(role=row.role, person_id=row.person_id, at=clock.now())


def let_go(project: Project, row: RoleWait, state: Waits) -> None:
    """In the caller's transaction, the project held: a place that was kept goes to the next."""
    if not close(row, state):
        raise Conflict(_("这一次的时间过了。还想来的话，可以再排队。"))
    if row.state == Waits.ASKED:
        give_back(row.role)
        ask_next(project, row.role)


@transaction.atomic
def decline_place(actor: Actor, role: ProjectRole) -> None:
    """No, thank you; or no longer waiting. Raises Forbidden for whoever stands in no line."""
    project = held(role.project)
    row = own_wait(actor, role)
    if row is None or actor.person is None:
        raise Forbidden("does not wait for this role")
    let_go(project, row, Waits.DECLINED if row.state == Waits.ASKED else Waits.LEFT)


def lapse_places(limit: int = 200) -> int:
    """Nobody said yes in time: silence is no, the next one is asked. The worker's verb."""
    rows = RoleWait.objects.filter(state=Waits.ASKED, ends_at__lte=clock.now())
    found = rows.select_related("role__project").order_by("ends_at")[:limit]
    return sum(_lapse(row) for row in found)


@transaction.atomic
def _lapse(row: RoleWait) -> int:
    project = held(row.role.project)
    try:
        let_go(project, row, Waits.LAPSED)
    except Conflict:  # they answered at this very moment
        return 0
    return 1


def leave_every_line(person: Person) -> None:
    """The account closes: the places that were kept for them go to the next."""
    rows = RoleWait.objects.in_line().filter(person=person).select_related("role__project")
    for row in rows:
        let_go(held(row.role.project), row, Waits.LEFT)


def end_lines(project: Project) -> None:
    """The project is over: nobody is asked any more."""
    rows = RoleWait.objects.in_line().filter(role__project=project)
    rows.update(state=Waits.LAPSED, ends_at=None, closed_at=clock.now())
