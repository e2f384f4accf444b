"""Sealing of personal fields, bound to table, column and row; keyed blind indexes.

A sealed value is: algorithm (1 byte), key id (1 byte), nonce (12 bytes), ciphertext with tag.
AES-256-GCM (NIST SP 800-38D) is the default; SM4-GCM (GB/T 32907, GB/T 36624) by a setting.
The additional data `table.column:row` makes a value moved to another row or column unreadable.
A plain hash of a telephone number is no protection (all numbers can be tried in an hour), so
look-up goes through HMAC-SHA-256 under a key of its own.
"""

import hashlib
import hmac
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from last500.base import keyfile
from last500.base.keyfile import write_keys

__all__ = ["Keyring", "Unreadable", "blind_index", "keyring", "open_sealed", "seal", "write_keys"]

AES_256_GCM, SM4_GCM = 1, 2
ALGORITHMS = {"aes-256-gcm": AES_256_GCM, "sm4-gcm": SM4_GCM}
HEAD, _NONCE, _TAG = 2, 12, 16
# How long a process may go on with the keys it knows before it looks at the file again, seconds.
LOOK_EVERY = 1.0


class Unreadable(Exception):
    """The value was changed, moved from another row, or sealed with a key we do not hold."""


class _Aead(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class _Sm4Gcm:
    """SM4 under 128 bits derived from the data key: no key ever serves two ciphers."""

    def __init__(self, key: bytes) -> None:
        derive = HKDF(algorithm=SHA256(), length=16, salt=None, info=b"last500 sm4-gcm")
        self.cipher = algorithms.SM4(derive.derive(key))

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        working = Cipher(self.cipher, modes.GCM(nonce)).encryptor()
        working.authenticate_additional_data(associated_data)
        return working.update(data) + working.finalize() + working.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        body, tag = data[:-_TAG], data[-_TAG:]
        if len(tag) < _TAG:
            raise InvalidTag
        working = Cipher(self.cipher, modes.GCM(nonce, tag)).decryptor()
        working.authenticate_additional_data(associated_data)
        return working.update(body) + working.finalize()


_MAKERS: Mapping[int, type[AESGCM] | type[_Sm4Gcm]] = {AES_256_GCM: AESGCM, SM4_GCM: _Sm4Gcm}


@dataclass(frozen=True)
class Keyring:
    """`active` seals by `algorithm`; every key in `data` opens, whatever the algorithm."""

    active: int
    data: Mapping[int, bytes]
    index: bytes
    algorithm: int = AES_256_GCM
    _ciphers: dict[tuple[int, int], _Aead] = field(default_factory=dict, repr=False, compare=False)

    @property
    def head(self) -> bytes:
        """The first bytes of every value sealed now; any other value is still to be re-sealed."""
        return bytes([self.algorithm, self.active])

    def seal(self, text: str, place: str) -> bytes:
        nonce, cipher = os.urandom(_NONCE), self._cipher(self.algorithm, self.active)
        return self.head + nonce + cipher.encrypt(nonce, text.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        sealed = bytes(sealed)
        if len(sealed) <= HEAD + _NONCE or sealed[0] not in _MAKERS or sealed[1] not in self.data:
            raise Unreadable(place.split(":")[0])
        nonce, body = sealed[HEAD : HEAD + _NONCE], sealed[HEAD + _NONCE :]
        cipher = self._cipher(sealed[0], sealed[1])
        try:
            return cipher.decrypt(nonce, body, place.encode()).decode()
        except InvalidTag:
            raise Unreadable(place.split(":")[0]) from None

    def blind(self, column: str, value: str) -> str:
        return hmac.new(self.index, f"{column}\0{value}".encode(), hashlib.sha256).hexdigest()

    def _cipher(self, algorithm: int, number: int) -> _Aead:
        known = self._ciphers.get((algorithm, number))
        if known is None:
            made: _Aead = _MAKERS[algorithm](self.data[number])
            known = self._ciphers[algorithm, number] = made
        return known


# ---- the keys of this process -------------------------------------------------------------------


@dataclass(frozen=True)
class _Held:
    ring: Keyring
    source: object
    stamp: tuple[int, ...]
    look_again: float


_held: _Held | None = None


def keyring(*, look: bool = False) -> Keyring:
    """The keys in force. A new key in the file is noticed within a second, or at once by `look`."""
    global _held
    held, now = _held, time.monotonic()
    source = _source()
    if held and held.source is source and now < held.look_again and not look:
        return held.ring
    stamp = _stamp(source)
    if held and held.source is source and held.stamp == stamp:
        ring = held.ring
    else:
        ring = _ring_from(source)
    _held = _Held(ring, source, stamp, now + LOOK_EVERY)
    return ring


def forget_keys() -> None:
    """Read the keys afresh when they are needed next."""
    global _held
    _held = None


def have_keys() -> bool:
    return bool(settings.KEYS_JSON) or Path(settings.KEYS_FILE).exists()


def _source() -> object:
    """The text of the environment where it holds the keys, else the path of their file."""
    return settings.KEYS_JSON or settings.KEYS_FILE


def _stamp(source: object) -> tuple[int, ...]:
    if isinstance(source, str):
        return ()
    try:
        status = os.stat(str(source))
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"No keys at {source}: run `last500 init`, or set LAST500_KEYS."
        ) from None
    return status.st_mtime_ns, status.st_ino, status.st_size


def kept_keys() -> keyfile.Kept:
    """What the key file or the environment holds. Raises ImproperlyConfigured."""
    source = _source()
    if isinstance(source, str):
        return keyfile.read(source, "LAST500_KEYS_JSON")
    _stamp(source)
    return keyfile.read(Path(str(source)).read_text(encoding="utf-8"), str(source))


def _ring_from(source: object) -> Keyring:
    kept = kept_keys()
    data = keyfile.data_keys(kept)
    algorithm = ALGORITHMS[settings.SEAL_ALGORITHM]
    ring = Keyring(data.active, data.keys, keyfile.index_key(kept), algorithm)
    try:
        ring.seal("", "")
    except UnsupportedAlgorithm:
        raise ImproperlyConfigured(
            f"LAST500_SEAL_ALGORITHM={settings.SEAL_ALGORITHM}: this machine's OpenSSL has it not."
        ) from None
    return ring


def seal(text: str, place: str) -> bytes:
    return keyring().seal(text, place)


def open_sealed(sealed: bytes, place: str) -> str:
    """Raises Unreadable. A key we do not know may have been made this moment: look once more."""
    ring = keyring()
    if len(sealed) > HEAD and sealed[1] not in ring.data:
        ring = keyring(look=True)
    return ring.open(sealed, place)


def blind_index(column: str, value: str) -> str:
    """The keyed index of a normalised value: 64 hexadecimal characters, exact match only."""
    return keyring().blind(column, value)
