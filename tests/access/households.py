from types import SimpleNamespace

from last500.base import clock
from last500.households import actions
from last500.households.models import Relation
from last500.households.rules import Kind
from last500.people.models import Person
from tests.access.table import Row, staff
from tests.cast import Cast

GONE = {"nobody": 302}
DESK = staff(200, "lin", "he", "sun")


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _relation(town: SimpleNamespace) -> tuple:
    return (town.relation.pk,)


def _door(town: SimpleNamespace) -> tuple:
    return (town.relation.household_id,)


def _slug(town: SimpleNamespace) -> tuple:
    return (town.cast.a.slug,)


ROWS: list[Row] = [
    Row("households:mine", 200, GONE),
    # Whoever says that they live here may say it; the desk answers.
    Row("households:claim", 200, GONE, _slug),
    Row("households:claim", 422, GONE, _slug, "post"),
    Row("households:end", 404, GONE | staff(200, "chen"), _relation),
    Row("households:end", 404, GONE | staff(303, "chen"), _relation, "post"),
    Row("households:desk", 404, GONE | DESK, _compound),
    Row("households:doors", 404, GONE | DESK, _compound),
    Row("households:door", 404, GONE | DESK, _door),
    Row("households:door", 404, GONE | staff(422, "lin", "he", "sun"), _door, "post"),
    # Nothing chosen.
    Row("households:decide", 404, GONE | staff(422, "lin", "he", "sun"), _relation, "post"),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {"households:claim": "the compound's name hangs at the gate"}
NOT_WORDS: set[str] = {"Household.import_index"}


def add(town: SimpleNamespace) -> None:
    cast = town.cast
    [town.relation] = actions.claim(
        cast.actor("chen"), cast.a, cast.building, "1502", [Kind.RESIDENT]
    )


def life(cast: Cast, person: Person) -> None:
    """As who lives there, and as the desk that has confirmed another's."""
    own = actions.find_or_make(cast.a, cast.building, "2001")
    other = actions.find_or_make(cast.a, cast.building, "2002")
    now = clock.now()
    seen = {"state": "confirmed", "seen": "known", "asked_at": now, "decided_at": now}
    Relation.objects.create(
        household=own, person=person, kind="resident", decided_by=cast.lin, **seen
    )
    Relation.objects.create(
        household=other, person=cast.hua, kind="owner", decided_by=person, **seen
    )
