"""The book as a table that can be taken away. It names nobody."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.ledger import rules
from last500.ledger.models import Entry
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch

COLUMNS = (
    *(N_("小区"), N_("第几笔"), N_("哪天的"), N_("哪天记的"), N_("种类"), N_("方向")),
    *(N_("收入（分）"), N_("支出（分）"), N_("对方"), N_("说明"), N_("冲正第几笔")),
    *(N_("更正第几笔"), N_("凭证指纹")),
)
KEYS = (
    *("place", "seq", "day", "posted_on", "kind", "direction", "in_fen", "out_fen"),
    *("counterparty", "words", "reverses", "replaces", "vouchers"),
)


def _entries(place: Place, period: Period) -> QuerySet[Entry]:
    rows = Entry.objects.filter(
        book__place__path__range=branch(place.path), day__gte=period.since, day__lte=period.until
    )
    rows = rows.select_related("book__place", "reverses", "replaces")
    return rows.order_by("book__place__path", "seq")


def count(actor: Actor, place: Place, period: Period) -> int:
    return _entries(place, period).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    for entry in _entries(place, period)[:most]:
        yield Row(cells=(entry.book.place.name, *cells(entry)), about=entry.pk)


def cells(entry: Entry) -> tuple[object, ...]:
    comes = entry.direction == rules.Direction.IN
    return (
        entry.seq,
        entry.day.isoformat(),
        entry.posted_on.isoformat(),
        _(rules.KIND_WORDS[rules.Kind(entry.kind)]),
        _(rules.DIRECTION_WORDS[rules.Direction(entry.direction)]),
        entry.amount_fen if comes else 0,
        0 if comes else entry.amount_fen,
        entry.counterparty,
        entry.words,
        entry.reverses.seq if entry.reverses else "",
        entry.replaces.seq if entry.replaces else "",
        entry.digests,
    )


TABLE = Table(
    code="ledger",
    name=N_("公共收益账"),
    columns=COLUMNS,
    fields="",
    permission=Permission.LEDGER_CONFIRM,
    count=count,
    rows=rows,
    keys=KEYS,
)
