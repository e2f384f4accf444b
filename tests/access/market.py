"""The market: one page for everybody, of what their own apps would show them; it takes no form."""

from types import SimpleNamespace

from tests.access.table import Row


def slug_of(town: SimpleNamespace) -> tuple:
    return (town.cast.a.slug,)


ROWS: list[Row] = [
    Row("market:near", 200),
    Row("market:near", 200, query="?when=day&day=never&far=moon"),
    Row("market:at", 200, args=slug_of),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {
    "market:at": "a compound's public name; what of it is shown, each app decides",
}
NOT_WORDS: set[str] = set()


def add(town: SimpleNamespace) -> None:
    """Nothing of its own: the other parts have hung out what they have."""
