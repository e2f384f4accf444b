"""Projects themselves: one, at a gate, on a desk, one's own, and who could be asked."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from last500.base import clock
from last500.base.actor import Actor
from last500.organisations.models import Office, Organisation
from last500.organisations.queries import offices_that_may
from last500.organisations.rules import (
    PARTNERS,
    OrganisationKind,
    Permission,
)
from last500.places.models import Place
from last500.places.rules import branch, official_path, path_steps
from last500.projects import rules
from last500.projects.models import (
    PanelSeat,
    Partner,
    Party,
    Project,
    ProjectEvent,
    ProjectRole,
    RoleClaim,
    RoleWait,
)
from last500.projects.models.projects import own_organisations
from last500.projects.rules import PartnerState, SeatState, State
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState

LISTED, PAGE = 60, 20
_WITH = ("place__parent", "desk", "lead", "by_organisation", "leader", "parent__letter", "letter")


def one(actor: Actor, key: UUID) -> Project | None:
    return Project.objects.visible_to(actor).select_related(*_WITH).filter(pk=key).first()


def missing_people(rows: QuerySet[Project]) -> QuerySet[Project]:
    """With how many people are still wanted, as `missing`."""
    left = Sum(F("roles__number") - F("roles__taken") - F("roles__brought"))
    return rows.annotate(missing=left)


def at_gate(actor: Actor, place: Place) -> list[Project]:
    """What neighbours of a place see: here, in the community around, and what also happens here.

    What calls for people stands first. One statement.
    """
    rows = Project.objects.visible_to(actor).public().at(path_steps(place.path))
    counted = missing_people(rows).select_related("place", "lead")
    found = list(counted.order_by("-from_on", "pk")[:LISTED])
    order = [State.CALLED, State.RUNNING, State.STAFFED, State.FINISHED, State.EVALUATED]
    return sorted(found, key=lambda one: (*order, State.CLOSED).index(State(one.state)))


# What a desk looks at: its own word, and which states it holds.
PILES: dict[str, frozenset[State]] = {
    "weigh": frozenset({State.PROPOSED, State.REVIEWED}),
    "gather": frozenset({State.CALLED, State.STAFFED}),
    "run": frozenset({State.RUNNING}),
    "judge": frozenset({State.FINISHED, State.EVALUATED}),
    "over": rules.FINAL,
}


@dataclass
class Desk:
    projects: list[Project] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    more: bool = False


def on_desk(actor: Actor, desk: Place, pile: str = "", start: int = 0) -> Desk:
    """Two statements: a page of its projects, the next to be due first, and how many in a pile."""
    rows = Project.objects.of_desk(actor).under(desk.path)
    states = dict(rows.values_list("state").annotate(n=Count("pk")).order_by("state"))
    counts = {name: sum(states.get(one, 0) for one in pile_) for name, pile_ in PILES.items()}
    rows = rows.filter(state__in=PILES.get(pile, rules.OPEN))
    rows = rows.select_related("place", "lead", "desk")
    rows = rows.order_by(F("due_at").asc(nulls_last=True), "-closed_at", "pk")
    found = list(rows[start : start + PAGE + 1])
    return Desk(found[:PAGE], counts, len(found) > PAGE)


def all_on_desk(actor: Actor, desk: Place, most: int) -> list[Project]:
    rows = Project.objects.of_desk(actor).under(desk.path).select_related("place", "lead")
    return list(rows.order_by("place__path", "-proposed_at")[:most])


@dataclass
class Mine:
    """What waits for the reader, what they run, what they take part in."""

    seats: list[PanelSeat] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    run: list[Project] = field(default_factory=list)
    roles: list[RoleClaim] = field(default_factory=list)


def mine(actor: Actor) -> Mine:
    """Five statements."""
    if actor.person is None:
        return Mine()
    own = own_organisations(actor)
    me = Q(person=actor.person, organisation=None) | Q(organisation__in=own)
    seats = PanelSeat.objects.filter(me, state=SeatState.ASKED, project__state=State.PROPOSED)
    partners = Partner.objects.taking_part().filter(organisation__in=own)
    partners = partners.filter(project__state__in=rules.OPEN)
    parties = Party.objects.filter(me, agreed_at=None, project__state__in=rules.BEFORE_RUNNING)
    run = Project.objects.filter(
        Q(leader=actor.person) | Q(proposed_by=actor.person, by_neighbour=True) | Q(lead__in=own)
    )
    roles = RoleClaim.objects.active().filter(person=actor.person)
    return Mine(
        seats=list(seats.select_related("project__place", "organisation")[:PAGE]),
        partners=list(partners.select_related("project__place", "organisation")[:LISTED]),
        parties=list(parties.select_related("project__place", "organisation")[:PAGE]),
        run=list(run.select_related("place", "lead").order_by("-proposed_at")[:LISTED]),
        roles=list(roles.select_related("role__project__place").order_by("at")[:LISTED]),
    )


@dataclass(frozen=True)
class AskedHere:
    """Whether the reader is asked on this project: to weigh it, to take part, to sign."""

    weigh: bool = False
    take_part: bool = False
    sign: bool = False


def asked_here(actor: Actor, project: Project) -> AskedHere:
    """Three statements, none where nobody can be asked any more."""
    if actor.person is None or project.state not in rules.BEFORE_RUNNING | {State.RUNNING}:
        return AskedHere()
    own = own_organisations(actor)
    me = Q(person=actor.person, organisation=None) | Q(organisation__in=own)
    seats = PanelSeat.objects.filter(me, project=project, state=SeatState.ASKED)
    partners = Partner.objects.filter(organisation__in=own, project=project)
    parties = Party.objects.filter(me, project=project, agreed_at=None)
    return AskedHere(
        project.state == State.PROPOSED and seats.exists(),
        partners.filter(state=PartnerState.ASKED).exists(),
        project.state in rules.SIGNABLE and parties.exists(),
    )


def has_offers(project: Project) -> bool:
    """Whether an organisation waits for an answer. None where nobody can offer any more."""
    rows = Partner.objects.filter(project=project, state=PartnerState.OFFERED)
    return project.state in rules.OPEN and rows.exists()


# ---- one project ------------------------------------------------------------------------------


def roles_wanted(project: Project) -> list[ProjectRole]:
    return list(ProjectRole.objects.filter(project=project).order_by("order"))


def roles_held(actor: Actor, project: Project) -> set[UUID]:
    """The roles of a project in which the actor has a place."""
    if actor.person is None:
        return set()
    rows = RoleClaim.objects.active().filter(person=actor.person, role__project=project)
    return set(rows.values_list("role", flat=True))


def own_waits(actor: Actor, project: Project) -> dict[UUID, RoleWait]:
    """Where the actor stands in a line, by role; none where nobody comes any more."""
    if actor.person is None or project.state not in rules.TAKING:
        return {}
    rows = RoleWait.objects.in_line().filter(person=actor.person, role__project=project)
    return {row.role_id: row for row in rows}


def helpers(actor: Actor, project: Project) -> list[RoleClaim]:
    """Whoever has come, for the desk and whoever leads it."""
    rows = RoleClaim.objects.visible_to(actor).active().filter(role__project=project)
    return list(rows.select_related("person", "role").order_by("role__order", "at")[:500])


def history(project: Project) -> list[ProjectEvent]:
    return list(ProjectEvent.objects.filter(project=project).order_by("at", "pk")[:200])


def children(actor: Actor, project: Project) -> list[Project]:
    rows = Project.objects.visible_to(actor).filter(parent=project)
    return list(rows.select_related("place").order_by("from_on", "pk")[:LISTED])


# ---- who could be asked -----------------------------------------------------------------------


def _around(place: Place) -> str:
    return official_path(place.path, "community") or place.path


def officers(project: Project) -> list[Office]:
    """Whom the community's side may be asked of: each person once, by the nearest office."""
    but = [key for key in (project.proposed_by_id, project.leader_id) if key]
    found = offices_that_may(Permission.PROJECT_EDIT, project.place, but=but)
    return list({one.person_id: one for one in reversed(found)}.values())[::-1]


