"""The activities of a branch as a table that can be taken away. It names nobody."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from last500.activities import formats, rules, words
from last500.activities.models import Activity, Role
from last500.activities.rules import Says, Side
from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.audiences import AUDIENCE_WORDS
from last500.places.models import Place
from last500.posts.rules import RISK_WORDS

# Beside what can be read back: who carries it, who said they come, how it stands.
STANDS = (N_("谁来办"), N_("来帮忙的人"), N_("来参加的人"), N_("到了的人"), N_("状态"))
_RISKS = {str(code): word for code, word in RISK_WORDS.items()}
STAND_KEYS = ("carried_by", "helpers_coming", "guests_coming", "came", "state")


def _wanted(actor: Actor, place: Place, period: Period) -> QuerySet[Activity]:
    rows = Activity.objects.run_by(actor).under(place.path)
    return rows.filter(
        starts_at__gte=clock.start_of(period.since),
        starts_at__lt=clock.start_of(period.until) + clock.DAY,
    )


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place, period).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = _wanted(actor, place, period).select_related("place", "lead", "project")
    found = list(wanted.prefetch_related("roles").order_by("starts_at", "pk")[:most])
    numbers = _numbers(found)
    for one in found:
        told = (words.carried_by(one), *numbers[one.pk].cells, _state(one))
        yield Row(cells=(*_plain(one), *told), about=one.pk)


def _plain(one: Activity) -> Iterator[object]:
    """As a table holds what JSON holds: our words for codes."""
    known: dict[str, Mapping[str, str]] = {"audience": AUDIENCE_WORDS, "risk": _RISKS}
    for code, value in formats.cells_of(one, one.roles.all()).items():
        if code in known:
            yield _(known[code][value])
        elif isinstance(value, list):
            yield "、".join(value)
        elif isinstance(value, bool):
            yield "yes" if value else "no"
        else:
            yield "" if value is None else value


@dataclass
class _Numbers:
    """Of one activity: heads that said they come, on either side; heads that were there."""

    said: Counter[str] = field(default_factory=Counter)
    there: int = 0

    @property
    def cells(self) -> tuple[object, ...]:
        """Fewer than five who were there are told to nobody outside: a few."""
        coming = (self.said[side] for side in (Side.HELPER, Side.PARTICIPANT))
        there = rules.shown_count(self.there)
        return (*coming, _("几位") if there is None else there)


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
        one.said[role.side] += role.said
        one.there += role.there
    return numbers


def _state(one: Activity) -> str:
    return _(rules.STATE_WORDS[rules.State(one.state)])


TABLE = Table(
    code="activities",
    name=N_("活动"),
    columns=(*formats.COLUMNS.values(), *STANDS),
    fields="",
    permission=Permission.ACTIVITY_EDIT,
    count=count,
    rows=rows,
    keys=(*formats.COLUMNS, *STAND_KEYS),
)
