from types import SimpleNamespace

from last500.people.models import Person
from last500.simulation import actions
from tests.access.table import Row, staff
from tests.cast import Cast

# Sun holds the street's desk, Tang is of the county: both try things out for the street.
GONE = {"nobody": 302}
TRIES = GONE | staff(200, "sun", "tang")


def _street(town: SimpleNamespace) -> tuple:
    return (town.cast.street.pk,)


def _trial(town: SimpleNamespace) -> tuple:
    return (town.trial.pk,)


ROWS: list[Row] = [
    Row("simulation:numbers", 200),
    Row("simulation:ways", 200),
    Row("simulation:desk", 404, TRIES, _street),
    Row("simulation:desk", 404, GONE, lambda town: (town.cast.community.pk,)),
    # Nothing ticked.
    Row("simulation:desk", 404, GONE | staff(422, "sun", "tang"), _street, "post"),
    Row("simulation:show", 404, TRIES, _trial),
    Row("simulation:cancel", 404, GONE | staff(303, "sun", "tang"), _trial, "post"),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {
    "simulation:numbers": "the model's numbers, the same for everybody",
    "simulation:ways": "what the ways of asking did in the model, the same for everybody",
}
NOT_WORDS: set[str] = {"Trial.why"}


def add(town: SimpleNamespace) -> None:
    cast: Cast = town.cast
    town.trial = actions.begin(cast.actor("sun"), cast.street, ["evenings", "wider"])


def life(cast: Cast, person: Person) -> None:
    """Nobody stands in a trial."""
