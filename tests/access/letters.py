from types import SimpleNamespace

from last500.letters.actions import issue
from last500.letters.rules import Kind
from last500.people.models import Person
from tests.access.table import Row
from tests.cast import Cast

ROWS: list[Row] = [
    Row("letters:mine", 200, {"nobody": 302}),
    Row("letters:show", 404, {"nobody": 302, "wang": 200}, args=lambda town: (town.letter.pk,)),
    # Whoever holds the paper checks its code, signed in or not.
    Row("letters:check", 200),
    Row("letters:checked", 200, args=lambda town: (town.letter.code,)),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {"letters:checked": "the code is printed for whoever is handed the letter"}
NOT_WORDS: set[str] = {"Letter.code", "Letter.lines", "Letter.body", "Letter.names"}


def life(cast: Cast, person: Person) -> None:
    issue(
        Kind.CERTIFICATE,
        place=cast.a,
        issuer="x",
        lines=[("甲", "乙")],
        body=["丙"],
        person=person,
        names=["丁"],
    )


def add(town: SimpleNamespace) -> None:
    """A certificate of Wang's."""
    wang = town.cast.wang
    town.letter = issue(
        Kind.CERTIFICATE,
        place=town.cast.a,
        issuer="芙蓉苑党支部",
        lines=[("姓名", wang.name), ("服务时间", "3 小时")],
        person=wang,
    )
