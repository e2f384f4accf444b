"""Where every stream of every place ends: the index that stands last under each checkpoint.

Proofs show that an entry is in the log; they do not show that none was left out of a compound's
bundle. So the checkpointer writes, as the last entry of each tree it signs, the root over one leaf
for each place: the place's streams with number and hash of their newest entry, and those of the
stream `log`, in which a change of the key is announced.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from django.db.models import Exists, OuterRef, Q

from last500.proof import merkle, rules, streams, tiles
from last500.proof.actions import record
from last500.proof.models import Entry, Leaf

Ends = dict[str, str]  # stream → "number hash"


def of_places(size: int, kinds: Sequence[str]) -> dict[str, Ends]:
    """By the key of the place, in the order of their leaves; of the first `size` entries."""
    wanted = Q(stream="log")
    for kind in kinds:
        wanted |= Q(stream__startswith=f"{kind}:")
    within = Entry.objects.filter(leaf__index__lt=size)
    later = within.filter(stream=OuterRef("stream"), seq__gt=OuterRef("seq"))
    newest = within.filter(wanted).exclude(Exists(later))
    found: dict[str, Ends] = {}
    everywhere: Ends = {}
    for stream, seq, digest in newest.values_list("stream", "seq", "entry_hash"):
        key = stream.partition(":")[2]
        (found.setdefault(key, {}) if key else everywhere)[stream] = f"{seq} {digest}"
    return {key: {**found[key], **everywhere} for key in sorted(found)}


def leaves(table: dict[str, Ends]) -> list[bytes]:
    return [merkle.leaf_hash(rules.canonical(ends).encode()) for ends in table.values()]


def show(folder: Path, size: int) -> None:
    """Put the index of the newest checkpoint beside it, where what was dropped since still stands.

    Whoever changes it as well is found by the root in the log.
    """
    table = _recounted(size)
    content = json.dumps({"size": size, "places": table}, sort_keys=True).encode()
    path = folder / "ends.json"
    if table and (not path.exists() or json.loads(path.read_bytes())["size"] != size):
        tiles.write(path, content)


def shown(folder: Path, size: int) -> dict[str, Ends]:
    """The index of the checkpoint of this size; empty where none was signed."""
    try:
        known = json.loads((folder / "ends.json").read_bytes())
    except (FileNotFoundError, ValueError):
        known = {}
    found: dict[str, Ends] = known.get("places", {}) if known.get("size") == size else {}
    return {key: found[key] for key in sorted(found)} or _recounted(size)


def _recounted(size: int) -> dict[str, Ends]:
    last = Leaf.objects.select_related("entry").filter(index=size - 1).first()
    if last is None or last.entry.stream != "heads":
        return {}
    return of_places(size - 1, json.loads(last.entry.body)["kinds"].split())


def write_down(size: int) -> int:
    """Append the index of the first `size` entries as the next one; returns the new size.

    Under the checkpointer's lock. Nothing is written where no place has a stream.
    """
    kinds = sorted(streams.KINDS)
    table = of_places(size, kinds)
    if not table:
        return size
    hashes = leaves(table)
    root = merkle.root(len(hashes), merkle.from_leaves(hashes)).hex()
    body: dict[str, rules.Plain] = {"kinds": " ".join(kinds), "places": len(table), "root": root}
    Leaf.objects.create(index=size, entry=record("heads", "heads", body))
    return size + 1
