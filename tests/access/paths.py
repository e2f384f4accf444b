from types import SimpleNamespace

from last500.paths import actions
from tests.access.table import Row

# Lin has put a step aside in compound A. Nobody above the compound has a page of its path that
# others have not.
GONE = {"nobody": 302}
OWN = GONE | {"lin": 200}


def _slug(town: SimpleNamespace) -> tuple:
    return (town.cast.a.slug,)


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _step(code: str):
    return lambda town: (town.cast.a.pk, code)


ROWS: list[Row] = [
    Row("paths:at", 200, args=_slug),
    Row("paths:sheet", 200, args=_slug),
    Row("paths:lesson", 200, args=lambda town: ("chair",)),
    Row("paths:desk", 404, OWN, _compound),
    Row("paths:desk", 404, GONE, lambda town: (town.cast.community.pk,)),
    Row("paths:step", 404, OWN, _step("covenant")),
    Row("paths:begin", 404, GONE | {"lin": 303}, _compound, "post"),
    Row("paths:put_aside", 404, OWN, _step("covenant")),
    Row("paths:put_aside", 404, GONE | {"lin": 422}, _step("covenant"), "post"),
    Row("paths:take_up", 404, GONE | {"lin": 303}, _step("review"), "post"),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {
    "paths:at": "a compound's own path hangs at its gate, and names nobody",
    "paths:sheet": "the same on paper",
    "paths:lesson": "advice of ours, the same for everybody",
}
NOT_WORDS: set[str] = set()


def add(town: SimpleNamespace) -> None:
    lin = town.cast.actor("lin")
    town.aside = actions.put_aside(lin, town.cast.a, "review", reason="先不急着回头看。")
