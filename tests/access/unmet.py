from types import SimpleNamespace

from last500.base import clock
from last500.people.models import Person
from last500.unmet.models import NeedEvent, UnmetNeed
from last500.unmet.tests.world import unmet
from tests.access.table import Row, staff
from tests.cast import Cast

# Lin holds the compound's desk, He and Sun those above; Tang sets the mode of the
# county, Gao that of the city.
DESK = staff(200, "lin", "he", "sun")
GONE = {"nobody": 302}


def _need(town: SimpleNamespace) -> tuple:
    return (town.unmet_need.pk,)


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _county(town: SimpleNamespace) -> tuple:
    return (town.unmet_county.pk,)


# Other organisers reach the county or not; of those who do, only Tang and Gao set its mode.
MODE = GONE | staff(200, "tang", "gao") | staff(403, "op")
ROWS: list[Row] = [
    Row("unmet:desk", 404, GONE | DESK, _compound),
    Row("unmet:show", 404, GONE | DESK, _need),
    Row("unmet:set_aside", 404, GONE | DESK, _need),
    Row("unmet:set_aside", 404, GONE | staff(422, "lin", "he", "sun"), _need, "post"),
    # Nothing chosen: back to the list.
    Row("projects:from_needs", 404, GONE | staff(303, "lin", "he", "sun"), _compound),
    Row("projects:from_needs", 404, GONE | staff(303, "lin", "he", "sun"), _compound, "post"),
    Row("organisations:mode", 404, MODE, _county),
    Row("organisations:mode", 404, GONE | staff(422, "tang", "gao") | staff(403, "op"),
        _county, "post"),
]  # fmt: skip
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {}
NOT_WORDS: set[str] = {"UnmetNeed.category", "NeedEvent.action"}


def add(town: SimpleNamespace) -> None:
    town.unmet_need = UnmetNeed.objects.get(requests__request=unmet(town.cast))
    town.unmet_county = town.cast.street.parent


def life(cast: Cast, person: Person) -> None:
    """As the desk that answered a need."""
    now = clock.now()
    need = UnmetNeed.objects.create(
        place=cast.a, category="culture_neighbours", month=clock.today().replace(day=1),
        state="answered", reason="物业来做。", desk=cast.a, gathered_at=now,
    )  # fmt: skip
    NeedEvent.objects.create(need=need, at=now, action="set_aside", actor=person)
