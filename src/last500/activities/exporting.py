"""The activities of a branch as a table that can be taken away. It names nobody."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from last500.activities import rules, words
from last500.activities.models import Activity, Role
from last500.activities.rules import Says, Side
from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place

COLUMNS = (
    N_("活动"),
    N_("在哪个小区"),
    N_("谁来办"),
    N_("哪一天"),
    N_("几点"),
    N_("多少分钟"),
    N_("给谁办的"),
    N_("帮忙的位置"),
    N_("参加的位置"),
    N_("来帮忙的人"),
    N_("来参加的人"),
    N_("到了的人"),
    N_("状态"),
)


def _wanted(actor: Actor, place: Place, period: Period) -> QuerySet[Activity]:
    rows = Activity.objects.run_by(actor).under(place.path)
    return rows.filter(
        starts_at__gte=clock.start_of(period.since),
        starts_at__lt=clock.start_of(period.until) + clock.DAY,
    )


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place, period).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = _wanted(actor, place, period).select_related("place", "lead")
    found = list(wanted.order_by("starts_at", "pk")[:most])
    numbers = _numbers(found)
    for one in found:
        yield Row(cells=(*_facts(one), *numbers[one.pk].cells, _state(one)), about=one.pk)


@dataclass
class _Numbers:
    """Of one activity: places, and heads that said they come, on either side; heads that were."""

    places: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    there: int = 0

    @property
    def cells(self) -> tuple[int, ...]:
        sides = (Side.HELPER, Side.PARTICIPANT)
        places = (self.places[side] for side in sides)
        return (*places, *(self.said[side] for side in sides), self.there)


def _numbers(found: list[Activity]) -> dict[UUID, _Numbers]:
    """One statement for all."""
    numbers = {one.pk: _Numbers() for one in found}
    came = Q(sign_ups__came_at__isnull=False) | Q(sign_ups__here_at__isnull=False)
    coming = Q(sign_ups__state=Says.COMES)
    roles = Role.objects.filter(activity__in=numbers).annotate(
        said=Sum("sign_ups__heads", filter=coming, default=0),
        there=Sum("sign_ups__heads", filter=coming & came, default=0),
    )
    for role in roles:
        one = numbers[role.activity_id]
        one.places[role.side] += role.places
        one.said[role.side] += role.said
        one.there += role.there
    return numbers


def _facts(one: Activity) -> tuple[object, ...]:
    begins = clock.local(one.starts_at)
    return (
        one.title,
        one.place.name,
        words.carried_by(one),
        begins.date().isoformat(),
        f"{begins:%H:%M}",
        one.minutes,
        _(rules.AUDIENCE_WORDS[rules.Audience(one.audience)]),
    )


def _state(one: Activity) -> str:
    return _(rules.STATE_WORDS[rules.State(one.state)])


TABLE = Table(
    code="activities",
    name=N_("活动"),
    columns=COLUMNS,
    fields="",
    permission=Permission.ACTIVITY_EDIT,
    count=count,
    rows=rows,
)
