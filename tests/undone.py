"""A step whose effects are taken back, so that whoever comes next meets the same town."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

from django.db import connection, transaction
from django.test import Client


@contextmanager
def undone(client: Client | None = None) -> Iterator[None]:
    """What is written within is rolled back; signing out is undone as well.

    SQLite reads its whole schema again after a rollback in a transaction that has changed a
    trigger, which takes longer than most pages: a step that wrote no row is let go instead.
    """
    undo, rows = transaction.savepoint(), rows_written()
    cookies = copy(client.cookies) if client else None
    try:
        yield
    finally:
        if rows is not None and rows == rows_written():
            transaction.savepoint_commit(undo)
        else:
            transaction.savepoint_rollback(undo)
        if client:
            client.cookies = cookies


def rows_written() -> int | None:
    """By this connection since it was opened; PostgreSQL does not say."""
    return connection.connection.total_changes if connection.vendor == "sqlite" else None
