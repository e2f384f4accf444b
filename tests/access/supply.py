from types import SimpleNamespace

from last500.base import clock
from last500.dispatch.models import HelpAsk, SupplySheet
from last500.places.models import Place
from tests.access.table import Row, staff

_READS = staff(200, "he", "sun", "tang", "gao")
# Who reads figures of a branch without a desk in it reads the map, and presses nothing.
ROWS: list[Row] = [
    Row(
        "supply:home", 403, {"nobody": 302, **staff(303, "lin", "qian", "he", "sun", "tang", "gao")}
    ),
    Row(
        "supply:show",
        404,
        {"nobody": 302, "lin": 200} | _READS,
        args=lambda town: (town.cast.a.pk,),
    ),
    *(
        Row(name, 404, {"nobody": 302} | _READS, args=lambda town: (town.cast.community.pk,))
        for name in ("supply:show", "supply:sheet")
    ),
    Row(
        "supply:show",
        404,
        {"nobody": 302} | staff(200, "sun", "tang", "gao"),
        args=lambda town: (town.cast.street.pk,),
    ),
    # A building has no map.
    Row("supply:show", 404, {"nobody": 302}, args=lambda town: (town.cast.building.pk,)),
    Row(
        "supply:open",
        404,
        {"nobody": 302} | staff(303, "he", "sun") | staff(403, "tang", "gao"),
        args=lambda town: (town.cast.community.pk,),
        method="post",
    ),
    # Whom, for what?
    Row(
        "supply:ask",
        404,
        {"nobody": 302} | staff(409, "he", "sun") | staff(403, "tang", "gao"),
        args=lambda town: (town.cast.community.pk,),
        method="post",
    ),
    Row(
        "supply:answer",
        404,
        {"nobody": 302} | staff(303, "he", "sun"),
        args=lambda town: (town.cast.community.pk, town.help_ask.pk),
        method="post",
    ),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {}
NOT_WORDS: set[str] = set()


def add(town: SimpleNamespace) -> None:
    """A map with all there is to show, what could be asked, and a question from another desk."""
    cast = town.cast
    far = Place.objects.get(pk=cast.b.parent_id)
    figures = [
        ["repair", "wm", 12, 2],
        ["repair", "wa", 10, 9],
        ["repair", "we", 4, 9],
        ["repair", "sm", 0, 3],
        ["repair", "sa", 0, 0],
        ["repair", "se", 9, 4],
        ["repair", "any", 3, 0],
        ["care", "day", 40, 8],
        ["care", "we", 6, 7],
        ["care", "weekend", 3, 12],
        ["care", "any", 8, 0],
        ["papers", "all", None, 14],
        ["children", "all", 6, 6],
    ]
    proposals = [[cast.community.pk, far.pk, "care", 24, "district"]]
    for place, own, known in (
        (cast.street, figures, proposals),
        (cast.community, figures, proposals),
        (cast.a, figures[-2:], []),
        (cast.c, [], []),
    ):
        SupplySheet.objects.create(
            place=place,
            made_at=clock.now(),
            silent=not own,
            figures=own,
            proposals=known,
            undeclared=7 if own else None,
        )
    town.help_ask = HelpAsk.objects.create(
        place=far, asked=cast.community, group="care", hours=24, asked_at=clock.now()
    )
