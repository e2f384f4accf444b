"""Places of projects that are still free, for a desk's plan (dispatch.wanted)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef

from last500.base import clock
from last500.base.actor import Actor
from last500.dispatch.wanted import ADULT, LEVELS, Source, Wanted
from last500.posts.rules import Risk
from last500.projects.models import Project, ProjectRole, RoleClaim, RoleWait
from last500.projects.rules import TAKING, Waits
from last500.reportin.skills import needed_for

KIND = "project"


def wanted(actor: Actor, path: str, most: int) -> list[Wanted]:
    """Of projects below this path that take people, those that begin soonest; three statements.

    A role for whose places somebody waits is none: they are asked before anybody else.
    """
    line = RoleWait.objects.filter(role=OuterRef("pk"), state=Waits.WAITING)
    rows = ProjectRole.objects.filter(
        project__in=Project.objects.visible_to(actor).under(path).values("pk"),
        project__place__level__in=LEVELS,
        project__state__in=sorted(TAKING),
        project__until_on__gte=clock.today(),
        number__gt=F("taken") + F("brought"),
    ).exclude(Exists(line))
    rows = rows.select_related("project__place__parent__parent__parent")
    rows = rows.annotate(leader_index=F("project__leader__phone_index"))
    roles = list(rows.order_by("project__from_on", "pk")[:most])
    return _told(roles) if roles else []


def _told(roles: Sequence[ProjectRole]) -> list[Wanted]:
    """With whoever has or had a place in the same project, waits for one or once did."""
    projects = {role.project_id for role in roles}
    known: dict[UUID, set[UUID]] = defaultdict(set)
    met: dict[UUID, set[str]] = defaultdict(set)
    held = RoleClaim.objects.filter(role__project__in=projects)
    rows = held.values_list("role__project", "person", "person__phone_index", "ended_at")
    for project, person, index, ended_at in rows:
        known[project].add(person)
        if ended_at is None:
            met[project].add(index)
    waits = RoleWait.objects.filter(role__project__in=projects)
    for project, person, index, state in waits.values_list(
        "role__project", "person", "person__phone_index", "state"
    ):
        known[project].add(person)
        if state == Waits.ASKED:
            met[project].add(index)
    return [_one(role, out=known[role.project_id], met=met[role.project_id]) for role in roles]


def _one(role: ProjectRole, *, out: Collection[UUID], met: Collection[str]) -> Wanted:
    project = role.project
    runs = {key for key in (project.leader_id, project.proposed_by_id) if key is not None}
    risky = project.risk == Risk.HIGH
    return Wanted(
        kind=KIND,
        key=role.pk,
        title=project.title,
        role=role.title,
        link=f"/projects/{project.pk}/",
        place=project.place,
        free=role.missing,
        since=project.called_at or project.proposed_at,
        begins=clock.start_of(project.from_on),
        ends=clock.start_of(project.until_on + clock.DAY),
        dated=False,
        skills=(role.skill,) if role.skill else (),
        needs=needed_for([role.skill]),
        least_age=ADULT if risky else 0,
        risky=risky,
        out=frozenset(runs.union(out)),
        met=frozenset({*met, vars(role)["leader_index"]} - {None, ""}),
    )


def taken(people: Collection[UUID]) -> Mapping[UUID, int]:
    """In how many roles of projects that go on each of these stands; one statement."""
    rows = RoleClaim.objects.active().filter(
        person__in=people, role__project__state__in=sorted(TAKING)
    )
    counted = rows.order_by().values("person").annotate(n=Count("pk"))
    return Counter(dict(counted.values_list("person", "n")))


SOURCE = Source(wanted, taken)
