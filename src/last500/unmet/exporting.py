"""Unmet needs as a table that can be taken away: counts, and nobody who asked."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.unmet import rules
from last500.unmet.models import UnmetNeed, UnmetNeedQuerySet
from last500.unmet.rules import State

COLUMNS = (
    *(N_("小区"), N_("类别"), N_("月份"), N_("件数"), N_("其中没人接"), N_("状态"), N_("怎么办")),
)
KEYS = ("place", "kind", "month", "count", "unmet", "state", "reason")


def _within(actor: Actor, place: Place, period: Period) -> UnmetNeedQuerySet:
    """Needs of the months in which the period lies."""
    rows = UnmetNeed.objects.visible_to(actor).under(place.path)
    return rows.filter(month__gte=rules.month_of(period.since), month__lte=period.until)


def count(actor: Actor, place: Place, period: Period) -> int:
    return _within(actor, place, period).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    found = _within(actor, place, period).select_related("place")
    for need in found.order_by("month", "place__path", "category")[:most]:
        yield Row(
            cells=(
                need.place.name,
                need.kind,
                need.month.isoformat()[:7],
                need.count,
                need.unmet,
                _(rules.STATE_WORDS[State(need.state)]),
                need.reason,
            ),
            about=need.pk,
        )


TABLE = Table(
    code="unmet_needs",
    name=N_("没人接和反复来的事"),
    columns=COLUMNS,
    fields="",
    permission=Permission.PROJECT_EDIT,
    count=count,
    rows=rows,
    keys=KEYS,
)
