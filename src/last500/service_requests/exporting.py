"""The desk's requests as a table that can be taken away: no telephone, no whole name, no door."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from last500.base import clock, masking
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.service_requests.categories import BY_CODE
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import STATE_WORDS, State

COLUMNS = (
    N_("受理号"),
    N_("小区"),
    N_("楼栋"),
    N_("类别"),
    N_("状态"),
    N_("提出时间"),
    N_("办结时间"),
    N_("值守写的一句话"),
    N_("称呼"),
)


def _wanted(actor: Actor, place: Place, period: Period) -> QuerySet[ServiceRequest]:
    rows = ServiceRequest.objects.visible_to(actor).under(place.path)
    return rows.filter(
        placed_at__gte=clock.start_of(period.since),
        placed_at__lt=clock.start_of(period.until + clock.DAY),
    )


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place, period).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = _wanted(actor, place, period).select_related("place", "building", "contact")
    wanted = wanted.defer("text", "answers", "comment", "link_key", "slip_code")
    for request in wanted.order_by("placed_at", "pk")[:most]:
        yield Row(
            cells=(
                str(request),
                request.place.name,
                request.building.name if request.building else "",
                _(BY_CODE[request.category].name) if request.category in BY_CODE else "",
                _(STATE_WORDS[State(request.state)]),
                f"{clock.local(request.placed_at):%Y-%m-%d %H:%M}",
                f"{clock.local(request.closed_at):%Y-%m-%d %H:%M}" if request.closed_at else "",
                request.summary,
                masking.name(request.contact.name) if request.contact.name else "",
            ),
            about=request.pk,
            contact=request.contact_id,
            person=request.contact.person_id,
        )


TABLE = Table(
    code="requests",
    name=N_("求助"),
    columns=COLUMNS,
    fields="building,name",
    permission=Permission.REQUEST_READ,
    count=count,
    rows=rows,
)
