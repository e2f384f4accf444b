"""Retention that is carried out: what is due is erased, what is overdue is an error.

Each app says in its `retention.py`:
    RULES   what is erased when its term is over;
    STAYS   what stays although it looks like the same thing, and why (the negative list).
`run` finds what is due by asking the tables, so it may be killed at any moment and run again: the
rest is still due. Every batch is one transaction with its tombstone, which holds counts and
nothing personal (PIPL 19 and 47; ASVS 14.2.7).
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from last500.base import clock, worker
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.models import Erasure
from last500.base.privacy import Keep, days_of
from last500.base.scope import everything

log = logging.getLogger(__name__)

BATCH = 500
# A rule runs once a day: what is still there a day after its run was due is overdue.
GRACE = clock.DAY


class Then(StrEnum):
    ERASE = "erase"  # the fields become empty, the row stays
    DELETE = "delete"


class Stuck(Exception):
    """Rows are due but nothing of them changed: never loop over them."""


class Retention(Protocol):
    """What `run` needs of a rule; over rows (`Rule`) or over files (`Files`)."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def keep(self) -> Keep: ...

    def count(self, now: datetime) -> int: ...

    def step(self, now: datetime, most: int) -> int: ...


@dataclass(frozen=True)
class Rule:
    """Rows of a table whose term is over.

    `rows` gets the moment before which the term must have begun to be over, and answers with a
    query; `fields` are emptied (ERASE) or the rows deleted. `first` is done to the rows of a batch
    before their rows change: files go first, so that a crash leaves a row to be found again.
    `also` sets other columns of an erased row.
    """

    name: str
    title: str
    keep: Keep
    rows: Callable[[datetime], QuerySet[Any]]
    fields: tuple[str, ...] = ()
    first: Callable[[list[Any]], None] | None = None
    also: Callable[[], dict[str, Any]] = field(default=dict)

    @property
    def then(self) -> Then:
        return Then.ERASE if self.fields else Then.DELETE

    def due(self, now: datetime) -> QuerySet[Any]:
        rows = self.rows(now - days_of(self.keep) * clock.DAY)
        return rows.filter(still_there(rows.model, self.fields)) if self.fields else rows

    def count(self, now: datetime) -> int:
        return self.due(now).count()

    def step(self, now: datetime, most: int) -> int:
        """One batch; the condition stands in the changing statement too."""
        due = self.due(now)
        keys = list(due.order_by("pk").values_list("pk", flat=True)[:most])
        if not keys:
            return 0
        if self.first:
            self.first(list(due.filter(pk__in=keys)))
        chosen = due.model._base_manager.filter(pk__in=due.filter(pk__in=keys).values("pk"))
        if self.fields:
            gone = chosen.update(**empty_values(due.model, self.fields), **self.also())
        else:
            gone = chosen.delete()[1].get(due.model._meta.label, 0)
        if not gone and due.filter(pk__in=keys).exists():
            raise Stuck(self.name)
        return len(keys)


@dataclass(frozen=True)
class Files:
    """Files whose term is over: those a table no longer knows, or that outlived their use."""

    name: str
    title: str
    keep: Keep
    paths: Callable[[datetime], Iterator[Path]]

    def due(self, now: datetime) -> Iterator[Path]:
        return self.paths(now - days_of(self.keep) * clock.DAY)

    def count(self, now: datetime) -> int:
        return sum(1 for _path in self.due(now))

    def step(self, now: datetime, most: int) -> int:
        gone = 0
        for path in self.due(now):
            path.unlink(missing_ok=True)
            gone += 1
            if gone == most:
                break
        return gone


@dataclass(frozen=True)
class Stays:
    """One line of the negative list: what no run may touch, and why."""

    what: str
    why: str


def empty_values(model: type[models.Model], names: Iterable[str]) -> dict[str, Any]:
    return {name: _empty(model, name) for name in names}


def _empty(model: type[models.Model], name: str) -> Any:
    column = model._meta.get_field(name)
    if isinstance(column, SealedTextField):
        return b""
    if getattr(column, "null", False):
        return None
    if isinstance(column, models.JSONField):
        return column.get_default()
    return ""


