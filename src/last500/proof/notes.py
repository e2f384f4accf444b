"""Signed checkpoints: C2SP signed-note with Ed25519, C2SP tlog-checkpoint. Pure but for the seed.

The key's name is the log's origin. A key is shown to the world as one line,
`<name>+<key id, 8 hexadecimal digits>+<base64 of 0x01 and the public key>`.
"""

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, WITNESS = b"\x01", b"\x04"
DASH = "\N{EM DASH}"


class BadNote(Exception):
    """The text is no checkpoint, or not one signed by this key."""


@dataclass(frozen=True)
class Head:
    """What a checkpoint says: the log, how many leaves, the root hash (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def code(self) -> str:
        """What fits on a notice board: the size, and 80 bits of the root in groups of four."""
        short = base64.b32encode(self.root).decode()[:16]
        return f"{self.size}:{'-'.join(short[at : at + 4] for at in range(0, 16, 4))}"

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class LogKey:
    """The signing key of one log. `seed` is secret (32 bytes)."""

    origin: str
    seed: bytes

    @property
    def public(self) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    @property
    def line(self) -> str:
        """The public key as one line that may stand anywhere."""
        encoded = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.origin}+{key_id(self.origin, self.public).hex()}+{encoded}"

    def sign(self, head: Head) -> str:
        """The checkpoint with its signature line. Raises ValueError for another log's head."""
        if head.origin != self.origin:
            raise ValueError(f"the key of {self.origin} does not sign for {head.origin}")
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(head.text().encode())
        signed = base64.b64encode(key_id(self.origin, self.public) + signature).decode()
        return f"{head.text()}\n{DASH} {self.origin} {signed}\n"


def key_id(name: str, public: bytes, kind: bytes = ED25519) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def witness_line(key: LogKey) -> str:
    """The public key of a log as a witness of others: another kind, so another key id."""
    encoded = base64.b64encode(WITNESS + key.public).decode()
    return f"{key.origin}+{key_id(key.origin, key.public, WITNESS).hex()}+{encoded}"


def cosign(key: LogKey, note: str, seconds: int) -> str:
    """A witness's line under a checkpoint (C2SP tlog-cosignature v1); `seconds` since 1970."""
    text = note.rpartition("\n\n")[0] + "\n"
    said = f"cosignature/v1\ntime {seconds}\n{text}".encode()
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(said)
    number = key_id(key.origin, key.public, WITNESS)
    signed = base64.b64encode(number + seconds.to_bytes(8, "big") + signature).decode()
    return f"{DASH} {key.origin} {signed}\n"


def check_origin(name: str) -> str:
    """A name that may stand in a note. Raises ValueError."""
    if not name or any(letter.isspace() or letter == "+" or letter < " " for letter in name):
        raise ValueError(f"{name!r} cannot name a log: no spaces and no plus signs")
    return name


def read_head(note: str) -> Head:
    """What a checkpoint says, without asking who signed it. Raises BadNote."""
    try:
        origin, size, root, *_more = note.split("\n\n")[0].split("\n")
        head = Head(origin, int(size), base64.b64decode(root, validate=True))
    except ValueError as fault:
        raise BadNote(f"not a checkpoint: {fault}") from None
    if not note.startswith(head.text()) or len(head.root) != 32:
        raise BadNote("not a checkpoint")
    return head


def signed_by(note: str, origin: str, public: bytes) -> bool:
    """Whether the note carries a signature of this key that fits its text."""
    text, _, lines = note.rpartition("\n\n")
    for line in lines.splitlines():
        dash, name, signed = (line.split(" ") + ["", "", ""])[:3]
        given = base64.b64decode(signed)
        if (dash, name, given[:4]) == (DASH, origin, key_id(origin, public)):
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(given[4:], f"{text}\n".encode())
            except InvalidSignature:
                return False
            return True
    return False


def new_key(origin: str) -> LogKey:
    return LogKey(check_origin(origin), os.urandom(32))


def write_key(path: Path, key: LogKey) -> None:
    """For the owner's eyes only. Raises FileExistsError rather than overwrite."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"origin": key.origin, "seed": base64.b64encode(key.seed).decode()}, file)
        file.flush()
        os.fsync(file.fileno())


def read_key(path: Path) -> LogKey:
    """Raises FileNotFoundError where no key was made yet."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return LogKey(kept["origin"], base64.b64decode(kept["seed"]))
