"""The bundle (核验包): all that somebody needs to check the log at home, with the tool for it."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

from last500.base.clock import local
from last500.proof import notes, tiles, verify
from last500.proof.models import Checkpoint, Leaf, Opening
from last500.proof.queries import note_of

CHUNK = 5000
README = Path(__file__).with_name("bundle.md")


class NothingSigned(Exception):
    """There is no checkpoint yet."""


def write(target: Path | IO[bytes], *, openings: bool = False) -> int:
    """Write the bundle of the newest checkpoint; returns how many entries. Raises NothingSigned.

    `openings` adds who was concerned, for a court or an auditor: that bundle is personal data.
    """
    head = Checkpoint.objects.order_by("-size").first()
    if head is None:
        raise NothingSigned
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.write(README, "README.md")
        bundle.writestr("verify.py", verify.one_file())
        bundle.writestr("key", f"{notes.read_key(settings.LOG_KEY_FILE).line}\n")
        bundle.writestr("checkpoint", note_of(head))
        for older in worth_keeping(head):
            bundle.writestr(f"checkpoints/{older.size}", note_of(older))
        with bundle.open("entries.jsonl", "w", force_zip64=True) as file:
            for line in _entries(head.size):
                file.write(line)
        for tile in tiles.of_size(head.size):
            path = tiles.path_of(*tile)
            if (Path(settings.LOG_FOLDER) / path).exists():  # verify.py says which is missing
                bundle.write(Path(settings.LOG_FOLDER) / path, path)
        if openings:
            bundle.writestr("openings.jsonl", b"".join(_openings(head.size)))
    return head.size


def worth_keeping(head: Checkpoint) -> list[Checkpoint]:
    """The last of each month, of each key, and of those that others signed too.

    Enough to place a change.
    """
    last_of: dict[tuple[str, str], Checkpoint] = {}
    signed = Checkpoint.objects.filter(size__lt=head.size, cosignatures__isnull=False)
    for older in Checkpoint.objects.filter(size__lt=head.size).order_by("size"):
        signer = older.note.rpartition(" ")[2][:5]
        last_of[local(older.at).strftime("%Y-%m"), signer] = older
    found = {older.size: older for older in [*last_of.values(), *signed.order_by("-size")[:1]]}
    return [found[size] for size in sorted(found)]


def _entries(size: int) -> Iterator[bytes]:
    """What the rows say, not what they should say: counting it afresh is the verifier's work."""
    leaves = Leaf.objects.filter(index__lt=size).order_by("index").select_related("entry")
    for leaf in leaves.iterator(CHUNK):
        entry = leaf.entry
        yield _line(
            {
                "at": entry.moment,
                "body": entry.body,
                "hash": entry.entry_hash,
                "index": leaf.index,
                "kind": entry.kind,
                "prev": entry.prev_hash,
                "seq": entry.seq,
                "stream": entry.stream,
            }
        )


def _openings(size: int) -> Iterator[bytes]:
    opened = Opening.objects.filter(entry__leaf__index__lt=size).order_by("entry__leaf__index")
    for opening in opened.select_related("entry__leaf").iterator(CHUNK):
        yield _line(
            {
                "index": opening.entry.leaf.index,
                "personal": opening.personal,
                "salt": opening.salt,
            }
        )


def _line(row: dict[str, str | int]) -> bytes:
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()
