"""Re-sealing with a new key or algorithm while the site works, and what is sealed with which.

What is left to do stands in the values themselves (algorithm and key id are their first bytes),
so a run that was cut off is continued by the next one. A row is changed only where it still
holds the bytes that were read: what the site has written meanwhile is never overwritten.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F, Func, Q

from last500.base import sealing
from last500.base.fields import SealedTextField, sealed_fields
from last500.base.keyfile import KeyTrouble

BATCH = 1000
# On SQLite there is one writer: between two batches the site gets its turn, seconds.
BREATH = 0.02
# Values written meanwhile, or held by somebody, are found by going through again.
PASSES = 100

Row = tuple[Any, tuple[bytes, ...]]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Column:
    """One sealed column; its name as the reports say it."""

    model: type[models.Model]
    field: SealedTextField

    def __str__(self) -> str:
        return f"{self.model._meta.db_table}.{self.field.column}"


@dataclass
class Outcome:
    """What a run has done. `unreadable` counts values per column that no key of ours opens."""

    changed: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)


def columns() -> list[Column]:
    """Every sealed column of every model."""
    return [
        Column(model, field)
        for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table)
        for field in sealed_fields(model)
    ]


# ---- what is there ------------------------------------------------------------------------------


def heads() -> dict[Column, Counter[bytes]]:
    """How many values of each column begin with which two bytes; counted by the database."""
    return {column: _heads_of(column) for column in columns()}


def _heads_of(column: Column) -> Counter[bytes]:
    rows = column.model._base_manager.order_by().exclude(**{column.field.name: ""})
    counted = rows.annotate(head=_head(column.field)).values("head").annotate(n=models.Count("*"))
    return Counter({bytes(row["head"]): row["n"] for row in counted})


def _head(column: SealedTextField) -> Func:
    parts = (F(column.name), 1, sealing.HEAD)
    return Func(*parts, function="SUBSTR", output_field=models.BinaryField())


# Folders of sealed files, named by the apps that keep them; they end by themselves within days and
# are not sealed anew, so their key has to stay as long.
FOLDERS: list[Callable[[], Path]] = []


def _files_under(number: int) -> dict[str, int]:
    found: Counter[str] = Counter()
    for folder in (ask() for ask in FOLDERS):
        for path in folder.iterdir() if folder.is_dir() else ():
            with path.open("rb") as file:
                found[f"files in {folder.name}"] += file.read(2)[1:2] == bytes([number])
    return dict(+found)


def uses_of(number: int) -> dict[str, int]:
    """How many values of which column, and files of which folder, are sealed with this data key."""
    found = _files_under(number)
    for column, counted in heads().items():
        n = sum(times for head, times in counted.items() if head[1:2] == bytes([number]))
        if n:
            found[str(column)] = n
    return found


def left(head: bytes) -> int:
    """How many values do not begin with this head: the work that is still to do."""
    return sum(n for counted in heads().values() for seen, n in counted.items() if seen != head)


def check(progress: Progress | None = None) -> tuple[dict[Column, Counter[bytes]], Counter[str]]:
    """Open every sealed value: how many of each column have which head, and do not open."""
    seen: dict[Column, Counter[bytes]] = {column: Counter() for column in columns()}
    broken: Counter[str] = Counter()
    for model, fields in _by_model().items():
        for batch in _batches(model, fields, Q()):
            for pk, values in batch:
                for one, value in zip(fields, values, strict=True):
                    if value:
                        seen[Column(model, one)][value[: sealing.HEAD]] += 1
                        broken[f"{Column(model, one)}"] += not _opens(one, value, pk)
            if progress:
                progress(len(batch))
    return seen, +broken


def rows_in_all() -> int:
    return sum(model._base_manager.count() for model in _by_model())


def _opens(field: SealedTextField, value: bytes, pk: Any) -> bool:
    try:
        sealing.open_sealed(value, field.place(pk))
    except (sealing.Unreadable, UnicodeDecodeError):
        return False
    return True


def _by_model() -> dict[type[models.Model], list[SealedTextField]]:
    found: dict[type[models.Model], list[SealedTextField]] = {}
    for column in columns():
        found.setdefault(column.model, []).append(column.field)
    return found


def _batches(
    model: type[models.Model], fields: list[SealedTextField], which: Q
) -> Iterator[list[Row]]:
    """Rows in the order of their keys; each batch is one statement, whatever happened meanwhile."""
    rows = model._base_manager.order_by("pk")
    for one in fields:
        rows = rows.annotate(**{f"head_of_{one.name}": _head(one)})
    rows = rows.filter(which)
    names, last = [one.name for one in fields], None
    while True:
        ahead = rows if last is None else rows.filter(pk__gt=last)
        batch = [
            (pk, tuple(bytes(value) for value in values))
            for pk, *values in ahead.values_list("pk", *names)[:BATCH]
        ]
        if not batch:
            return
        yield batch
        last = batch[-1][0]


# ---- re-sealing ---------------------------------------------------------------------------------


def reseal(progress: Progress | None = None) -> Outcome:
    """Bring every value to the active key and algorithm; the site goes on working.

    Goes through until nothing is left that can be opened. Raises KeyTrouble when the site writes
    with an old key again and again: then a process has not seen the new one.
    """
    outcome = Outcome()
    for _turn in range(PASSES):
        ring = sealing.keyring(look=True)
        outcome.unreadable.clear()
        for model, fields in _by_model().items():
            for batch in _batches(model, fields, _stale(fields, ring.head)):
                outcome.changed += _reseal_batch(model, fields, batch, ring, outcome)
                if progress:
                    progress(sum(_is_stale(one, ring) for _pk, row in batch for one in row))
        if left(ring.head) <= sum(outcome.unreadable.values()):
            return outcome
        time.sleep(sealing.LOOK_EVERY / 5)
    raise KeyTrouble(
        "some values are held, or sealed with an old key: restart every process, run it again."
    )


def _stale(fields: list[SealedTextField], head: bytes) -> Q:
    which = Q()
    for one in fields:
        which |= ~Q(**{one.name: ""}) & ~Q(**{f"head_of_{one.name}": head})
    return which


def _reseal_batch(
    model: type[models.Model],
    fields: list[SealedTextField],
    batch: list[Row],
    ring: sealing.Keyring,
    outcome: Outcome,
) -> int:
    """Open and seal outside of the transaction, write inside: it stays short."""
    new = []
    for pk, values in batch:
        now = tuple(
            _resealed(one, value, pk, ring, outcome)
            for one, value in zip(fields, values, strict=True)
        )
        if now != values:
            new.append((pk, values, now))
    changed = write(model, fields, new) if new else 0
    if connection.vendor == "sqlite":
        time.sleep(BREATH)
    return changed


def _is_stale(value: bytes, ring: sealing.Keyring) -> bool:
    return bool(value) and value[: sealing.HEAD] != ring.head


def _resealed(
    one: SealedTextField, value: bytes, pk: Any, ring: sealing.Keyring, outcome: Outcome
) -> bytes:
    if not _is_stale(value, ring):
        return value
    place = one.place(pk)
    try:
        return ring.seal(sealing.open_sealed(value, place), place)
    except (sealing.Unreadable, UnicodeDecodeError):
        outcome.unreadable[f"{Column(one.model, one)}"] += 1
        return value


Change = tuple[Any, tuple[bytes, ...], tuple[bytes, ...]]


def write(model: type[models.Model], fields: list[SealedTextField], changes: list[Change]) -> int:
    """Write each row on condition that it still holds what was read; returns how many did.

    One transaction. Where rows can be locked, only those nobody holds are written: so nobody ever
    waits for a rotation in a circle; the others are found by the next pass.
    """
    key, binary = model._meta.pk, connection.Database.Binary  # type: ignore[attr-defined]

    def to_key(pk: Any) -> Any:
        return key.get_db_prep_value(pk, connection)

    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            wanted = model._base_manager.filter(pk__in=[change[0] for change in changes])
            locked = wanted.select_for_update(skip_locked=True, no_key=True)
            free = set(locked.values_list("pk", flat=True))
            changes = [change for change in changes if change[0] in free]
        if not changes:
            return 0
        with connection.cursor() as cursor:
            rows = [[*map(binary, new), to_key(pk), *map(binary, old)] for pk, old, new in changes]
            cursor.executemany(_statement(model, fields), rows)
            return int(cursor.rowcount)


def _statement(model: type[models.Model], fields: list[SealedTextField]) -> str:
    quoted = [connection.ops.quote_name(one.column) for one in fields]
    table, key = (
        connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.column)
    )
    new = ", ".join(f"{name} = %s" for name in quoted)
    old = " AND ".join(f"{name} = %s" for name in quoted)
    return f"UPDATE {table} SET {new} WHERE {key} = %s AND {old}"
