"""The one verb of the log: record, within the transaction of what happened."""

import os
from collections.abc import Mapping
from datetime import UTC

from django.db import connection, transaction

from last500.base import clock
from last500.proof import rules
from last500.proof.models import Entry, Opening
from last500.proof.rules import Plain


def record(
    stream: str,
    kind: str,
    body: Mapping[str, Plain],
    *,
    personal: Mapping[str, Plain] | None = None,
) -> Entry:
    """Append one entry to its stream, in the caller's transaction.

    `body` holds nothing personal: ids of places and offices, counts, words of ours. What concerns
    a person (ids of persons too) goes into `personal`: the entry keeps only a salted commitment.
    """
    with transaction.atomic():
        _one_writer(stream)
        last = Entry.objects.filter(stream=stream).order_by("-seq").first()
        salt, opened = os.urandom(32), rules.canonical(personal or {})
        said = dict(body)
        if personal:
            said["commit"] = rules.commitment(salt, opened)
        entry = _entry(stream, kind, rules.canonical(said), last)
        if personal:
            Opening.objects.create(entry=entry, salt=salt.hex(), personal=opened)
        return entry


def _entry(stream: str, kind: str, body: str, last: Entry | None) -> Entry:
    seq, prev = (last.seq + 1, last.entry_hash) if last else (1, rules.START)
    at = clock.now()
    words = at.astimezone(UTC).isoformat(timespec="microseconds")
    digest = rules.entry_hash(stream, seq, kind, words, body, prev)
    return Entry.objects.create(
        stream=stream, seq=seq, kind=kind, body=body, at=at, prev_hash=prev, entry_hash=digest
    )


def _one_writer(stream: str) -> None:
    """On PostgreSQL a lock until the transaction ends; on SQLite BEGIN IMMEDIATE is that lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(500, hashtext(%s))", [stream])
