"""Units as a table that can be taken away, and as JSON that can be read in again (docs/formats.md).

The table shows liaisons masked; the JSON holds organisations and no person at all.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.units import queries, sentences
from last500.units.models import UnitReportIn

FORMAT, VERSION = "last500/units", 1
COLUMNS = (
    N_("社区"),
    N_("单位"),
    N_("类型"),
    N_("办公电话"),
    N_("联络员"),
    N_("状态"),
    N_("至少多少天做一次"),
    N_("报到日期"),
    N_("编号"),
)


def count(actor: Actor, place: Place, period: Period) -> int:
    return len(queries.all_on_desk(actor, place))


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    found = queries.all_on_desk(actor, place)[:most]
    speakers = queries.speakers([one.organisation_id for one in found])
    for one in found:
        names = [speaker.masked for speaker in speakers.get(one.organisation_id, [])]
        unit = one.organisation
        yield Row(
            cells=(
                one.community.name,
                unit.name,
                str(unit.get_kind_display()),
                unit.phone,
                _("、").join(names),
                sentences.state_words(one),
                one.rhythm_days,
                _day(one),
                one.external_number,
            ),
            about=one.pk,
            person=one.unit_agreed_by_id,
        )


def _day(one: UnitReportIn) -> str:
    moment = one.community_agreed_at if one.state == "agreed" else one.asked_at
    return f"{clock.local(moment):%Y-%m-%d}" if moment else ""


TABLE = Table(
    code="units",
    name=N_("报到单位"),
    columns=COLUMNS,
    fields="name",
    permission=Permission.UNIT_MANAGE,
    count=count,
    rows=rows,
    dated=False,
)


def as_json(place: Place, found: Iterable[UnitReportIn]) -> dict[str, Any]:
    """All about the organisations and their report-ins, nothing about who speaks for them."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "place": {"name": place.name, "code": place.code},
        "made_at": clock.local(clock.now()).isoformat(timespec="seconds"),
        "units": [
            {
                "id": str(one.organisation_id),
                "name": one.organisation.name,
                "kind": one.organisation.kind,
                "phone": one.organisation.phone,
                "external_number": one.external_number,
                "community": one.community.name,
                "community_code": one.community.code,
                "state": one.state,
                "waits_for": one.waits_for,
                "rhythm_days": one.rhythm_days,
                "offers": one.offers,
                "asked_on": f"{clock.local(one.asked_at):%Y-%m-%d}",
                "agreed_on": _day(one) if one.state == "agreed" else None,
            }
            for one in found
        ],
    }
