"""Neighbours of a place who can do one kind of thing, asked into one team. Only ever asked.

Groups are the categories of teams; a desk sees how many there are, and below five "a few".
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level, branch
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState
from last500.reportin.rules import is_paused
from last500.teams import actions, queries, rules
from last500.teams.models import Team
from last500.teams.rules import Category

LOOKED_AT = 2000
TEAM_PLACES = (Level.COMPOUND, Level.COMMUNITY)
FEWEST_TOLD = 5  # fewer neighbours than this are "a few"


@dataclass(frozen=True)
class Group:
    """Neighbours of a place who can do one kind of thing. `count` is told from five on: `told`."""

    category: str
    word: str
    count: int
    team: Team | None  # one of that kind that is there already

    @property
    def told(self) -> int | None:
        return self.count if self.count >= FEWEST_TOLD else None


def reported_in(path: str) -> list[ReportIn]:
    """Confirmed neighbours below this path who do not rest, with person and place."""
    rows = ReportIn.objects.filter(
        state=MemberState.CONFIRMED, place__path__range=branch(path), person__restricted_at=None
    )
    today = clock.today()
    found = rows.select_related("person", "place").order_by("pk")[:LOOKED_AT]
    return [row for row in found if not is_paused(row.paused_until, today)]


def groups(actor: Actor, place: Place) -> list[Group]:
    """For the desk that arranges teams here; two statements."""
    if place.level not in TEAM_PLACES or not actor.may(Permission.TEAM_ARRANGE, place.path):
        return []
    skills = [set(row.skills) for row in reported_in(place.path)]
    standing = Team.objects.open().filter(place=place).order_by("founded_at")
    teams_now = {team.category: team for team in standing}
    found = []
    for category, wanted in rules.SKILLS.items():
        count = sum(1 for own in skills if own & wanted)
        if count:
            word = _(rules.CATEGORY_WORDS[category])
            found.append(Group(str(category), word, count, teams_now.get(str(category))))
    return found


@transaction.atomic
def gather(actor: Actor, place: Place, category: str) -> tuple[Team, int]:
    """Ask everybody here who can do it into one team; where there is none, one is founded first.

    Nobody is in it before they have said yes. Gives the team and how many were asked.
    """
    require(actor, Permission.TEAM_ARRANGE, place)
    if category not in set(Category) or not rules.SKILLS[Category(category)]:
        raise Refused(_("请选一类。"), "category")
    team = Team.objects.open().filter(place=place, category=category).order_by("founded_at").first()
    if team is None:
        word = _(rules.CATEGORY_WORDS[Category(category)])
        plan = actions.Plan(
            name=_("%(what)s队") % {"what": word},
            category=category,
            purpose=_("会这一行的邻居，活动和求助里搭把手。"),
            risk_note=_("没有特别的"),
        )
        team = actions.found(actor, place, plan)
    people = [row.person_id for row in queries.fitting(team)]
    return team, actions.invite(actor, team, people=people)
