"""A row of a file as a rota. A file says no household's yes: each waits for the household's own
press by its link, or for its word as the desk takes it down."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.marking import N_
from last500.imports.cells import Cells, Reader, words
from last500.imports.kinds import Kind
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.queries import buildings_of
from last500.places.rules import Level
from last500.rotas import rules
from last500.rotas.actions.arranging import Arranging, arrange, look_over
from last500.rotas.models import Rota
from last500.rotas.rules import Pattern
from last500.service_requests.categories import CATEGORIES
from last500.service_requests.models import Spot

FORMAT = "last500-rotas-1"
# What a file of rotas says of one, out and in.
TOLD: dict[str, str] = {
    "key": N_("编号"),
    "place": N_("小区"),
    "building": N_("楼栋"),
    "title": N_("什么事"),
    "category": N_("类别"),
    "every": N_("多久一次"),
    "weekday": N_("周几"),
    "start": N_("几点开始"),
    "minutes": N_("多少分钟"),
    "wanted": N_("每次几个人"),
    "from": N_("从哪天"),
    "until": N_("到哪天"),
    "skips_holidays": N_("节假日不来"),
    "spot": N_("在哪儿"),
}
# Of the household. They come in, and never go out.
COLUMNS = TOLD | {
    "text": N_("每次要做什么"),
    "risk_note": N_("要留意的"),
    "name": N_("怎么称呼"),
    "phone": N_("电话"),
    "door": N_("单元和门牌"),
}
NEEDED = ("title", "category", "every", "weekday", "start", "from", "until", "phone")
_CATEGORIES = {kind.code: kind.name for kind in CATEGORIES}


def _arranging(place: Place, cells: Cells) -> Arranging:
    """Raises Refused with the sentence for this row."""
    row = Reader(COLUMNS, cells)
    pattern = _pattern(row)
    return Arranging(
        title=row.text("title"),
        text=row.text("text"),
        category=row.one_of("category", words(_CATEGORIES)),
        pattern=pattern,
        ends_on=_day(row, "until"),
        how=rules.OWN_PAGE,
        minutes=row.number("minutes", 60),
        wanted=row.number("wanted", 1),
        spot=row.one_of("spot", words({spot: spot.label for spot in Spot}), Spot.HOME),
        building=_building(place, row),
        skips_holidays=row.yes("skips_holidays", default=True),
        risk_note=row.text("risk_note"),
        name=row.text("name"),
        phone=row.text("phone"),
        door=row.text("door"),
    )


def _pattern(row: Reader) -> Pattern:
    """How often, as w1 to w8 and m1 to m5 or in our words. Raises Refused."""
    every = row.one_of("every", words(rules.EVERY_WORDS))
    return rules.pattern_of(every, row.weekday("weekday"), row.minute("start"), _day(row, "from"))


def _day(row: Reader, code: str) -> date:
    day = row.day(code)
    if day is None:
        raise row.fault(code)
    return day


def _building(place: Place, row: Reader) -> Place | None:
    name = row.text("building")
    if not name:
        return None
    found = [one for one in buildings_of(place) if one.name == name]
    if len(found) != 1:
        raise Refused(_("这个小区没有这一栋。"), "building")
    return found[0]


def _check(actor: Actor, place: Place, cells: Cells) -> None:
    look_over(_arranging(place, cells))


def _make(actor: Actor, place: Place, cells: Cells, index: str) -> Rota:
    return arrange(actor, place, _arranging(place, cells), import_index=index)


def cells_of(rota: Rota) -> dict[str, Any]:
    """A rota as plain values by code, without its household."""
    hour, minute = divmod(rota.start, 60)
    return {
        "key": str(rota.pk),
        "place": rota.place.name,
        "building": rota.building.name if rota.building else "",
        "title": rota.title,
        "category": rota.category,
        "every": rules.every_code(rota.pattern),
        "weekday": rota.weekday + 1,
        "start": f"{hour:02d}:{minute:02d}",
        "minutes": rota.minutes,
        "wanted": rota.wanted,
        "from": rota.starts_on.isoformat(),
        "until": rota.ends_on.isoformat(),
        "skips_holidays": "yes" if rota.skips_holidays else "no",
        "spot": rota.spot,
    }


KIND = Kind(
    code="rotas",
    name=N_("轮值"),
    format=FORMAT,
    columns=COLUMNS,
    needed=NEEDED,
    title="title",
    permission=Permission.ROTA_ARRANGE,
    levels=frozenset({Level.COMPOUND}),
    model=Rota,
    check=_check,
    make=_make,
    home="rotas:desk",
    note=N_("文件不能替住户同意：每一个都先问住户，住户点了同意，或者你记下了住户的话，才开始轮。"),
)