def neighbours(actor: Actor, project: Project) -> list[ReportIn]:
    """Reported-in neighbours of the community, for its desk to ask; without those with a stake."""
    rows = ReportIn.objects.visible_to(actor).filter(
        state=MemberState.CONFIRMED,
        place__path__range=branch(_around(project.place)),
        person__restricted_at=None,
    )
    offices = Office.objects.acting(clock.today())
    rows = rows.exclude(person__in=[project.proposed_by_id, project.leader_id])
    rows = rows.exclude(person__in=offices.values("person"))
    return list(rows.select_related("person", "place").order_by("place__path", "pk")[:200])


def organisations(project: Project, *kinds: str) -> list[Organisation]:
    """Of these kinds in the district, those with a liaison; the nearest first."""
    county = official_path(project.place.path, "county") or project.place.path
    rows = Organisation.objects.filter(
        kind__in=kinds or PARTNERS, ended_on=None, place__path__range=branch(county)
    )
    return list(rows.select_related("place").order_by("name")[:500])


def carriers(project: Project) -> list[Organisation]:
    """Who can stand on the second side: organisations from outside, and those of the desks here."""
    desks = Organisation.objects.filter(
        kind=OrganisationKind.COMPOUND_BRANCH,
        ended_on=None,
        place__path__range=branch(_around(project.place)),
    )
    return [*desks.order_by("name")[:100], *organisations(project)]


def places_near(place: Place) -> list[Place]:
    """Compounds and communities of the same street."""
    street = official_path(place.path, "street") or place.path
    rows = Place.objects.current().filter(path__range=branch(street))
    return list(rows.filter(level__in=["community", "compound"]).order_by("path")[:300])


def parents_for(actor: Actor, place: Place) -> list[Project]:
    """What a project of this place may hang under."""
    street = official_path(place.path, "street") or place.path
    rows = Project.objects.visible_to(actor).filter(
        state__in=rules.OPEN, parent=None, place__path__range=branch(street)
    )
    return list(rows.order_by("title")[:100])


def own_organisations_at(actor: Actor) -> list[Organisation]:
    if actor.person is None:
        return []
    rows = Organisation.objects.filter(pk__in=own_organisations(actor), ended_on=None)
    return list(rows.order_by("name")[:50])
