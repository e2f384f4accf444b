"""Teams as a table that can be taken away: what they do and how many are in them, no person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch
from last500.teams.models import Team

COLUMNS = (
    N_("哪里"),
    N_("队名"),
    N_("类别"),
    N_("状态"),
    N_("人数"),
    N_("最多几人"),
    N_("有没有队长"),
    N_("居委会同意的日子"),
    N_("建队的日子"),
)

MOST = 2000


def _wanted(actor: Actor, place: Place) -> QuerySet[Team]:
    return Team.objects.visible_to(actor).filter(place__path__range=branch(place.path))


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = _wanted(actor, place).select_related("place")
    for team in wanted.order_by("place__path", "founded_at")[:most]:
        yield Row(
            cells=(
                team.place.name,
                team.name,
                str(team.get_category_display()),
                str(team.get_state_display()),
                team.taken,
                team.size,
                _("有") if team.leader_id else _("还没有"),
                _day(team.consented_at),
                _day(team.founded_at),
            ),
            about=team.pk,
        )


def as_json(actor: Actor, place: Place) -> dict[str, Any]:
    """The documented form (docs/formats.md): plain values, no person."""
    wanted = _wanted(actor, place).select_related("place")
    return {
        "format": "last500-teams-1",
        "teams": [
            {
                "place": team.place.name,
                "name": team.name,
                "category": team.category,
                "state": team.state,
                "members": team.taken,
                "size": team.size,
                "led": team.leader_id is not None,
                "consented_on": _day(team.consented_at),
                "founded_on": _day(team.founded_at),
            }
            for team in wanted.order_by("place__path", "founded_at")[:MOST]
        ],
    }


def _day(moment: datetime | None) -> str:
    return f"{clock.local(moment):%Y-%m-%d}" if moment else ""


TABLE = Table(
    code="teams",
    name=N_("服务队"),
    columns=COLUMNS,
    fields="",
    permission=Permission.TEAM_ARRANGE,
    count=count,
    rows=rows,
    dated=False,
)
