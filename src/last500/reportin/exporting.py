"""Who is reported in, as a table that can be taken away; nothing of party or unit is in it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from last500.base import clock, masking
from last500.base.actor import Actor
from last500.base.ids import shown_number
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch
from last500.reportin.models import ReportIn, ReportInQuerySet
from last500.reportin.queries import proofs_of, with_proofs
from last500.reportin.words import proof_names, skill_names

COLUMNS = (
    N_("小区"),
    N_("楼栋"),
    N_("称呼"),
    N_("志愿者编号"),
    N_("会什么"),
    N_("看过的证"),
    N_("愿意走多远"),
    N_("状态"),
    N_("报到日期"),
)
KEYS = (
    "compound", "building", "called", "number", "skills", "proofs", "reach", "state", "asked_on",
)  # fmt: skip


def _wanted(actor: Actor, place: Place) -> ReportInQuerySet:
    return ReportIn.objects.visible_to(actor).active().filter(place__path__range=branch(place.path))


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = with_proofs(_wanted(actor, place), clock.today())
    wanted = wanted.select_related("place", "building", "person__helper_number")
    for row in wanted.order_by("place__path", "asked_at")[:most]:
        own = getattr(row.person, "helper_number", None)
        yield Row(
            cells=(
                row.place.name,
                row.building.name if row.building else "",
                masking.name(row.person.name or row.person.called),
                shown_number(own.number) if own else "",
                _("、").join(skill_names(row.skills)),
                _("、").join(proof_names(sorted(proofs_of(row)))),
                str(row.get_reach_display()),
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
    keys=KEYS,
)
