from types import SimpleNamespace

from last500.base import clock
from last500.covenants.models import Remark, Version
from last500.covenants.tests.world import opened
from last500.people.models import Person
from tests.access.table import Row, staff
from tests.cast import Cast

# A draft that is open for remarks hangs at the gate. Hua lives here and has remarked.
GONE = {"nobody": 302}
DESKS = ("lin", "he", "sun")


def _one(town: SimpleNamespace) -> tuple:
    return (town.covenant.pk,)


def _remark(town: SimpleNamespace) -> tuple:
    return (town.covenant_remark.pk,)


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _desk(status: int) -> dict[str, int]:
    return GONE | staff(status, *DESKS)


ROWS: list[Row] = [
    Row("covenants:at", 200, args=lambda town: (town.cast.a.slug,)),
    Row("covenants:show", 200, args=_one),
    Row("covenants:notice", 200, args=_one),
    Row("covenants:remark", 403, GONE | {"hua": 200, "chen": 200}, _one),
    Row("covenants:remark", 403, GONE | {"hua": 422, "chen": 422}, _one, "post"),
    Row("covenants:desk", 404, _desk(200), _compound),
    Row("covenants:new", 404, _desk(409), _compound, "post"),
    Row("covenants:change", 403, _desk(409), _one),
    Row("covenants:open", 403, _desk(409), _one),
    Row("covenants:adopt", 403, _desk(200), _one),
    Row("covenants:adopt", 403, _desk(422), _one, "post"),
    Row("covenants:step", 403, _desk(303), lambda town: (town.covenant.pk, "rework"), "post"),
    Row("covenants:look", 404, _desk(303) | {"hua": 403}, _remark, "post"),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = dict.fromkeys(
    [f"covenants:{name}" for name in ("at", "show", "notice", "remark")],
    "a covenant and its drafts hang at the gate",
) | dict.fromkeys(
    [row.name for row in ROWS if row.others == 403],
    "the version hangs at the gate, so a step that is not one's own is answered with 403",
)
NOT_WORDS: set[str] = set()


def add(town: SimpleNamespace) -> None:
    town.covenant = opened(town.cast)
    remark = Remark(version=town.covenant, person=town.cast.hua, said_at=clock.now())
    remark.words = "十点太早。"
    remark.save(force_insert=True)
    town.covenant_remark = remark


def life(cast: Cast, person: Person) -> None:
    """As who drafted, and as who remarked."""
    version = opened(cast)
    Version.objects.filter(pk=version.pk).update(made_by=person)
    remark = Remark(version=version, person=person, said_at=clock.now())
    remark.words = "十点太早。"
    remark.save(force_insert=True)
