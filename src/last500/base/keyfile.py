"""The key file: which keys there are, for what, and how a change of it is written.

{"session": …, "index": …, "data": {"active": 2, "keys": {"1": …, "2": …}, "resting": {"1": …}}}

Every key is 32 random bytes in base64 and has one use. Entries this module does not know (the
signing key of the log) are carried along untouched. The file never lies in the database or in
its backup.
"""

import base64
import binascii
import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

LEAST, MOST = 1, 255
BYTES = 32
Kept = dict[str, Any]


class KeyTrouble(Exception):
    """A change of the keys that cannot be made; the sentence says why and what to do."""


@dataclass(frozen=True)
class DataKeys:
    """`active` seals, every key in `keys` opens; `resting` says since when a key seals no more."""

    active: int
    keys: Mapping[int, bytes]
    resting: Mapping[int, datetime]


def fresh() -> str:
    return base64.b64encode(os.urandom(BYTES)).decode()


def new_keys() -> Kept:
    """Fresh keys, as they are kept in the key file."""
    return {"session": fresh(), "index": fresh(), "data": {"active": 1, "keys": {"1": fresh()}}}


def read(text: str, whence: str) -> Kept:
    """The kept keys, looked over. Raises ImproperlyConfigured with what is wrong and where."""
    try:
        kept = json.loads(text)
        data_keys(kept)
        for use in ("session", "index"):
            _bytes(kept[use])
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ImproperlyConfigured(f"The keys in {whence} cannot be used: {fault!r}.") from None
    return dict(kept)


def data_keys(kept: Kept) -> DataKeys:
    """Raises ValueError on a key that cannot be used, KeyError on one that is missing."""
    data = kept["data"]
    keys = {_number(number): _bytes(key) for number, key in data["keys"].items()}
    active = _number(data["active"])
    if active not in keys:
        raise ValueError(f"the active data key {active} is not there")
    resting = {int(n): datetime.fromisoformat(at) for n, at in data.get("resting", {}).items()}
    return DataKeys(active, keys, resting)


def index_key(kept: Kept) -> bytes:
    return _bytes(kept["index"])


def _number(text: str | int) -> int:
    number = int(text)
    if not LEAST <= number <= MOST:
        raise ValueError(f"a data key has a number from {LEAST} to {MOST}, not {number}")
    return number


def _bytes(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("a key is not base64") from None
    if len(key) != BYTES:
        raise ValueError(f"a key has {BYTES} bytes, not {len(key)}")
    return key


def with_new_key(kept: Kept, now: datetime) -> Kept:
    """The same keys and one more, which seals from now on; the last one rests.

    A key that was added before and has never sealed is taken first: so it can be brought to every
    machine before any of them seals with it.
    """
    data = data_keys(kept)
    waiting = sorted(set(data.keys) - set(data.resting) - {data.active})
    kept = kept if waiting else with_waiting_key(kept)
    number = waiting[0] if waiting else max(set(data_keys(kept).keys) - set(data.keys))
    resting = dict(kept["data"].get("resting", {}))
    resting[str(data.active)] = now.isoformat()
    resting.pop(str(number), None)
    return kept | {"data": kept["data"] | {"active": number, "resting": resting}}


def with_waiting_key(kept: Kept) -> Kept:
    """The same keys and one more that opens but does not seal yet. Raises KeyTrouble."""
    used = set(data_keys(kept).keys)
    above = max(used) + 1
    free = above if above <= MOST else next((n for n in range(LEAST, MOST + 1) if n not in used), 0)
    if not free:
        raise KeyTrouble(
            f"All numbers from {LEAST} to {MOST} are taken: see `last500 keys check` and destroy "
            "keys that nothing is sealed with."
        )
    keys = kept["data"]["keys"] | {str(free): fresh()}
    return kept | {"data": kept["data"] | {"keys": keys}}


def without_key(kept: Kept, number: int) -> Kept:
    """The same keys without one that rests. Raises KeyTrouble."""
    data = data_keys(kept)
    if number not in data.keys:
        raise KeyTrouble(f"There is no data key {number}.")
    if number == data.active:
        raise KeyTrouble(f"Data key {number} is the one that seals now.")
    keys = {n: key for n, key in kept["data"]["keys"].items() if int(n) != number}
    resting = {n: at for n, at in kept["data"].get("resting", {}).items() if int(n) != number}
    return kept | {"data": kept["data"] | {"keys": keys, "resting": resting}}


# ---- the file itself ----------------------------------------------------------------------------


def write_keys(path: Path, kept: Kept | None = None) -> None:
    """Write fresh keys for the owner's eyes only. Raises FileExistsError rather than overwrite."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    _fill(handle, kept or new_keys())


def _fill(handle: int, kept: Kept) -> None:
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(kept, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def change(path: Path, how: Callable[[Kept], Kept]) -> Kept:
    """Change the file whole or not at all; of two changes at once one waits for the other.

    The new file belongs to whom the old one belonged to: root may run this for the service.
    """
    with _alone(path):
        kept = how(read(path.read_text(encoding="utf-8"), str(path)))
        was, beside = path.stat(), path.with_name(f".{path.name}.new")
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        if os.geteuid() == 0:
            os.fchown(handle, was.st_uid, was.st_gid)
        os.fchmod(handle, was.st_mode & 0o777)
        _fill(handle, kept)
        os.replace(beside, path)
        _reaches_the_disk(path.parent)
    return kept


def _reaches_the_disk(folder: Path) -> None:
    """A value sealed with a key that a power cut took away could never be read again."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
