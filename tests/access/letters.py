from types import SimpleNamespace

from last500.letters.actions import issue
from last500.letters.rules import Kind
from last500.people.models import Person
from tests.access.table import Row
from tests.cast import Cast

ROWS: list[Row] = []
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {}
NOT_WORDS: set[str] = {"Letter.code", "Letter.lines", "Letter.body"}


def life(cast: Cast, person: Person) -> None:
    issue(
        Kind.CERTIFICATE, place=cast.a, issuer="x", lines=[("甲", "乙")], body=["丙"], person=person
    )


def add(town: SimpleNamespace) -> None:
    """Nothing yet."""
