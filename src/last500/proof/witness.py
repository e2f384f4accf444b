"""Neighbours that sign each other's checkpoints (after C2SP tlog-witness, tlog-cosignature).

As a witness this instance signs a neighbour's checkpoint only when it continues the one it signed
last; what it signed is an entry of its own log, so it cannot forget. As a publisher it takes such
lines from witnesses it knows and shows them under its checkpoint. Whom it knows stands in a file
(`LAST500_NEIGHBOURS`): one public key to a line, of logs (as `proof key` prints it) and of
witnesses (`proof key --witness`).
"""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from last500.base import clock, outbound
from last500.proof import checkpoints, merkle, notes, tiles, verify
from last500.proof.actions import hold, record
from last500.proof.models import Checkpoint, Cosignature, Entry
from last500.proof.notes import Head
from last500.proof.rules import Plain

Fetch = Callable[[str], bytes]
Key = tuple[str, bytes, bytes]  # name, key id, public key
_WITNESS_LOCKS = 502
_HTTP_OK = 200


class NotCosigned(Exception):
    """The checkpoint was not signed, or the line was not taken; the sentence says why."""


def source(log: str) -> Fetch:
    """Where the files of a neighbour's log are read: an address, a folder `tlog`, or a bundle.

    Raises NotCosigned when asked for what is not there.
    """
    if log.startswith("https://"):
        return lambda name: fetched(f"{log.rstrip('/')}/{name}")
    path = Path(log)
    if path.is_dir():
        return lambda name: _read(path / name)
    try:
        with zipfile.ZipFile(path) as bundle:
            files = {name: bundle.read(name) for name in bundle.namelist()}
    except (OSError, zipfile.BadZipFile) as fault:
        raise NotCosigned(f"{log} is neither an address nor a bundle: {fault}") from None

    def from_bundle(name: str) -> bytes:
        if name not in files:
            raise NotCosigned(f"{name} is missing from {log}")
        return files[name]

    return from_bundle


def fetched(address: str) -> bytes:
    """Over the one way out (base/outbound.py). Raises NotCosigned."""
    try:
        answer = outbound.call("GET", address)
    except outbound.NotMade as fault:
        raise NotCosigned(f"{address}: {fault}") from None
    if answer.status != _HTTP_OK:
        raise NotCosigned(f"{address} answers {answer.status}")
    return answer.body


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise NotCosigned(f"{path} cannot be read: {fault}") from None


class _Fetched(tiles.Tiles):
    """A neighbour's tree. Nothing of it is believed: a proof made of it must hold by itself."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        super().__init__(Path(), size)
        self._fetch = fetch

    def hashes(self, level: int, number: int) -> list[bytes]:
        known = self._read.get((level, number))
        if known is None:
            width = tiles.width_at(self.size, level, number)
            content = self._fetch(tiles.path_of(level, number, width))
            if len(content) != width * tiles.HASH:
                raise NotCosigned(f"{tiles.path_of(level, number, width)} has the wrong length")
            known = [content[at : at + tiles.HASH] for at in range(0, len(content), tiles.HASH)]
            self._read[level, number] = known
        return known


def neighbours(kind: bytes) -> list[Key]:
    """The keys of this kind in the settings file. Raises NotCosigned for a line that is none."""
    path, found = Path(settings.NEIGHBOURS_FILE), []
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in [line.strip() for line in lines if line.strip() and line.strip()[0] != "#"]:
        try:
            found.append(verify.read_key(line, kind))
        except ValueError:
            other = notes.WITNESS if kind == notes.ED25519 else notes.ED25519
            try:
                verify.read_key(line, other)
            except ValueError:
                raise NotCosigned(f"{path}: {line[:40]}… is no public key") from None
    return found


def _known_head(note: str) -> tuple[Head, Key]:
    try:
        head = notes.read_head(note)
    except notes.BadNote as fault:
        raise NotCosigned(str(fault)) from None
    keys = [key for key in neighbours(notes.ED25519) if key[0] == head.origin]
    if not keys:
        raise NotCosigned(f"no key of {head.origin} among the neighbours")
    for key in keys:
        if notes.signed_by(note, head.origin, key[2]):
            return head, key
    raise NotCosigned(f"the checkpoint is not signed by {head.origin}")


def cosigned_before(origin: str) -> Head | None:
    """What this instance signed last of a neighbour's log."""
    told = Entry.objects.filter(stream="witness", body__contains=f'"origin":{json.dumps(origin)}')
    last = told.order_by("-seq").first()
    if last is None:
        return None
    body = json.loads(last.body)
    return Head(origin, body["size"], bytes.fromhex(body["root"]))


