"""Service records as a table that can be taken away: names masked, whom they served not in it."""

from collections.abc import Iterator

from django.db.models import QuerySet

from last500.base import clock, masking
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch
from last500.records.models import ServiceRecord

COLUMNS = (
    N_("小区"), N_("服务的人"), N_("种类"), N_("日期"), N_("开始"), N_("分钟"), N_("怎么来的"),
    N_("状态"), N_("谁确认的"),
)  # fmt: skip


def _wanted(actor: Actor, place: Place, period: Period) -> QuerySet[ServiceRecord]:
    return (
        ServiceRecord.objects.at_desks_of(actor)
        .live()
        .filter(
            place__path__range=branch(place.path),
            began_at__gte=clock.start_of(period.since),
            began_at__lt=clock.start_of(period.until + clock.DAY),
        )
    )


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place, period).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = _wanted(actor, place, period).select_related("place", "person")
    for row in wanted.order_by("began_at", "pk")[:most]:
        began = clock.local(row.began_at)
        yield Row(
            cells=(
                row.place.name,
                masking.name(row.person.name or row.person.called),
                row.word,
                f"{began:%Y-%m-%d}",
                f"{began:%H:%M}",
                row.minutes,
                str(row.get_source_display()),
                str(row.get_state_display()),
                str(row.get_confirmed_as_display()) if row.confirmed_as else "",
            ),
            about=row.pk,
            person=row.person_id,
        )


TABLE = Table(
    code="service-records",
    name=N_("服务记录"),
    columns=COLUMNS,
    fields="name,record",
    permission=Permission.RECORD_CONFIRM,
    count=count,
    rows=rows,
)
