"""People who can do something, in groups: asked into a team, or to one date. Only ever asked.

Groups are the categories of teams; a desk sees how many there are, and below five "a few".
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from last500.activities.actions.step import append, require_run, tell_about
from last500.activities.models import Role, SignUp
from last500.activities.rules import State
from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import Level, branch
from last500.posts.rules import is_near
from last500.reportin import week
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as ReportInState
from last500.reportin.rules import is_minor, is_paused
from last500.teams import actions as teams
from last500.teams import queries as team_queries
from last500.teams import rules as team_rules
from last500.teams.models import Team
from last500.teams.rules import Category

LOOKED_AT = 2000
ASKED_FOR_EACH = 3  # of those who fit, so many are asked for each place that is missing
ASKED_MOST = 30
TEAM_PLACES = (Level.COMPOUND, Level.COMMUNITY)


@dataclass(frozen=True)
class Group:
    """Neighbours of a place who can do one kind of thing. `count` is told from five on."""

    category: str
    word: str
    count: int
    team: Team | None  # one of that kind that is there already


def _reported_in(path: str) -> list[ReportIn]:
    rows = ReportIn.objects.filter(
        state=ReportInState.CONFIRMED, place__path__range=branch(path), person__restricted_at=None
    )
    today = clock.today()
    found = rows.select_related("person", "place").order_by("pk")[:LOOKED_AT]
    return [row for row in found if not is_paused(row.paused_until, today)]


def groups(actor: Actor, place: Place) -> list[Group]:
    """For the desk that arranges teams here; two statements."""
    if place.level not in TEAM_PLACES or not actor.may(Permission.TEAM_ARRANGE, place.path):
        return []
    skills = [set(row.skills) for row in _reported_in(place.path)]
    standing = Team.objects.open().filter(place=place).order_by("founded_at")
    teams_now = {team.category: team for team in standing}
    found = []
    for category, wanted in team_rules.SKILLS.items():
        count = sum(1 for own in skills if own & wanted)
        if count:
            word = _(team_rules.CATEGORY_WORDS[category])
            found.append(Group(str(category), word, count, teams_now.get(str(category))))
    return found


@transaction.atomic
def gather(actor: Actor, place: Place, category: str) -> tuple[Team, int]:
    """Ask everybody here who can do it into one team; where there is none, one is founded first.

    Nobody is in it before they have said yes. Gives the team and how many were asked.
    """
    require(actor, Permission.TEAM_ARRANGE, place)
    if category not in set(Category) or not team_rules.SKILLS[Category(category)]:
        raise Refused(_("请选一类。"), "category")
    team = Team.objects.open().filter(place=place, category=category).order_by("founded_at").first()
    if team is None:
        word = _(team_rules.CATEGORY_WORDS[Category(category)])
        plan = teams.Plan(
            name=_("%(what)s队") % {"what": word},
            category=category,
            purpose=_("会这一行的邻居，活动和求助里搭把手。"),
            risk_note=_("没有特别的"),
        )
        team = teams.found(actor, place, plan)
    people = [row.person_id for row in team_queries.fitting(team)]
    return team, teams.invite(actor, team, people=people)


# ---- to one date --------------------------------------------------------------------------------


def fitting(role: Role) -> list[Person]:
    """Who could help here: can do it, is free then, goes that far, has not said anything yet."""
    activity = role.activity
    said = SignUp.objects.filter(role__activity=activity).values_list("person", flat=True)
    known = set(said)
    begins = clock.local(role.starts_at)
    start = begins.hour * 60 + begins.minute
    end = start + role.minutes
    found = []
    for row in _reported_in(activity.place.path):
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
