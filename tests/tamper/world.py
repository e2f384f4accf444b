"""A log to tamper with: made by the product's own hand, bundled, and checked by verify.py."""

import io
import zipfile
from pathlib import Path

from last500.proof import bundle, checkpoints, notes, verify
from last500.proof.actions import record
from last500.proof.notes import LogKey

ORIGIN = "town.example/tlog"


def new_log(settings, folder: Path) -> LogKey:
    """A key and a folder of its own for one test."""
    settings.LOG_KEY_FILE, settings.LOG_FOLDER = folder / "log-key.json", folder / "tlog"
    notes.write_key(settings.LOG_KEY_FILE, notes.new_key(ORIGIN))
    return notes.read_key(settings.LOG_KEY_FILE)


def write_entries(count: int, first: int = 0) -> None:
    """In two streams, in turn, a third of them about somebody."""
    for number in range(first, first + count):
        stream = ("offices", "reveals:7")[number % 2]
        personal = {"person": f"somebody-{number}"} if number % 3 == 0 else None
        record(stream, "happened", {"number": number}, personal=personal)


def signed_log(count: int) -> bytes:
    """Entries, published; returns the checkpoint that somebody keeps."""
    write_entries(count)
    return publish()


def publish() -> bytes:
    checkpoints.publish()
    return shown_checkpoint()


def shown_checkpoint() -> bytes:
    from django.conf import settings

    return (settings.LOG_FOLDER / "checkpoint").read_bytes()


def bundled(*, openings: bool = False) -> dict[str, bytes]:
    target = io.BytesIO()
    bundle.write(target, openings=openings)
    with zipfile.ZipFile(target) as files:
        return {name: files.read(name) for name in files.namelist()}


def checked(files: dict[str, bytes], *older: bytes, keys=()) -> list[str]:
    """What verify.py finds wrong, in English; the Chinese beside it must never be empty."""
    check = verify.Check(files)
    held = [(f"kept-{number}", note) for number, note in enumerate(older, 1)]
    check.run(held, keys)
    assert all(chinese and english for chinese, english in check.problems)
    return [english for _chinese, english in check.problems]