@transaction.atomic
def cosign(fetch: Fetch) -> tuple[Head, str]:
    """Sign a neighbour's newest checkpoint; returns what it says, and the note with our line.

    The note also lies under `/tlog/witnessed/<key id>`. Raises NotCosigned.
    """
    own = notes.read_key(settings.LOG_KEY_FILE)
    hold(_WITNESS_LOCKS, "witness")
    try:
        note = fetch("checkpoint").decode()
    except UnicodeDecodeError:
        raise NotCosigned("not a checkpoint") from None
    head, key = _known_head(note)
    before = cosigned_before(head.origin)
    if before:
        _must_continue(before, head, fetch)
    if before != head:
        body: dict[str, Plain] = {"origin": head.origin, "size": head.size, "root": head.root.hex()}
        record("witness", "cosigned", body)
    own_lines = note.partition("\n\n")[2].splitlines()
    kept = [line for line in own_lines if line.split(" ")[1:2] == [head.origin]]
    line = notes.cosign(own, note, int(clock.now().timestamp()))
    signed = f"{head.text()}\n" + "".join(f"{one}\n" for one in kept) + line
    tiles.write(Path(settings.LOG_FOLDER) / "witnessed" / key[1].hex(), signed.encode())
    return head, signed


def _must_continue(before: Head, head: Head, fetch: Fetch) -> None:
    if head.size < before.size:
        raise NotCosigned(
            f"{head.origin} shows {head.size} entries, and had {before.size}: it was cut short"
        )
    try:
        proof = merkle.consistency(before.size, head.size, _Fetched(fetch, head.size).node)
    except IndexError:
        raise NotCosigned(f"the tiles of {head.origin} are broken") from None
    if not merkle.verify_consistency(before.size, head.size, before.root, head.root, proof):
        raise NotCosigned(
            f"{head.origin} at {head.size} entries does not continue what was signed"
            f" at {before.size}: the log was forked or rewritten"
        )


def take(note: str) -> list[str]:
    """Take known witnesses' lines under one of our own checkpoints; returns whose are new.

    Raises NotCosigned where the checkpoint is none of ours or no line is a known witness's.
    """
    try:
        head = notes.read_head(note)
    except notes.BadNote as fault:
        raise NotCosigned(str(fault)) from None
    own = Checkpoint.objects.filter(size=head.size, root=head.root.hex()).first()
    if own is None or not own.note.startswith(head.text()):
        raise NotCosigned("this is no checkpoint of ours")
    lines = [one for one in map(_known_line(note), note.partition("\n\n")[2].splitlines()) if one]
    if not lines:
        raise NotCosigned("no line of a known witness (LAST500_NEIGHBOURS)")
    there = set(own.cosignatures.values_list("witness", flat=True))
    new = [(name, line) for name, line in lines if name not in there]
    for name, line in new:
        Cosignature.objects.create(checkpoint=own, witness=name, line=line, at=clock.now())
    checkpoints.show_newest(Path(settings.LOG_FOLDER))
    return [name for name, _line in new]


def _known_line(note: str) -> Callable[[str], tuple[str, str] | None]:
    known = {(name, number): public for name, number, public in neighbours(notes.WITNESS)}
    text = note.partition("\n\n")[0] + "\n"

    def read(line: str) -> tuple[str, str] | None:
        """Name and line of a known witness. Raises NotCosigned when its signature is wrong."""
        dash, name, encoded = (line.split(" ") + ["", "", ""])[:3]
        try:
            data = verify.b64(encoded)
        except ValueError:
            return None
        public = known.get((name, data[:4]))
        if dash != notes.DASH or public is None:
            return None
        said = f"cosignature/v1\ntime {int.from_bytes(data[4:12], 'big')}\n{text}".encode()
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(data[12:], said)
        except InvalidSignature:
            raise NotCosigned(f"the line of {name} does not fit the checkpoint") from None
        return name, f"{line}\n"

    return read
