"""Who is reported in, as a table that can be taken away; nothing of party or unit is in it."""

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
from last500.places.rules import branch
from last500.reportin.models import ReportIn
from last500.reportin.skills import QUALIFICATION_BY_CODE, SKILL_BY_CODE

COLUMNS = (N_("小区"), N_("楼栋"), N_("称呼"), N_("会什么"), N_("状态"), N_("报到日期"))


def _wanted(actor: Actor, place: Place) -> QuerySet[ReportIn]:
    return ReportIn.objects.visible_to(actor).active().filter(place__path__range=branch(place.path))


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place).count()


def _skills(codes: list[str]) -> str:
    known = {code: skill.name for code, skill in SKILL_BY_CODE.items()}
    known |= {code: proof.name for code, proof in QUALIFICATION_BY_CODE.items()}
    return _("、").join(_(known[code]) for code in codes if code in known)


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = _wanted(actor, place).select_related("place", "building", "person")
    for row in wanted.order_by("place__path", "asked_at")[:most]:
        yield Row(
            cells=(
                row.place.name,
                row.building.name if row.building else "",
                masking.name(row.person.name or row.person.called),
                _skills(row.skills),
                str(row.get_state_display()),
                f"{clock.local(row.asked_at):%Y-%m-%d}",
            ),
            about=row.pk,
            person=row.person_id,
        )


TABLE = Table(
    code="report-ins",
    name=N_("报到的人"),
    columns=COLUMNS,
    fields="building,name,skills",
    permission=Permission.REPORT_IN_CONFIRM,
    count=count,
    rows=rows,
    dated=False,
)
