"""Venture calls and their results as a table that can be taken away. It names nobody."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.calls import queries, rules
from last500.calls.models import Application, Call
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place

COLUMNS = (
    *(N_("编号"), N_("地方"), N_("征集"), N_("状态"), N_("收到哪天为止"), N_("一共（分）")),
    *(
        N_("申请的一方"),
        N_("项目"),
        N_("申请的状态"),
        N_("申请（分）"),
        N_("支持（分）"),
        N_("理由"),
    ),
)
KEYS = (
    *("number", "place", "call", "state", "closes_on", "total_fen"),
    *("applicant", "project", "stand", "asked_fen", "granted_fen", "reason"),
)


def _applications(actor: Actor, calls: list[Call]) -> dict[object, list[Application]]:
    """Of those the actor may read; a result that nobody has told yet stays inside."""
    found: dict[object, list[Application]] = {}
    rows = Application.objects.to_run(actor).filter(call__in=[one.pk for one in calls])
    for row in rows.select_related("organisation", "project").order_by("submitted_at"):
        found.setdefault(row.call_id, []).append(row)
    return found


def count(actor: Actor, place: Place, period: Period) -> int:
    calls = Call.objects.of_runner(actor).under(place.path)
    sent = Application.objects.to_run(actor).filter(call__in=calls.values("pk"))
    return calls.count() + sent.count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    """A row of each call, then one for each application to it."""
    calls = queries.all_on_desk(actor, place, most)
    sent = _applications(actor, calls)
    made = 0
    for call in calls:
        own = (
            call.number, call.place.name, call.title, _(rules.STATE_WORDS[rules.State(call.state)]),
            call.closes_on.isoformat(), call.total_fen,
        )  # fmt: skip
        for cells in [
            ("", "", "", "", "", ""),
            *(_cells(call, row) for row in sent.get(call.pk, [])),
        ]:
            if made == most:
                return
            made += 1
            yield Row(cells=(*own, *cells), about=call.pk)


def _cells(call: Call, row: Application) -> tuple[object, ...]:
    stand = rules.stand_shown(row.stand, told=call.told_at is not None)
    out = call.told_at is not None
    return (
        row.public_name,
        row.project.title if row.project else "",
        _(rules.STAND_WORDS[stand]),
        row.asked_fen,
        row.granted_fen or "" if out else "",
        row.reason if out else "",
    )


TABLE = Table(
    code="calls",
    name=N_("公益创投"),
    columns=COLUMNS,
    fields="",
    permission=Permission.CALL_RUN,
    count=count,
    rows=rows,
    dated=False,
    keys=KEYS,
)
