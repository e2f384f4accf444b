"""A file of teams that the desk of compound A has brought, and what each desk reads in."""

from types import SimpleNamespace

from last500.base import clock
from last500.imports import actions
from last500.imports.kinds import KINDS
from last500.imports.models import Import, ImportLine
from last500.people.models import Person
from tests.access.table import Row, staff
from tests.cast import Cast

FILE = "name,category,purpose,risk_note\n修修队,repair,修水管,梯子\n".encode()
GONE = {"nobody": 302}

ROWS: list[Row] = [
    *(
        Row(
            f"imports:{name}",
            404,
            GONE | staff(200, "lin", "he", "sun"),
            args=lambda town, code=code: (town.cast.a.pk, code),
        )
        for code in ("posts", "teams", "rotas")
        for name in ("bring", "empty")
    ),
    # Which file?
    Row(
        "imports:bring",
        404,
        GONE | staff(422, "lin", "he", "sun"),
        args=lambda town: (town.cast.a.pk, "teams"),
        method="post",
    ),
    # Whoever brought it, and nobody else of the same desk.
    Row("imports:show", 404, GONE | staff(200, "lin"), args=lambda town: (town.import_run.pk,)),
    Row(
        "imports:show",
        404,
        GONE | staff(303, "lin"),
        args=lambda town: (town.import_run.pk,),
        method="post",
    ),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {}
NOT_WORDS: set[str] = {"Import.kind", "ImportLine.row_index"}


def walled(cast: Cast) -> None:
    """A row in both tables."""
    actions.stage(cast.actor("lin"), KINDS["teams"], cast.a, FILE, "队.csv")


def add(town: SimpleNamespace) -> None:
    cast = town.cast
    town.import_run = actions.stage(cast.actor("lin"), KINDS["teams"], cast.a, FILE, "队.csv")


def life(cast: Cast, person: Person) -> None:
    run = Import(kind="teams", place=cast.a, by=person, staged_at=clock.now())
    run.file_name = "队.csv"
    run.save(force_insert=True)
    ImportLine.objects.create(run=run, line=2, verdict="problem")
