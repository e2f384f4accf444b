"""Questions about teams: whose, where, who is in them, who would fit, whom to ask."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.sealing import blind_index
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import Level, branch, official_path, path_steps
from last500.reportin.models import ReportIn
from last500.reportin.rules import is_paused
from last500.teams import rules
from last500.teams.models import Membership, Team, TeamEvent, TeamInvitation, TeamWord
from last500.teams.rules import Role, State

LINK_INDEX = "teams.link"
LOOKED_AT, LISTED, NAMED = 2000, 200, 30


def called(person: Person) -> str:
    """What team-mates call somebody; whoever has locked their data is a neighbour."""
    return (not person.restricted_at and person.called) or _("邻居")


def roles_of(actor: Actor, team: Team) -> frozenset[Role]:
    """In which roles the actor stands to this team. One statement."""
    roles = set()
    if actor.may(Permission.TEAM_ARRANGE, team.place.path):
        roles.add(Role.DESK)
    if actor.may(Permission.TEAM_CONSENT, team.place.path):
        roles.add(Role.COMMITTEE)
    if actor.person is None:
        return frozenset(roles)
    if membership_of(actor.person, team):
        roles.add(Role.MEMBER)
        if team.leader_id == actor.person:
            roles.add(Role.LEADER)
    else:
        roles.add(Role.NEIGHBOUR)
    return frozenset(roles)


def membership_of(person: UUID, team: Team) -> Membership | None:
    return Membership.objects.living().filter(team=team, person=person).first()


def one(actor: Actor, key: UUID) -> Team | None:
    rows = Team.objects.visible_to(actor).select_related("place", "leader")
    return rows.filter(pk=key).first()


def mine(actor: Actor) -> list[Team]:
    """The teams the actor is in, those they lead first. One statement."""
    if actor.person is None:
        return []
    own = Membership.objects.living().filter(person=actor.person)
    rows = Team.objects.open().filter(pk__in=own.values("team")).select_related("place", "leader")
    return sorted(rows[:50], key=lambda team: (team.leader_id != actor.person, team.name))


def asked(actor: Actor) -> list[TeamInvitation]:
    """What the actor is asked just now, oldest first."""
    rows = TeamInvitation.objects.visible_to(actor).waiting().filter(team__state__in=rules.OPEN)
    rows = rows.select_related("team__place", "team__leader")
    return list(rows.order_by("asked_at")[:20])


def near(actor: Actor, home: Place) -> list[Team]:
    """Open teams with room where the actor is reported in; without their own and those that ask."""
    rows = Team.objects.open().filter(place__in=path_steps(home.path), is_open=True)
    rows = rows.filter(taken__lt=F("size"))
    in_it = Membership.objects.living().filter(team=OuterRef("pk"), person=actor.person)
    asked_by = TeamInvitation.objects.waiting().filter(team=OuterRef("pk"), person=actor.person)
    rows = rows.filter(~Exists(in_it), ~Exists(asked_by)).select_related("place")
    return list(rows.order_by("name", "pk")[:20])


def at_gate(place: Place) -> list[Team]:
    """What a compound's board says of its teams and its community's: no person is named."""
    rows = Team.objects.open().filter(place__in=path_steps(place.path)).select_related("place")
    return list(rows.order_by("name", "pk")[:40])


def on_desk(actor: Actor, place: Place) -> list[Team]:
    """The teams of a branch: what is due first, then by place and name."""
    rows = Team.objects.visible_to(actor).open().filter(place__path__range=branch(place.path))
    rows = rows.select_related("place", "leader")
    return list(
        rows.order_by(F("leader_due_at").asc(nulls_last=True), "place__path", "name")[:LISTED]
    )


def ended_on_desk(actor: Actor, place: Place, limit: int = 10) -> list[Team]:
    rows = Team.objects.visible_to(actor).filter(state=State.ENDED)
    rows = rows.filter(place__path__range=branch(place.path)).select_related("place")
    return list(rows.order_by("-ended_at")[:limit])


def members(actor: Actor, team: Team) -> list[Membership]:
    """Who is in the team, as far as the actor may see it; in the order in which they came."""
    rows = Membership.objects.visible_to(actor).filter(team=team, left_at=None)
    return list(rows.select_related("person").order_by("joined_at", "pk")[: rules.MOST])


def words(team: Team, limit: int = 5) -> list[TeamWord]:
    return list(TeamWord.objects.filter(team=team).order_by("-at")[:limit])


def history(team: Team, limit: int = 30) -> list[TeamEvent]:
    return list(TeamEvent.objects.filter(team=team).order_by("-at", "-pk")[:limit])


def waiting(team: Team) -> int:
    """How many are asked to join and have not answered; not who."""
    return (
        TeamInvitation.objects.waiting().filter(team=team, to="join").exclude(person=None).count()
    )


def leading_is_offered(team: Team) -> TeamInvitation | None:
    return TeamInvitation.objects.waiting().filter(team=team, to="lead").first()


def by_link(key: str) -> TeamInvitation | None:
    index = blind_index(LINK_INDEX, key)
    rows = TeamInvitation.objects.waiting().filter(key_index=index, team__state__in=rules.OPEN)
    return rows.select_related("team__place").first()


# ---- whom to ask --------------------------------------------------------------------------------


def fitting(team: Team) -> list[ReportIn]:
    """Confirmed neighbours of the team's place whose skills fit its kind, who do not rest, are not
    in it, not asked, and have neither said no nor left of late. Two statements."""
    rows = _left_alone(team, _confirmed().filter(place__path__range=branch(team.place.path)))
    today = clock.today()
    return [
        row
        for row in rows.order_by("pk")[:LOOKED_AT]
        if not is_paused(row.paused_until, today) and rules.fits(team.category, set(row.skills))
    ]


def by_phone(team: Team, indexes: Collection[str]) -> dict[str, Person]:
    """Those of these telephones who are reported in in the team's community and may be asked."""
    near = official_path(team.place.path, Level.COMMUNITY)
    if near is None or not indexes:
        return {}
    rows = _confirmed().filter(place__path__range=branch(near), person__phone_index__in=indexes)
    today = clock.today()
    return {
        row.person.phone_index: row.person
        for row in _left_alone(team, rows)
        if not is_paused(row.paused_until, today)
    }