def still_there(model: type[models.Model], names: Iterable[str]) -> Q:
    """Whether any of the fields still holds something."""
    found = Q()
    for name, empty in empty_values(model, names).items():
        found |= Q(**{f"{name}__isnull": False}) if empty is None else ~Q(**{name: empty})
    return found


# ---- all apps ----------------------------------------------------------------------------------


def declared(what: str) -> list[Any]:
    """The entries of a list (RULES, STAYS, …) in every app's `retention.py`, lower apps first."""
    found: list[Any] = []
    for app in apps.get_app_configs():
        if app.name.startswith("last500.") and find_spec(f"{app.name}.retention"):
            found += getattr(import_module(f"{app.name}.retention"), what, ())
    return found


def rules() -> list[Retention]:
    found = declared("RULES")
    if len({rule.name for rule in found}) != len(found):
        raise ValueError("two retention rules have the same name")
    return found


# ---- the run -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    rule: Retention
    count: int
    failed: str = ""


Progress = Callable[[Retention, int, int], None]


def run(*, dry: bool = False, progress: Progress | None = None) -> list[Outcome]:
    """Erase what is due; one outcome for each rule. Safe to kill and to run again.

    A rule that fails is written down and the others go on. `dry` only counts.
    """
    now, key = clock.now(), uuid7()
    with everything("retention erases what is due"):
        if dry:
            return [Outcome(rule, rule.count(now)) for rule in rules()]
        return [
            _carry_out(rule, now, key, progress) for rule in rules() if not worker.stopping.is_set()
        ]


def _carry_out(rule: Retention, now: datetime, key: UUID, progress: Progress | None) -> Outcome:
    done, total = 0, 0
    try:
        total = rule.count(now) if progress else 0
        while not worker.stopping.is_set():
            with transaction.atomic():
                gone = rule.step(now, BATCH)
                if gone:
                    _tombstone(rule, key, gone)
            if not gone:
                break
            done += gone
            if progress:
                progress(rule, done, max(done, total))
    except Exception as fault:  # whatever breaks one rule, the others are due all the same
        # The kind of the fault only: its text may quote what it could not erase.
        failed = type(fault).__name__
        log.error("retention: rule %s failed (%s)", rule.name, failed)
        _tombstone(rule, key, 0, failed)
        return Outcome(rule, done, failed)
    return Outcome(rule, done)


def _tombstone(rule: Retention, key: UUID, count: int, failed: str = "") -> None:
    stone, _made = Erasure.objects.get_or_create(
        run=key, rule=rule.name, defaults={"at": clock.now(), "days": days_of(rule.keep)}
    )
    stones = Erasure.objects.filter(pk=stone.pk)
    stones.update(count=F("count") + count, at=clock.now(), failed=failed)


@dataclass(frozen=True)
class Overdue:
    """What should be gone and is not. `failed` names the fault of the last try, if any."""

    rule: Retention
    count: int
    failed: str = ""


def overdue() -> list[Overdue]:
    """What was due more than a day ago and is still there, and rules whose last run failed."""
    now = clock.now()
    with everything("retention looks for what is overdue"):
        failed = _failing()
        found = []
        for rule in rules():
            fault = failed.get(rule.name, "")
            count = rule.count(now if fault else now - GRACE)
            if count:
                found.append(Overdue(rule, count, fault))
        return found


def _failing() -> dict[str, str]:
    """Rules whose latest tombstone is a failure."""
    latest: dict[str, str] = {}
    rows = Erasure.objects.filter(at__gte=clock.now() - 30 * clock.DAY).order_by("at", "pk")
    for name, failed in rows.values_list("rule", "failed"):
        latest[name] = failed
    return {name: failed for name, failed in latest.items() if failed}


def job() -> int:
    """The daily run: what stays overdue after it stands in the log as an error every day."""
    gone = sum(outcome.count for outcome in run())
    for one in overdue():
        log.error("retention: overdue: %s, %d still there %s", one.rule.name, one.count, one.failed)
    return gone
