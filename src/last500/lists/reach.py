"""Who reads the lists of a community: its street's desks, and who reports in within that street.

The lists name organisations and groups, never a person, and are open to everybody who could act on
them: the desks, the liaisons of units reported in there, and the members reported in there.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from last500.base import clock
from last500.base.actor import Actor
from last500.organisations.models import Liaison
from last500.organisations.rules import Permission
from last500.places.rules import STEP, branch
from last500.reportin.models import ReportIn
from last500.reportin.rules import State
from last500.units.models import UnitReportIn

STREET = 3 * STEP  # length of a street's path: city, county, street


def own_organisations(actor: Actor) -> QuerySet[Liaison, dict]:
    """Keys of the organisations for which the actor speaks today, for a subquery."""
    rows = Liaison.objects.acting(clock.today()).filter(person=actor.person)
    return rows.values("organisation")


def reading(actor: Actor, community: str = "") -> Q:
    """Which communities' lists the actor may read; `community` is the path to it in the query."""
    here = f"{community}__" if community else ""
    seen = Q(pk=None)
    for permission in (Permission.LIST_EDIT, Permission.POST_EDIT):
        for path in actor.branches(permission):
            seen |= Q(**{f"{here}path__range": branch(path[:STREET])})
    if actor.person is None:
        return seen
    units = UnitReportIn.objects.agreed().filter(organisation__in=own_organisations(actor))
    members = ReportIn.objects.filter(
        person=actor.person,
        state=State.CONFIRMED,
        place__path__startswith=OuterRef(f"{here}parent__path"),
    )
    seen |= Q(**{f"{here}parent__in": units.values("community__parent")})
    return seen | Q(Exists(members))


def editing(actor: Actor, path: str, permission: Permission = Permission.LIST_EDIT) -> Q:
    """Rows whose place (`path` leads to its path) lies in a branch where the actor may act."""
    seen = Q(pk=None)
    for held in actor.branches(permission):
        seen |= Q(**{f"{path}__range": branch(held)})
    return seen
