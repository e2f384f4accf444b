"""Identifiers: row keys, public numbers, secret keys of private links."""

import os
import secrets
import threading
import time
from datetime import datetime
from uuid import UUID

# Crockford's base 32: no I, L, O, U, so that a number read aloud over the telephone arrives.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK = ALPHABET + "*~$=U"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


_last = [0]
_one_at_a_time = threading.Lock()


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562): ordered by time, so that indexes stay compact.

    Milliseconds and a fraction of 1/4096 ms; within this process each is greater than the last,
    so that two events of one transaction keep their order.
    """
    stamp = time.time_ns() * 4096 // 1_000_000
    with _one_at_a_time:
        stamp = _last[0] = max(stamp, _last[0] + 1)
    milliseconds, fraction = divmod(stamp, 4096)
    chance = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | chance)


def first_uuid7(moment: datetime) -> UUID:
    """The smallest row key of this moment: rows made since are a range of keys."""
    value = int(moment.timestamp() * 1000) << 80
    return UUID(int=value | (0x7 << 76) | (0x2 << 62))


def _check_character(body: str) -> str:
    value = 0
    for character in body:
        value = (value * 32 + ALPHABET.index(character)) % 37
    return _CHECK[value]


def public_number() -> str:
    """Fifty random bits and a check character: cannot be guessed, and a slip of the pen shows."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(10))
        check = _check_character(body)
        if check in ALPHABET:
            return body + check


def read_number(text: str) -> str | None:
    """The number a person typed, in its plain form; None when it cannot be one."""
    plain = (text or "").upper().translate(_READ_AS).strip()
    if len(plain) != 11 or any(character not in ALPHABET for character in plain):
        return None
    return plain if _check_character(plain[:10]) == plain[10] else None


def shown_number(number: str) -> str:
    """K7M4-QX2P-9TD: three groups that can be said in one breath each."""
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


def secret_key() -> str:
    """128 random bits for a private link."""
    return secrets.token_urlsafe(16)


def slip_code() -> str:
    """Four digits on a paper slip, for those without a telephone."""
    return f"{secrets.randbelow(10_000):04d}"
