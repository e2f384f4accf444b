"""What a seeded fault is made of."""

from dataclasses import dataclass

S = "src/last500"
POSTGRESQL = "postgresql"


@dataclass(frozen=True)
class Edit:
    """`old` stands in `file` exactly once and becomes `new`."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """`tests` are those that guard the place; `more` where one edit alone would not even start.

    A constraint is taken out of the model and of its migration together, so that the guard that
    compares the two is not what notices.
    """

    name: str
    breaks: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    database: str = "sqlite"
    more: tuple[Edit, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        return (Edit(self.file, self.old, self.new), *self.more)
