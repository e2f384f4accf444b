"""In whose name the database is asked: an actor's, or with a written reason the house's own.

A query on scoped data outside of both raises `Unscoped`. Pages get their actor's scope from the
middleware; jobs, commands and the town builder say `with everything("why"):`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


class Unscoped(Exception):
    """Scoped data was asked for in nobody's name."""


@dataclass(frozen=True)
class Scope:
    """`why` is set where the house itself acts and everything may be read."""

    why: str = ""
    person: UUID | None = None
    opened: frozenset[UUID] = frozenset()


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current() -> Scope | None:
    return _current.get()


@contextmanager
def within(scope: Scope | None) -> Iterator[None]:
    token = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def everything(why: str) -> Iterator[None]:
    """The house's own work: a job, a command, the town builder. `why` is for the reader."""
    with within(Scope(why=why)):
        yield
