"""Who acts: one argument that carries the person, their offices and the door they came through."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Door(StrEnum):
    WEB = "web"
    LINK = "link"  # a private link or number plus four digits: no account
    IMPORT = "import"
    CLOCK = "clock"  # the worker, when a deadline has run out
    COMMAND = "command"


@dataclass(frozen=True)
class Grant:
    """What one office allows on one branch of the tree of places."""

    office: UUID
    path: str
    permissions: frozenset[str]
    # Break-glass: it ends by itself, and may hold for one single request instead of the branch.
    until: datetime | None = None
    only: UUID | None = None

    def holds(self, permission: str, path: str) -> bool:
        return self.only is None and permission in self.permissions and path.startswith(self.path)


@dataclass(frozen=True)
class Actor:
    person: UUID | None = None
    grants: tuple[Grant, ...] = ()
    door: Door = Door.WEB
    # Ids of the requests that a private link in this session has opened.
    opened: frozenset[UUID] = field(default_factory=frozenset)
    # Holds an office, but has not shown the second factor in this session: no grants until then.
    second_factor_due: bool = False

    def may(self, permission: str, path: str) -> bool:
        return any(grant.holds(permission, path) for grant in self.grants)

    def branches(self, permission: str) -> tuple[str, ...]:
        """Paths under which the permission holds; shortest first, none inside another."""
        paths: list[str] = []
        held = {g.path for g in self.grants if permission in g.permissions and g.only is None}
        for path in sorted(held, key=len):
            if not any(path.startswith(known) for known in paths):
                paths.append(path)
        return tuple(paths)

    def office_at(self, permission: str, path: str) -> UUID | None:
        """The office that allows it here: the nearest one, for the history row."""
        fitting = [grant for grant in self.grants if grant.holds(permission, path)]
        return max(fitting, key=lambda g: len(g.path)).office if fitting else None

    @property
    def glass(self) -> tuple[Grant, ...]:
        """What the actor may read by break-glass just now."""
        return tuple(grant for grant in self.grants if grant.until is not None)

    @property
    def looked_into(self) -> frozenset[UUID]:
        """The single requests that a break-glass opens."""
        return frozenset(grant.only for grant in self.grants if grant.only is not None)


NOBODY = Actor()
CLOCK = Actor(door=Door.CLOCK)
