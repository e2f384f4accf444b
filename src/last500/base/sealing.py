"""Sealing of personal fields: AES-256-GCM bound to table, column and row; keyed blind indexes.

A sealed value is: algorithm (1 byte), key id (1 byte), nonce (12 bytes), ciphertext with tag.
The additional data `table.column:row` makes a value moved to another row or column unreadable.
A plain hash of a telephone number is no protection (all numbers can be tried in an hour), so
look-up goes through HMAC-SHA-256 under a key of its own.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

AES_256_GCM = 1
_HEAD, _NONCE = 2, 12


class Unreadable(Exception):
    """The value was changed, moved from another row, or sealed with a key we do not hold."""


@dataclass(frozen=True)
class Keyring:
    """`active` seals; every key in `data` opens."""

    active: int
    data: Mapping[int, bytes]
    index: bytes

    def seal(self, text: str, place: str) -> bytes:
        nonce = os.urandom(_NONCE)
        body = AESGCM(self.data[self.active]).encrypt(nonce, text.encode(), place.encode())
        return bytes([AES_256_GCM, self.active]) + nonce + body

    def open(self, sealed: bytes, place: str) -> str:
        sealed = bytes(sealed)
        key = self.data.get(sealed[1]) if len(sealed) > _HEAD + _NONCE else None
        if key is None or sealed[0] != AES_256_GCM:
            raise Unreadable(place.split(":")[0])
        nonce, body = sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
        try:
            return AESGCM(key).decrypt(nonce, body, place.encode()).decode()
        except InvalidTag:
            raise Unreadable(place.split(":")[0]) from None

    def blind(self, column: str, value: str) -> str:
        return hmac.new(self.index, f"{column}\0{value}".encode(), hashlib.sha256).hexdigest()


def new_keys() -> dict[str, Any]:
    """Fresh keys, as they are kept in the key file."""

    def fresh() -> str:
        return base64.b64encode(os.urandom(32)).decode()

    return {"session": fresh(), "index": fresh(), "data": {"active": 1, "keys": {"1": fresh()}}}


def write_keys(path: Path) -> None:
    """Write fresh keys for the owner's eyes only. Raises FileExistsError rather than overwrite."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(new_keys(), file, indent=1)


@cache
def keyring() -> Keyring:
    path = Path(settings.KEYS_FILE)
    if not path.exists():
        raise ImproperlyConfigured(f"No keys at {path}: run `last500 init`, or set LAST500_KEYS.")
    kept = json.loads(path.read_text(encoding="utf-8"))
    data = {int(number): base64.b64decode(key) for number, key in kept["data"]["keys"].items()}
    return Keyring(int(kept["data"]["active"]), data, base64.b64decode(kept["index"]))


def blind_index(column: str, value: str) -> str:
    """The keyed index of a normalised value: 64 hexadecimal characters, exact match only."""
    return keyring().blind(column, value)