def _left_alone(team: Team, rows: QuerySet[ReportIn]) -> QuerySet[ReportIn]:
    """Without those who are in it, are asked, or have said no or left of late."""
    since = clock.now() - rules.LEFT_ALONE
    invited = TeamInvitation.objects.filter(team=team, person=OuterRef("person"))
    asked_or_no = invited.filter(
        Q(answer="asked", ends_at__gt=clock.now()) | Q(answer="refused", answered_at__gt=since)
    )
    been = Membership.objects.filter(team=team, person=OuterRef("person"))
    been = been.filter(Q(left_at=None) | Q(left_at__gt=since))
    return rows.filter(~Exists(asked_or_no), ~Exists(been))


def _confirmed() -> QuerySet[ReportIn]:
    rows = ReportIn.objects.filter(state="confirmed", person__restricted_at=None)
    return rows.select_related("person", "place")


def home_of(person: UUID) -> ReportIn | None:
    """Where somebody is reported in and confirmed."""
    return _confirmed().filter(person=person).first()


def working_at(place: Place) -> list[Team]:
    """Teams a desk may ask for help at this place: only those that work."""
    rows = Team.objects.filter(place__in=path_steps(place.path), state=State.WORKING)
    return list(rows.select_related("place").order_by("name", "pk")[:20])


def members_to_ask(team: Team) -> list[UUID]:
    """The people behind a working team, to be invited one by one; of any other team nobody."""
    if team.state != State.WORKING:
        return []
    rows = Membership.objects.living().filter(team=team, person__restricted_at=None)
    return list(rows.order_by("slot").values_list("person", flat=True)[: rules.MOST])


def people_in(team: Team, *, but: Iterable[UUID] = ()) -> list[Person]:
    """Whom a message to the team reaches."""
    rows = Membership.objects.living().filter(team=team, person__restricted_at=None)
    rows = rows.exclude(person__in=list(but)).select_related("person")
    return [row.person for row in rows[: rules.MOST]]
