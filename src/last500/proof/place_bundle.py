"""A compound's own bundle (小区核验包): its streams alone, each entry with its proof.

All of it is text, so it is offered as a ZIP and as one JSON file (for browsers that unpack
nothing). Checked by the same `verify.py` and by the page `/tlog/check/`.
"""

import base64
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from django.conf import settings

from last500.proof import ends, merkle, notes, rules, tiles, verify
from last500.proof.bundle import NothingSigned, worth_keeping
from last500.proof.models import Checkpoint, Leaf
from last500.proof.queries import note_of

README = Path(__file__).with_name("place_bundle.md")
FORMS = ("zip", "json")
HELD_MOST = 10  # older checkpoints that one bundle is asked to prove
_ATTEMPTS = 2  # a tile may be replaced by its full one while it is read


def of(key: str, form: str, held: Iterable[int] = ()) -> tuple[int, bytes]:
    """The size of the newest checkpoint and the bundle, kept on the disk until the next one.

    `held`: sizes of older checkpoints somebody wants to compare. Raises NothingSigned.
    """
    head = Checkpoint.objects.order_by("-size").first()
    if head is None:
        raise NothingSigned
    asked = sorted(set(held))
    note = note_of(head)
    stamp = f"{head.size}-{note.count(notes.DASH)}"
    kept = Path(settings.LOG_FOLDER) / "places" / f"{key}.{stamp}.{form}"
    if not asked and kept.exists():
        return head.size, kept.read_bytes()
    files = _files_or_again(key, head, asked)
    content = _packed(files, form)
    if not asked:
        for older in kept.parent.glob(f"{key}.*.{form}"):
            older.unlink(missing_ok=True)
        tiles.write(kept, content)
    return head.size, content


def _packed(files: dict[str, str], form: str) -> bytes:
    files = {"README.md": README.read_text(encoding="utf-8"), **files}
    if form == "json":
        return json.dumps({"files": files}, ensure_ascii=False, separators=(",", ":")).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in {**files, "verify.py": verify.one_file()}.items():
            bundle.writestr(name, text)
    return target.getvalue()


def _files_or_again(key: str, head: Checkpoint, held: Sequence[int]) -> dict[str, str]:
    for attempt in range(_ATTEMPTS):
        try:
            return files_of(key, head, held)
        except OSError:
            if attempt == _ATTEMPTS - 1:
                raise
            head = Checkpoint.objects.latest("size")
    raise AssertionError


def files_of(key: str, head: Checkpoint, held: Sequence[int] = ()) -> dict[str, str]:
    """Everything that is checked, by name. Raises NothingSigned where the place has no entry."""
    table = ends.shown(Path(settings.LOG_FOLDER), head.size)
    if key not in table:
        raise NothingSigned
    last = Leaf.objects.select_related("entry").get(index=head.size - 1)
    node = _nodes(tiles.Tiles(Path(settings.LOG_FOLDER), head.size))
    older = _older(head, held)
    sizes = sorted({*(one.size for one in older), *(size for size in held if 0 < size < head.size)})
    files = {
        "checkpoint": note_of(head),
        "entries.jsonl": _entries(list(table[key]), last, head.size, node),
        "heads.jsonl": _heads(table, key),
        "key": f"{notes.read_key(settings.LOG_KEY_FILE).line}\n",
        "older.jsonl": "".join(_proof_of(size, head.size, node) for size in sizes),
    }
    return files | {f"checkpoints/{one.size}": note_of(one) for one in older}


def _nodes(tree: tiles.Tiles) -> merkle.Node:
    """Each node of the tree is read or counted once."""

    @cache
    def node(height: int, index: int) -> bytes:
        if height % tiles.HEIGHT == 0:
            return tree.node(height, index)
        return merkle.node_hash(node(height - 1, 2 * index), node(height - 1, 2 * index + 1))

    return node


def _older(head: Checkpoint, held: Sequence[int]) -> list[Checkpoint]:
    """Those worth keeping, and those that were asked for."""
    older = Checkpoint.objects.filter(size__lt=head.size)
    found = {one.size: one for one in worth_keeping(head)}
    found |= {one.size: one for one in older.filter(size__in=held)}
    return [found[size] for size in sorted(found)]


def _entries(names: list[str], last: Leaf, size: int, node: merkle.Node) -> str:
    """What the rows say, not what they should say: counting it afresh is the verifier's work."""
    found = Leaf.objects.filter(index__lt=size - 1, entry__stream__in=names)
    rows = [*found.order_by("index").select_related("entry"), last]
    return "".join(
        _line(
            {
                "at": leaf.entry.moment,
                "body": leaf.entry.body,
                "hash": leaf.entry.entry_hash,
                "index": leaf.index,
                "kind": leaf.entry.kind,
                "path": _text(merkle.inclusion(leaf.index, size, node)),
                "prev": leaf.entry.prev_hash,
                "seq": leaf.entry.seq,
                "stream": leaf.entry.stream,
            }
        )
        for leaf in rows
    )


def _heads(table: dict[str, ends.Ends], key: str) -> str:
    index, hashes = list(table).index(key), ends.leaves(table)
    path = merkle.inclusion(index, len(hashes), merkle.from_leaves(hashes))
    row: dict[str, rules.Plain] = {"heads": rules.canonical(table[key]), "index": index}
    return _line({**row, "path": _text(path)})


def _proof_of(old: int, size: int, node: merkle.Node) -> str:
    path, root = merkle.consistency(old, size, node), merkle.root(old, node)
    return _line({"index": old, "path": _text(path), "root": _text([root])})


def _text(hashes: Iterable[bytes]) -> str:
    return base64.b64encode(b"".join(hashes)).decode()


def _line(row: dict[str, rules.Plain]) -> str:
    return f"{rules.canonical(row)}\n"
