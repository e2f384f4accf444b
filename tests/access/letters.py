from types import SimpleNamespace

from tests.access.table import Row

ROWS: list[Row] = []
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {}
NOT_WORDS: set[str] = {"Letter.code", "Letter.lines", "Letter.body"}


def add(town: SimpleNamespace) -> None:
    """Nothing yet."""
