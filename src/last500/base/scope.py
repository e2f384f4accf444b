"""In whose name the database is asked: an actor's, or with a written reason the house's own.

A statement on scoped tables outside of both raises `Unscoped`, in every environment. Pages get
their actor's scope from the middleware; jobs and commands run in `everything("why")`. On
PostgreSQL the same scope travels with each statement to row-level security (base/wall.py).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from last500.base import wall
from last500.base.actor import NOBODY, Actor


class Unscoped(Exception):
    """Scoped data was asked for in nobody's name."""


@dataclass(frozen=True)
class Public:
    """A model whose rows may be read in nobody's name; `why` says why that harms nobody."""

    why: str


@dataclass(frozen=True)
class Scoped:
    """A model that holds data of people or of a place's affairs.

    `walled` tables also stand behind row-level security on PostgreSQL.
    """

    walled: bool = False


SCOPED, WALLED = Scoped(), Scoped(walled=True)


def _nobody() -> Actor:
    return NOBODY


@dataclass(frozen=True, eq=False)
class Scope:
    """`why` is set where the house itself acts and everything may be read.

    `who` is asked late: most pages know their actor only after they have begun. The rest are
    narrow doors that a page has opened by naming exactly one thing.
    """

    why: str = ""
    who: Callable[[], Actor] = _nobody
    place: int | None = None  # the compound whose public page is addressed
    link: str = ""  # index of a private link, or a public number
    reached: frozenset[UUID] = field(default_factory=frozenset)  # requests a verb has checked
    # What was found out once and holds until the scope ends: one page, one job.
    kept: dict[object, Any] = field(default_factory=dict)


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


def acting_as(actor: Actor) -> Scope:
    return Scope(who=lambda: actor)


def widen(
    *, place: int | None = None, link: str | None = None, request: UUID | None = None
) -> None:
    """Open a narrow door until the end of this scope: one compound's public side, whatever one
    secret link or number names, or one request that a verb has just let the actor take a part in.

    It is no permission: the first gate stays where it is. It only tells the second wall.
    """
    scope = _current.get()
    if scope is None or scope.why:
        return
    _current.set(
        replace(
            scope,
            place=scope.place if place is None else place,
            link=scope.link if link is None else link,
            reached=scope.reached if request is None else scope.reached | {request},
        )
    )


# ---- the guard ----------------------------------------------------------------------------------

_WORDS = re.compile(r"\w+", re.ASCII)
_SHOWS_NO_ROWS = {"alter", "analyze", "begin", "comment", "commit", "create", "drop", "grant"} | {
    *("pragma", "reindex", "release", "revoke", "rollback", "savepoint", "set", "vacuum")
}


def _of(model: type) -> object:
    """Whoever declares nothing is scoped: forgetting fails closed."""
    return getattr(model, "scope", SCOPED)


@cache
def scoped_tables() -> frozenset[str]:
    from django.apps import apps

    own = (app for app in apps.get_app_configs() if app.name.startswith("last500."))
    models = (model for app in own for model in app.get_models(include_auto_created=True))
    return frozenset(m._meta.db_table for m in models if not isinstance(_of(m), Public))


@cache
def walled_tables() -> frozenset[str]:
    from django.apps import apps

    return frozenset(m._meta.db_table for m in apps.get_models() if _of(m) == WALLED)


def _asks_for(sql: str, tables: frozenset[str]) -> bool:
    """Whole words: one table's name may begin like another's."""
    return not tables.isdisjoint(_WORDS.findall(sql))


def guard(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Stands before every statement of every connection (base/apps.py): models, managers, related
    rows, raw SQL. Definitions of tables pass: they show no rows."""
    scope, text = _current.get(), str(sql)
    if scope is None:
        low = text.lower()
        verb = low.split(None, 1)[0] if low.strip() else ""
        if verb not in _SHOWS_NO_ROWS and _asks_for(low, scoped_tables()):
            raise Unscoped(f"asked in nobody's name: {text[:200]}")
        return execute(sql, params, many, context)
    if context["connection"].vendor == "postgresql" and _asks_for(text, walled_tables()):
        return wall.ask(_settings_of(scope), execute, sql, params, many, context)
    return execute(sql, params, many, context)


def _settings_of(scope: Scope) -> dict[str, str]:
    if scope.why:
        return {"everything": "1"}
    actor = scope.who()
    opened = actor.opened | scope.reached
    return {
        "person": str(actor.person or ""),
        "offices": "" if actor.second_factor_due else "1",
        "opened": ",".join(sorted(str(key) for key in opened)),
        "place": "" if scope.place is None else str(scope.place),
        "link": scope.link,
    }


# ---- pages --------------------------------------------------------------------------------------


class ScopeMiddleware:
    """Each request runs in the name of its own actor, whom nobody asks for before it matters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def who() -> Actor:
            return getattr(request, "actor", NOBODY)

        with within(Scope(who=who)):
            response: Any = self.get_response(request)
            if response.streaming:
                response.streaming_content = _in_this_scope(response.streaming_content)
        return response  # type: ignore[no-any-return]


def _in_this_scope(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A body that is made while it is sent is made in the scope of its request."""
    here, rest, end = copy_context(), iter(chunks), object()

    def streamed() -> Iterator[bytes]:
        while (chunk := here.run(next, rest, end)) is not end:
            yield chunk  # type: ignore[misc]

    return streamed()
