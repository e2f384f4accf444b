"""How an entry is written and hashed: canonical JSON, SHA-256, commitments. Pure."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping

Plain = str | int | bool | None
START = "0" * 64
COMMIT = "commit"
LONGEST_STREAM, LONGEST_KIND = 60, 40
# A word of ours; after a colon the place it belongs to, where many places write at once.
_STREAM = re.compile(r"[a-z][a-z0-9_-]*(:[a-z0-9-]+)?")


def canonical(body: Mapping[str, Plain]) -> str:
    """UTF-8 JSON with sorted keys and no spaces. Raises TypeError on a float or a nested value."""
    for name, value in body.items():
        if isinstance(value, float) or not isinstance(value, str | int | bool | None):
            raise TypeError(f"{name}: an entry holds texts and whole numbers only")
    return json.dumps(dict(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def check_names(stream: str, kind: str, body: Mapping[str, Plain]) -> None:
    """Raise ValueError on a name that the tables or the verifier would not take."""
    if not _STREAM.fullmatch(stream) or len(stream) > LONGEST_STREAM:
        raise ValueError(f"{stream!r} cannot name a stream")
    if not 0 < len(kind) <= LONGEST_KIND:
        raise ValueError(f"{kind!r} cannot name a kind of entry")
    if COMMIT in body:
        raise ValueError(f"{COMMIT!r} is the log's own word")


def entry_hash(stream: str, seq: int, kind: str, at: str, body: str, prev_hash: str) -> str:
    """The hash over everything an entry says and the hash before it; 64 hexadecimal digits."""
    head = canonical({"at": at, "kind": kind, "prev": prev_hash, "seq": seq, "stream": stream})
    return hashlib.sha256(f"{head}\n{body}".encode()).hexdigest()


def commitment(salt: bytes, personal: str) -> str:
    """HMAC-SHA-256 of the personal part under its own salt; without the salt it says nothing."""
    return hmac.new(salt, personal.encode(), hashlib.sha256).hexdigest()
