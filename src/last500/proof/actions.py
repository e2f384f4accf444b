"""The verbs of the log: record, within the transaction of what happened; forget who it was."""

import os
import zlib
from collections.abc import Mapping
from datetime import UTC

from django.db import connection, transaction

from last500.base import clock
from last500.proof import rules
from last500.proof.models import Entry, Opening
from last500.proof.rules import Plain

_STREAM_LOCKS = 500


def record(
    stream: str,
    kind: str,
    body: Mapping[str, Plain],
    *,
    personal: Mapping[str, Plain] | None = None,
) -> Entry:
    """Append one entry to its stream, in the caller's transaction; when it fails, that fails too.

    `body` holds nothing personal: ids of places and offices, counts, words of ours. What concerns
    a person (ids of persons too) goes into `personal`: the entry keeps only a salted commitment.

    From here until the transaction ends nobody else writes to the stream, so call it last; who
    records in two streams in one transaction takes them in alphabetical order, or two such
    transactions may wait for each other (decision 0013). Raises TypeError, ValueError.
    """
    rules.check_names(stream, kind, body)
    salt, opened = os.urandom(32), rules.canonical(personal or {})
    commit = {rules.COMMIT: rules.commitment(salt, opened)} if personal else {}
    said = rules.canonical({**body, **commit})
    # No savepoint: a caller that swallows the error must not commit an act without its entry.
    with transaction.atomic(savepoint=False):
        _one_writer(stream)
        entry = _appended(stream, kind, said)
        if personal:
            Opening.objects.create(entry=entry, salt=salt.hex(), personal=opened)
        return entry


def _appended(stream: str, kind: str, body: str) -> Entry:
    last = Entry.objects.filter(stream=stream).order_by("-seq").first()
    seq, prev = (last.seq + 1, last.entry_hash) if last else (1, rules.START)
    at = clock.now().astimezone(UTC)
    entry = Entry(stream=stream, seq=seq, kind=kind, body=body, at=at, prev_hash=prev)
    entry.entry_hash = entry.counted_hash()
    entry.save(force_insert=True)
    return entry


def _one_writer(stream: str) -> None:
    """On PostgreSQL a lock until the transaction ends; on SQLite BEGIN IMMEDIATE is that lock."""
    hold(_STREAM_LOCKS, stream)


def hold(group: int, name: str) -> None:
    """Wait for a named lock of PostgreSQL; it is let go when the transaction ends."""
    if connection.vendor == "postgresql":
        number = zlib.crc32(name.encode()) - 2**31  # two names on one number only wait longer
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [group, number])
